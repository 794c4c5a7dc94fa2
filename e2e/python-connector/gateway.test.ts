import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createTokens } from '@atrium/contract/conformance/tokens';
import { createConnectorClient } from '@atrium/contract/v1/client';
import { expect, test, vi } from 'vitest';
import { audience, publishIssuer, startConnector, startGateway } from './start.ts';

const portal = 'https://portal.example';
/** As a browser sends the portal's form. */
const fromPortal = {
  ...{ origin: portal, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  'content-type': 'application/x-www-form-urlencoded',
};
const patience = 10_000;

test('our gateway lets people in where a connector in Python says so, and out again', async () => {
  const issuer = await publishIssuer();
  const url = await startConnector(issuer);
  const gateway = await startGateway(url, portal);
  const tokens = createTokens(issuer, audience);
  const { first } = issuer.persons;
  const person = createConnectorClient({ url, token: async () => tokens.ofPerson(first) });
  const machine = createConnectorClient({ url, token: async () => tokens.ofMachine() });

  const body = { plan: 'nothing-small', name: 'quiet heron' };
  const { id } = await person.instances.create({ headers: { 'idempotency-key': randomUUID() }, body });
  await vi.waitFor(async () => expect(await person.instances.get({ id })).toMatchObject({ state: 'ready' }), patience);
  const { address, ticket } = await person.access.ticket({ instance: id, interface: 'web' });
  const { host, pathname } = new URL(address);

  // Until it hears what becomes of grants, it takes no ticket, and burns none.
  const entrance = await vi.waitFor(async () => {
    const answer = await ask(gateway, 'POST', pathname, { host, ...fromPortal }, `ticket=${ticket}`);
    expect(answer.status).toBe(303);
    return answer;
  }, patience);
  const cookie = entrance.cookie.split(';')[0];
  const page = (headers: Record<string, string | undefined> = { cookie }) =>
    ask(gateway, 'GET', '/', { host, ...headers });
  expect(await page()).toMatchObject({ status: 200, body: expect.stringContaining('Nothing runs here') });
  expect(await page({})).toMatchObject({ status: 401 });

  await machine.access.endLogin({ login: `login of ${first.sub}` });
  await vi.waitFor(async () => expect(await page()).toMatchObject({ status: 401 }), patience);
});

/** To a host that only a browser finds by its name. */
async function ask(gateway: string, method: string, path: string, headers: OutgoingHttpHeaders, body = '') {
  const all = { ...headers, 'content-length': body.length };
  const asked = request(`http://${gateway}${path}`, { method, headers: all, agent: false });
  asked.end(body);
  const [answer]: IncomingMessage[] = await once(asked, 'response');
  if (!answer) throw new Error('no answer');
  const cookie = String(answer.headers['set-cookie'] ?? '');
  return { status: answer.statusCode, cookie, body: await text(answer) };
}
