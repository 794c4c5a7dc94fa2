import { expect, test } from 'vitest';
import { hasAssurance } from './assurance.ts';

const iap = (level: string) => `https://refeds.org/assurance/IAP/${level}`;

test.each([
  [[iap('medium')], iap('low'), true],
  [[iap('medium')], iap('medium'), true],
  [[iap('medium')], iap('high'), false],
  [[iap('low'), iap('high')], iap('high'), true],
  [[iap('local-enterprise')], iap('low'), false],
  [[iap('high')], iap('local-enterprise'), false],
  [[iap('local-enterprise')], iap('local-enterprise'), true],
  [[], iap('low'), false],
  [['https://refeds.org/assurance/ATP/ePA-1d'], iap('low'), false],
  [['https://refeds.org/assurance/profile/espresso'], 'https://refeds.org/assurance/profile/cappuccino', true],
  [['https://aai.egi.eu/LoA#High'], 'https://aai.egi.eu/LoA#Substantial', true],
  [['https://aai.egi.eu/LoA#Low'], iap('low'), false],
  [['https://igtf.net/ap/authn-assurance/birch'], 'https://igtf.net/ap/authn-assurance/dogwood', true],
  [['https://aarc-project.eu/policy/authn-assurance/assam'], iap('low'), false],
  [[iap('LOW')], iap('low'), false],
  [['constructor'], 'constructor', false],
  [[iap('invented')], iap('invented'), false],
])('of %j, whoever asks for %s is answered %s', (held, asked, answer) => {
  expect(hasAssurance(held, asked)).toBe(answer);
});
