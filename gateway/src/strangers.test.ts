import { createServer } from 'node:http';
import { expect, test, vi } from 'vitest';
import { send, startInterface, startTestGateway } from '../testing/gateway.ts';

const unknown = `${'a'.repeat(26)}.apps.localhost`;
const desk = { name: 'desktop', kind: 'desktop', title: 'Desktop' } as const;
const lab = { name: 'lab', kind: 'notebook', title: 'Notebook' } as const;

const upgrade = (host: string) => [
  ...['Connection', 'Upgrade', 'Upgrade', 'websocket', 'Sec-WebSocket-Version', '13'],
  ...['Sec-WebSocket-Key', 'MDEyMzQ1Njc4OWFiY2RlZg==', 'Origin', `http://${host}`],
];
const page = ['Sec-Fetch-Site', 'none', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document'];

/** What is asked of an interface, as HTTP and as Upgrade; all of it would pass for its owner. */
const requests = [
  { asks: 'the notebook', of: lab, path: '/lab', headers: () => [] },
  { asks: 'its log', of: lab, path: '/api/events', headers: () => [] },
  {
    asks: 'a change',
    of: lab,
    path: '/api/kernels',
    method: 'POST',
    headers: (host: string) => ['Origin', `http://${host}`],
  },
  { asks: 'a kernel', of: lab, path: '/api/kernels/k/channels', headers: upgrade },
  { asks: 'the picture of a desktop', of: desk, path: '/.atrium/rfb', headers: upgrade },
  { asks: 'its viewer', of: desk, path: '/.atrium/', headers: () => [] },
  { asks: 'what its bar shows', of: desk, path: '/.atrium/api/session', headers: () => [] },
  { asks: 'what its bar follows', of: desk, path: '/.atrium/api/session/changes', headers: () => [] },
];
const strangers = ['nobody', 'a stranger', 'whose access was withdrawn', 'who has an instance beside it'] as const;
const cases = requests.flatMap((request) => strangers.map((who) => ({ who, ...request })));

test.each(cases)('SEC-H12 $asks: $who is answered as at a host that is nobody', async (asked) => {
  const { ask, reached } = await startWith(asked);
  const foreign = await ask();
  expect(foreign.status).toBe(401);
  expect(await ask(unknown)).toEqual(foreign);
  expect(reached()).toBe(0);
});

test.each(strangers)('SEC-H12 %s who opens the page sees neither what it is called nor whose it is', async (who) => {
  const { ask } = await startWith({ who, asks: 'page', of: lab, path: '/lab', headers: () => page });
  const shown = await ask();
  expect(shown.status).toBe(401);
  expect(shown.text).toContain('ACCESS_ENDED');
  expect(shown.text).not.toMatch(/Secret Heron|Anna/);
});

type Case = {
  who: (typeof strangers)[number];
  asks: string;
  of: typeof desk | typeof lab;
  path: string;
  method?: string;
  headers: (host: string) => string[];
};

/** An interface of Anna's, which she has open, and somebody who shows what they have. */
async function startWith({ who, of, path, method, headers }: Case) {
  const { port, connector, grants } = await startTestGateway();
  let reached = 0;
  const server = createServer((_, response) => {
    reached++;
    response.end('ok');
  });
  server.on('upgrade', (_, socket) => {
    reached++;
    socket.destroy();
  });
  const reach = await startInterface(server);
  const instance = { id: 'a123456789012345', name: 'Secret Heron', state: 'ready', endsAt: '2027-01-01T00:00:00Z' };
  const mine = { reach, interface: of, instance: { ...instance, warnSeconds: 600 } };
  const anna = connector.grant(mine);
  const isIn = await send(port, { headers: ['Host', anna.host, 'Cookie', anna.cookie] });
  expect(isIn.status).toBe(of === lab ? 200 : 302);
  const shown = await cookieOf(who);
  reached = 0;

  async function cookieOf(who: Case['who']): Promise<string[]> {
    if (who === 'nobody') return [];
    if (who === 'a stranger') return ['Cookie', `__Host-atrium-app=${'b'.repeat(43)}`];
    const person = { id: 'bob', name: 'Bob' };
    if (who === 'who has an instance beside it') return ['Cookie', connector.grant({ reach, person }).cookie];
    const { host } = anna.grant;
    const { grant, cookie } = connector.grant({ ...mine, host, person, role: 'collaborator' });
    const mayCome = await send(port, { path: '/', headers: ['Host', host, 'Cookie', cookie] });
    expect(mayCome.status).toBe(of === lab ? 200 : 302);
    connector.end(grant);
    await vi.waitFor(() => expect(grants.inUse().some(({ said }) => said.id === grant.id)).toBe(false));
    return ['Cookie', cookie];
  }

  async function ask(host = anna.host) {
    const flat = ['Host', host, ...shown, ...headers(host)];
    const answer = await send(port, { method, path, headers: flat, body: method ? '' : undefined });
    const text = answer.body.replace(/[0-9a-f]{32}/, 'TRACE');
    const named = answer.headers.map((value, at) => (answer.headers[at - 1] === 'Date' ? '' : value));
    return { status: answer.status, headers: named, text };
  }
  return { ask, reached: () => reached };
}
