import { once } from 'node:events';
import type { Instance } from '@atrium/contract/v1/instances';
import { mintId } from '@atrium/server/ids';
import { expect, test } from 'vitest';
import { createBrowser } from '../../testing/browser.ts';
import { startFacility } from '../../testing/facility.ts';
import { untilJoined } from '../../testing/federation.ts';
import { anInstance } from '../../testing/instance.ts';
import { startIssuer } from '../../testing/issuer.ts';
import { dropEntry, preparePortal, profileOf, startTestPortal } from '../../testing/portal.ts';
import { startPortalProcess } from '../../testing/process.ts';

type Asked = { body: unknown; headers: { 'idempotency-key': string } };

test('killed between a facility and the page, a portal is asked the same once more, and there is one instance', async () => {
  const issuer = await startIssuer();
  const prepared = await preparePortal([profileOf(issuer.url)]);
  const { publicUrl, databaseUrl } = prepared.config;
  const doomed = await startPortalProcess(prepared.file, databaseUrl);
  const lumen = await startFacility(publicUrl);
  await dropEntry(prepared.directory, lumen.entry);
  await untilJoined(publicUrl, ['lumen']);
  const made = new Map<string, Instance>();
  lumen.answers['instances.create'] = async ({ input }) => {
    const key = (input as Asked).headers['idempotency-key'];
    const known = made.get(key);
    if (known) return known;
    const instance = anInstance({ id: mintId(), state: 'requested' });
    made.set(key, instance);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    return instance;
  };
  const browser = createBrowser(publicUrl);
  await browser.signIn();
  const body = { plan: 'small', name: 'quiet heron', data: [] };
  const headers = { 'idempotency-key': '5f0c8d3e-8a51-4a37-9f0e-0a8c4a2b7f11' };
  const create = () => browser.call('POST', '/api/f/lumen/v1/instances', body, headers);
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });

  await startTestPortal(prepared);
  await untilJoined(publicUrl, ['lumen']);
  const again = await create();
  expect([again.status, await again.json()]).toEqual([201, [...made.values()][0]]);
  expect(made.size).toBe(1);
  const asked = lumen.askedFor('instances.create');
  expect(asked.map(({ input }) => input)).toEqual([asked[0]?.input, asked[0]?.input]);
  expect(new Set(asked.map(({ claims }) => claims?.jti)).size, 'no replay').toBe(2);
});
