import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { decodeProtectedHeader } from 'jose';
import { expect, test, vi } from 'vitest';
import { federationWorld, untilJoined } from '../../testing/federation.ts';
import { startTestPortal } from '../../testing/portal.ts';
import { rotateSigningKeys } from '../init.ts';
import { readSigningKeys } from '../keys/signing-keys.ts';

test('SEC-6.3: with new keys of both kinds, a portal that is started again signs nobody out, and facilities go on', async () => {
  const { portal, prepared, browser, facilities, clock, issuer } = await federationWorld();
  const { signingKeysFile, encryptionKeysFile } = prepared.config;
  const [lumen] = facilities;
  if (!lumen) throw new Error('no facility was made');
  lumen.answers['instances.list'] = () => ({ instances: [], next: null });
  const list = async () => (await browser.call('GET', '/api/f/lumen/v1/instances')).status;
  const kids = () => lumen.askedFor('instances.list').map(({ headers }) => kidOf(headers.authorization));
  await browser.signIn();
  expect(await list()).toBe(200);

  await portal.stop();
  const before = (await readSigningKeys(signingKeysFile)).jwks.keys.map(({ kid }) => kid);
  await rotateSigningKeys(signingKeysFile, new Date(Date.now() + 25 * 3600_000));
  const { keys } = JSON.parse(await readFile(encryptionKeysFile, 'utf8'));
  const fresh = { id: 'k000000000000002', key: randomBytes(32).toString('base64url') };
  await writeFile(encryptionKeysFile, JSON.stringify({ keys: [fresh, ...keys] }));
  const again = await startTestPortal(prepared, { clock: clock.now });
  await untilJoined(again.url, ['lumen']);

  expect(await list()).toBe(200);
  expect(kids()).toEqual(before);
  const published = await (await browser.ask(`${again.url}/.well-known/jwks.json`)).json();
  expect(published).toMatchObject({ keys: [{ kid: before[1] }, {}, { kid: before[0] }] });
  expect(JSON.stringify(published)).not.toContain('"d"');

  // What the old key sealed still opens, and is sealed by the new one from then on.
  const refreshes = () => issuer.asked.filter(({ form }) => form.get('grant_type') === 'refresh_token');
  clock.advance(25 * 60);
  expect(await list()).toBe(200);
  clock.advance(25 * 60);
  await vi.waitFor(async () => {
    expect(refreshes()).toHaveLength(1);
    const [login] = await again.db.selectFrom('login').select('refreshToken').execute();
    expect(login?.refreshToken?.split('.')[0]).toBe(fresh.id);
  }, 15_000);
  expect(await list()).toBe(200);
});

function kidOf(authorization = ''): string | undefined {
  return decodeProtectedHeader(authorization.replace('Bearer ', '')).kid;
}
