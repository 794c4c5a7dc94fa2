import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { remoteKeys } from './portal-keys.ts';

test('a key that the portal begins to use is found at once, one that it has withdrawn counts for minutes only', async () => {
  const portal = await publish();
  const [first, second] = [await portal.newKey('first'), await portal.newKey('second')];
  portal.show(first);
  const accepts = portal.verifier();
  expect(await accepts(first)).toBe(true);

  portal.show(second);
  portal.passTime(11_000);
  expect(await accepts(second)).toBe(true);
  expect(await accepts(first)).toBe(false);
});

test('once the clock is moved back, keys are asked for as before', async () => {
  const portal = await publish();
  const [first, second] = [await portal.newKey('first'), await portal.newKey('second')];
  portal.show(first);
  const accepts = portal.verifier();
  expect(await accepts(first)).toBe(true);
  portal.show(second);
  portal.passTime(-3_600_000);
  expect(await accepts(second)).toBe(true);
  expect(await accepts(first)).toBe(false);
});

test('while the portal does not answer, its last keys count on', async () => {
  const portal = await publish();
  const key = await portal.newKey('first');
  portal.show(key);
  const accepts = portal.verifier();
  expect(await accepts(key)).toBe(true);
  for (const trouble of ['refuses', 'talks nonsense', 'never ends'] as const) {
    portal.fail(trouble);
    portal.passTime(301_000);
    expect(await accepts(key), trouble).toBe(true);
  }
});

test('who names unknown keys does not make us ask for each', async () => {
  const portal = await publish();
  const [known, unknown] = [await portal.newKey('known'), await portal.newKey('unknown')];
  portal.show(known);
  const accepts = portal.verifier();
  expect(await accepts(known)).toBe(true);
  for (let attempt = 0; attempt < 20; attempt++) expect(await accepts(unknown)).toBe(false);
  expect(portal.asked()).toBe(1);
});

test('a portal that was never reached is our trouble, not the callers', async () => {
  const portal = await publish();
  const key = await portal.newKey('first');
  portal.fail('refuses');
  await expect(portal.verify(await key.token())).rejects.toThrow("the portal's keys: 500");
});

type Key = { jwk: object; token: () => Promise<string> };

/** A portal that publishes what the test wants. */
async function publish() {
  let shown: object = { keys: [] };
  let trouble: 'refuses' | 'talks nonsense' | 'never ends' | undefined;
  let count = 0;
  let now = Date.now();
  const server = createServer((_, answer) => {
    count++;
    answer.statusCode = trouble === 'refuses' ? 500 : 200;
    answer.end(trouble === 'never ends' ? ' '.repeat(100_000) : trouble ? '<html>' : JSON.stringify(shown));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const keys = remoteKeys(`http://127.0.0.1:${port}/`, { clock: () => new Date(now) });
  const verify = (token: string) => jwtVerify(token, keys);

  return {
    newKey: async (kid: string): Promise<Key> => {
      const { publicKey, privateKey } = await generateKeyPair('ES256');
      const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' };
      return { jwk, token: () => new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey) };
    },
    show: (...all: Key[]) => {
      trouble = undefined;
      shown = { keys: all.map(({ jwk }) => jwk) };
    },
    fail: (how: typeof trouble) => {
      trouble = how;
    },
    passTime: (ms: number) => {
      now += ms;
    },
    asked: () => count,
    verify,
    verifier: () => async (key: Key) => {
      try {
        await verify(await key.token());
        return true;
      } catch {
        return false;
      }
    },
  };
}
