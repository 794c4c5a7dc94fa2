import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createBrowser } from '../testing/browser.ts';
import { startFacility } from '../testing/facility.ts';
import { federationWorld, untilJoined } from '../testing/federation.ts';
import { startIssuer } from '../testing/issuer.ts';
import { dropEntry, preparePortal, profileOf, startTestPortal } from '../testing/portal.ts';
import { startPortalProcess } from '../testing/process.ts';
import { listenTo } from '../testing/stream.ts';

const until = (condition: () => unknown) => vi.waitFor(condition, { timeout: 20_000, interval: 20 });

test('C64: at the end, what runs comes to its end, streams are closed, and nothing hangs', async () => {
  const { portal, browser, facilities } = await federationWorld();
  await browser.signIn();
  const answered = Promise.withResolvers<void>();
  const [lumen] = facilities;
  if (lumen) {
    lumen.answers['instances.list'] = async () => {
      await answered.promise;
      return { instances: [], next: null };
    };
  }
  const streams = await Promise.all([1, 2, 3].map(() => listenTo(browser, '/api/changes')));
  const idle = await Promise.all(Array.from({ length: 10 }, () => idleConnection(portal.url)));
  const running = browser.call('GET', '/api/f/lumen/v1/instances');
  await until(() => expect(lumen?.askedFor('instances.list')).toHaveLength(1));

  const stopped = portal.stop();
  await Promise.all(streams.map(({ ended }) => ended));
  await Promise.all(idle.map((socket) => socket.destroyed || once(socket, 'close')));
  const port = Number(new URL(portal.url).port);
  await until(async () => {
    const [outcome] = await Promise.race([
      once(connect(port, '127.0.0.1'), 'connect').then(() => ['taken']),
      once(
        connect(port, '127.0.0.1').on('error', () => {}),
        'close',
      ).then(() => ['refused']),
    ]).catch(() => ['refused']);
    expect(outcome).toBe('refused');
  });
  answered.resolve();
  expect((await running).status).toBe(200);
  await stopped;
});

async function idleConnection(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const request = httpRequest(`${url}/api/federation`, { agent });
  request.end();
  const [response] = await once(request, 'response');
  const { socket } = response;
  response.resume();
  await once(response, 'end');
  return socket;
}

test('killed and started again, a portal knows who is signed in, which facilities there are, and what it owes them', async () => {
  const issuer = await startIssuer();
  const prepared = await preparePortal([profileOf(issuer.url)]);
  const { databaseUrl } = prepared.config;
  const doomed = await startPortalProcess(prepared.file, databaseUrl);
  const { publicUrl } = prepared.config;
  const lumen = await startFacility(publicUrl);
  await dropEntry(prepared.directory, lumen.entry);
  await untilJoined(publicUrl, ['lumen']);
  const [browser, leaving] = [createBrowser(publicUrl), createBrowser(publicUrl)];
  await browser.signIn();
  await leaving.signIn();
  await lumen.stop();
  await leaving.ask(`${publicUrl}/sign-out`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
  doomed.kill('SIGKILL');
  await once(doomed, 'close');

  const portal = await startTestPortal(prepared);
  expect((await browser.call('GET', '/api/me')).status).toBe(200);
  expect((await leaving.call('GET', '/api/me')).status).toBe(401);
  expect(await portal.db.selectFrom('ending').select('facility').execute()).toEqual([{ facility: 'lumen' }]);
});

test('C64: SIGTERM ends a portal with 0', async () => {
  const issuer = await startIssuer();
  const prepared = await preparePortal([profileOf(issuer.url)]);
  const portal = await startPortalProcess(prepared.file, prepared.config.databaseUrl);
  const browser = createBrowser(prepared.config.publicUrl);
  await browser.signIn();
  const stream = await listenTo(browser, '/api/changes');
  portal.kill('SIGTERM');
  const [code] = await once(portal, 'close');
  expect(code).toBe(0);
  await stream.ended;
});

test.each([
  ['signingKeysFile', 'signing-keys.json'],
  ['encryptionKeysFile', 'encryption-keys.json'],
  ['issuers.0.clientKeyFile', 'client-key-login.json'],
  ['pagesDirectory', 'pages/index.html'],
])('SEC-H1: without %s nothing starts, and the setting is named', async (setting, file) => {
  const prepared = await preparePortal([profileOf('http://127.0.0.1:1')]);
  await rm(join(prepared.directory, file));
  await expect(startTestPortal(prepared)).rejects.toThrow(setting);
});

test('a page without a place for the nonce starts nothing', async () => {
  const prepared = await preparePortal([profileOf('http://127.0.0.1:1')]);
  await writeFile(join(prepared.directory, 'pages/index.html'), '<!doctype html><title>Old</title>');
  await expect(startTestPortal(prepared)).rejects.toThrow('has no place for the nonce');
});

test('logins at an issuer that is gone from the settings are over', async () => {
  const [one, other] = [await startIssuer(), await startIssuer()];
  const prepared = await preparePortal([profileOf(one.url), profileOf(other.url, { id: 'other', name: 'Another' })]);
  const portal = await startTestPortal(prepared);
  const [first, second] = [portal.openBrowser(), portal.openBrowser()];
  await first.signIn('/', 'login');
  await second.signIn('/', 'other');
  await portal.stop();
  const [kept] = prepared.config.issuers;
  await startTestPortal({ ...prepared, config: { ...prepared.config, issuers: kept ? [kept] : [] } });
  expect((await first.call('GET', '/api/me')).status).toBe(200);
  expect((await second.call('GET', '/api/me')).status).toBe(401);
});
