import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnectorClient } from '@atrium/contract/v1/client';
import { expect, onTestFinished, test } from 'vitest';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { nextOf } from '../../testing/events.ts';
import { testConfig } from '../../testing/facility.ts';
import { createTestPortal } from '../../testing/portal.ts';
import { remoteKeys } from './portal-keys.ts';

test('SEC-6.3: the portal changes its keys while people work, and nobody notices; a key that is retired opens nothing', async () => {
  const { withKey, publish, passTime, statusFor } = await startWithPublishedKeys();
  const [first, second, third, fourth] = [withKey('first'), withKey('second'), withKey('third'), withKey('fourth')];
  publish(first, second);
  const { id } = await first.client.instances.create(newInstance());
  const leaving = new AbortController();
  const stream = await first.client.events.stream({ instance: id }, { signal: leaving.signal });
  const underWay = await first.token();

  publish(second, third, first);
  await second.client.instances.rename({ id, name: 'after the first change' });
  expect(await statusFor(underWay), 'what the key before signed is good until it ends').toBe(200);
  expect(await nextOf(stream, 'rename'), 'the stream that it opened goes on').toMatchObject({ instance: id });
  leaving.abort();

  publish(third, fourth, second);
  passTime(301);
  expect(await statusFor(await first.token()), 'a retired key').toBe(401);
  await third.client.instances.rename({ id, name: 'after the second change' });
  await expect(first.client.instances.rename({ id, name: 'by a retired key' })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  expect(await third.client.instances.get({ id })).toMatchObject({ name: 'after the second change' });
});

test('SEC-6.3: a key that the portal had to change at once is found by the first token that names it', async () => {
  const { withKey, publish, passTime, statusFor, asked } = await startWithPublishedKeys();
  const [stolen, next, fresh] = [withKey('stolen'), withKey('next'), withKey('fresh')];
  publish(stolen, next);
  expect(await statusFor(await stolen.token())).toBe(200);
  publish(fresh);
  passTime(11);
  const answers = await Promise.all(Array.from({ length: 20 }, async () => statusFor(await fresh.token())));
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(await statusFor(await stolen.token())).toBe(401);
  expect(asked(), 'twenty calls ask for it once').toBe(2);
});

type Signer = Awaited<ReturnType<typeof createTestPortal>>;

/** A connector that finds the keys of its portal where they are published, and a portal with as many as it takes. */
async function startWithPublishedKeys() {
  let offsetSeconds = 0;
  const clock = () => new Date(Date.now() + offsetSeconds * 1000);
  const signers = new Map<string, Signer>();
  for (const kid of ['first', 'second', 'third', 'fourth', 'stolen', 'next', 'fresh'])
    signers.set(kid, await createTestPortal(clock));

  let published: object[] = [];
  let count = 0;
  const server = createServer((_, answer) => {
    count++;
    answer.end(JSON.stringify({ keys: published }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const keys = remoteKeys(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { clock });
  const { url } = await startTestConnector(await testConfig(), { clock, portalKeys: keys });

  function withKey(kid: string) {
    const signer = signers.get(kid) as Signer;
    const token = () => signer.tokenFor('anna', {}, { kid });
    return { jwk: { ...signer.jwks.keys[0], kid }, token, client: createConnectorClient({ url, token }) };
  }

  return {
    withKey,
    publish: (...all: { jwk: object }[]) => {
      published = all.map(({ jwk }) => jwk);
    },
    passTime: (seconds: number) => {
      offsetSeconds += seconds;
    },
    statusFor: async (token: string) =>
      (await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status,
    asked: () => count,
  };
}
