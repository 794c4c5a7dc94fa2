import { expect, test } from 'vitest';
import { isTrusted, parseEntitlement, satisfies } from './entitlement.ts';

const g = 'urn:geant:login.example';

test.each([
  [
    'urn:mace:egi.eu:group:fedcloud.egi.eu:role=vm_operator#aai.egi.eu',
    ['fedcloud.egi.eu'],
    'vm_operator',
    'aai.egi.eu',
  ],
  [
    'urn:geant:helmholtz.de:group:Helmholtz-member#login.helmholtz.de',
    ['Helmholtz-member'],
    undefined,
    'login.helmholtz.de',
  ],
  [`${g}:group:a:b:c`, ['a', 'b', 'c'], undefined, undefined],
  [`${g}:group:a:role=member`, ['a'], 'member', undefined],
  [`${g}:sub:space:group:a`, ['a'], undefined, undefined],
  [`${g}:group:group`, ['group'], undefined, undefined],
  [`${g}:group:res:act`, ['res', 'act'], undefined, undefined],
  [`${g}:group:p%3Aq`, ['p%3Aq'], undefined, undefined],
  [`${g}:group:Minun%20Ryhm%c3%a4ni`, ['Minun%20Ryhm%C3%A4ni'], undefined, undefined],
  [`${g}:group:a/b@c`, ['a/b@c'], undefined, undefined],
  [`URN:Geant:Login.Example:group:A`, ['A'], undefined, undefined],
])('SEC-T9, SEC-6.6: %s is a group', (value, groups, role, authority) => {
  expect(parseEntitlement(value)).toMatchObject({ kind: 'group', groups, role, authority });
});

test.each([
  [`${g}:res:storage#login.example`, ['storage'], []],
  [`${g}:res:storage:child:act:read,write#login.example`, ['storage', 'child'], ['read', 'write']],
])('SEC-T9, SEC-6.6: %s is a capability', (value, resources, actions) => {
  expect(parseEntitlement(value)).toMatchObject({ kind: 'capability', resources, actions });
});

test('SEC-T9, SEC-6.6: the old form of EGI is read and marked as such', () => {
  expect(parseEntitlement('urn:mace:egi.eu:aai.egi.eu:member@biomed')).toEqual({
    kind: 'legacy',
    namespace: 'urn:mace:egi.eu',
    groups: ['biomed'],
    role: 'member',
    authority: 'aai.egi.eu',
  });
});

test.each([
  '',
  'urn',
  'urn:',
  'urn:geant',
  'urn:geant:login.example',
  `${g}:`,
  `${g}:group`,
  `${g}:group:`,
  `${g}:group::a`,
  `${g}:group:a:`,
  `${g}::group:a`,
  `:${g}:group:a`,
  'urn:geant:group:a',
  'urn:urn:login.example:group:a',
  'urn:-x:login.example:group:a',
  'urn:x:login.example:group:a',
  'uri:geant:login.example:group:a',
  'https://login.example/group/a',
  `${g}:Group:a`,
  `${g}:group:role=member`,
  `${g}:group:a:role=`,
  `${g}:group:a:Role=member`,
  `${g}:group:a:ROLE=member:b`,
  `${g}:group:a:role=x:role=y`,
  `${g}:group:a:role=x:b`,
  `${g}:group:a#x#y`,
  `${g}:group:a#`,
  `#${g}:group:a`,
  `${g}:group:a%`,
  `${g}:group:a%2`,
  `${g}:group:a%zz`,
  `${g}:group:a?+x`,
  `${g}:group:a?=x`,
  `${g}:group:a b`,
  ` ${g}:group:a`,
  `${g}:group:a `,
  `${g}:group:a\n`,
  `${g}:group:a\t`,
  `${g}:group:a\0`,
  `${g}:group:ä`,
  `${g}:group:\u0430`,
  `${g}:group:a\u200b`,
  `${g}:group:a\u202e`,
  `${g}\uff1agroup:a`,
  `${g}:group:"a"`,
  `${g}:group:<a>`,
  `${g}:group:a\\b`,
  `${g}:group:${'a'.repeat(1024)}`,
  `${g}:res:storage`,
  `${g}:res#login.example`,
  `${g}:res:act:read#login.example`,
  `${g}:res:storage:act#login.example`,
  `${g}:res:storage:act:read,#login.example`,
  `${g}:res:storage:act:read:write#login.example`,
  'urn:mace:egi.eu:aai.egi.eu:member@a@b',
  'urn:mace:egi.eu:aai.egi.eu:@a',
  'urn:mace:egi.eu:aai.egi.eu:member@',
  'urn:mace:egi.eu:aai.evil.eu:member@biomed',
  'urn:mace:egi.eu:aai.egi.eu:member@biomed#aai.egi.eu',
])('SEC-T9, SEC-6.6: «%s» is no entitlement', (value) => {
  expect(parseEntitlement(value)).toBeUndefined();
});

test.each([
  [`${g}:group:a`, `${g}:group:a`, false, true],
  [`${g}:group:a#one`, `${g}:group:a#other`, false, true],
  [`${g}:group:vo2`, `${g}:group:vo`, false, false],
  [`${g}:group:vo2`, `${g}:group:vo`, true, false],
  [`${g}:group:vo:sub`, `${g}:group:vo`, false, false],
  [`${g}:group:vo:sub`, `${g}:group:vo`, true, true],
  [`${g}:group:vo`, `${g}:group:vo:sub`, true, false],
  [`${g}:group:VO`, `${g}:group:vo`, false, false],
  [`${g}:group:vo:role=x`, `${g}:group:vo`, false, true],
  [`${g}:group:vo`, `${g}:group:vo:role=x`, false, false],
  [`${g}:group:vo:role=X`, `${g}:group:vo:role=x`, false, false],
  [`${g}:group:vo:role=x`, `${g}:group:vo:role=x`, false, true],
  [`${g}:group:a%3Ab`, `${g}:group:a:b`, false, false],
  [`${g}:group:a%3ab`, `${g}:group:a%3Ab`, false, true],
  [`${g}.evil:group:a`, `${g}:group:a`, true, false],
  [`${g}:evil:group:a`, `${g}:group:a`, true, false],
  ['urn:geant2:login.example:group:a', `${g}:group:a`, false, false],
  ['UrN:NiD:ExAmPlE.oRg:group:Minun%20Ryhm%c3%a4ni', 'urn:nid:example.org:group:Minun%20Ryhm%C3%A4ni', false, true],
  [`${g}:res:a:act:read,write#x`, `${g}:res:a:act:read#x`, false, true],
  [`${g}:res:a:act:read#x`, `${g}:res:a:act:write#x`, false, false],
  [`${g}:res:a:act:read#x`, `${g}:res:a#x`, false, false],
  [`${g}:res:a#x`, `${g}:res:a:b:act:read#x`, false, true],
  [`${g}:res:a2#x`, `${g}:res:a#x`, false, false],
  [`${g}:res:a#x`, `${g}:group:a`, false, false],
  ['urn:mace:egi.eu:aai.egi.eu:member@vo', 'urn:mace:egi.eu:group:vo:role=member', false, false],
])('SEC-T9, SEC-6.6: who holds %s, asked for %s (subgroups: %s): %s', (held, asked, subgroups, answer) => {
  const [one, other] = [held, asked].map((value) => parseEntitlement(value));
  if (!one || !other) throw new Error('does not parse');
  expect(satisfies(one, other, { subgroups })).toBe(answer);
});

test.each([
  [`${g}:group:a#login.example`, true],
  [`${g}:group:a`, true],
  ['URN:GEANT:LOGIN.EXAMPLE:group:a', true],
  [`${g}:group:a#evil.example`, false],
  [`${g}:group:a#LOGIN.example`, false],
  [`${g}:sub:group:a`, false],
  [`${g}.evil:group:a#login.example`, false],
  ['urn:geant:evil.example:group:a#login.example', false],
  [`${g}:res:a#login.example`, true],
  [`${g}:res:a#evil.example`, false],
])('SEC-T9, SEC-6.6: %s of this issuer counts: %s', (value, answer) => {
  const entitlement = parseEntitlement(value);
  if (!entitlement) throw new Error('does not parse');
  expect(isTrusted(entitlement, { namespaces: [g], authorities: ['login.example'] })).toBe(answer);
});
