import { facilityBroken } from '@atrium/contract/errors';
import { expect, test, vi } from 'vitest';
import { startFacility } from '../testing/facility.ts';
import { untilJoined } from '../testing/federation.ts';
import { startIssuer, type TestIssuer } from '../testing/issuer.ts';
import { createLog } from '../testing/log.ts';
import { createClock, preparePortal, profileOf, startTestPortal } from '../testing/portal.ts';
import { callBack, goToIssuer } from '../testing/sign-in.ts';

test('SEC-H2, SEC-T5: whatever goes well or wrong, no secret reaches the log', async () => {
  const { log, lines } = createLog();
  const clock = createClock();
  const issuer = await startIssuer(clock.now);
  const prepared = await preparePortal([profileOf(issuer.url)], { logins: { sweepSeconds: 0.1 } });
  const portal = await startTestPortal(prepared, { log, clock: clock.now });
  const lumen = await startFacility(portal.url);
  await portal.drop(lumen.entry);
  await untilJoined(portal.url, ['lumen']);
  const secrets = new Set<string>();
  const plant = (name: string) => {
    const canary = `canary-${name}-${'x'.repeat(20)}`;
    secrets.add(canary);
    return canary;
  };

  // Sign-ins that fail at each step.
  const spoilt: Partial<TestIssuer['tamper']>[] = [
    { claims: (right) => ({ ...right, nonce: plant('nonce') }) },
    { idToken: (right) => `${right}${plant('id-token')}` },
    { token: (right) => ({ body: { ...right, token_type: 'mac', access_token: plant('access-token') } }) },
    { token: () => ({ status: 400, body: { error: 'invalid_grant', secret: plant('body') } }) },
    { token: () => ({ type: 'text/html', body: plant('page') }) },
    { userinfo: (right) => ({ body: { ...right, sub: plant('subject') } }) },
    { response: (right) => ({ ...right, code: plant('code'), iss: 'https://evil.example' }) },
    {
      response: (right) => ({
        ...right,
        error: 'invalid_request',
        error_description: `${plant('error')}\r\n{"level":60}`,
      }),
    },
  ];
  for (const one of spoilt) {
    issuer.reset();
    Object.assign(issuer.tamper, one);
    const browser = portal.openBrowser();
    const callback = await goToIssuer(browser, portal);
    for (const value of browser.jar.values()) secrets.add(value);
    secrets.add(new URL(callback).searchParams.get('state') ?? plant('state'));
    expect((await callBack(browser, callback)).status).toBe(403);
  }

  // A login, its refresh that is refused, and its end.
  issuer.reset();
  const browser = portal.openBrowser();
  await browser.signIn('/join');
  for (const value of browser.jar.values()) secrets.add(value);
  for (const token of issuer.refreshTokens) secrets.add(token);
  for (const { form } of issuer.asked) {
    for (const name of ['code', 'code_verifier', 'client_assertion']) {
      const value = form.get(name);
      if (value) secrets.add(value);
    }
  }

  // Facilities that answer secrets where something else should be.
  lumen.answers['access.ticket'] = () => ({
    address: 'http://evil.example/',
    ticket: plant('ticket'),
    expiresAt: '2026-11-25T09:14:00.000Z',
  });
  await browser.call('POST', '/api/f/lumen/v1/access/tickets', { instance: 'k3v9q0zt5m1x8d2c', interface: 'lab' });
  lumen.answers['instances.get'] = () => {
    throw facilityBroken({ facility: plant('facility') });
  };
  await browser.call('GET', '/api/f/lumen/v1/instances/k3v9q0zt5m1x8d2c');
  const logoutToken = await issuer.logoutToken({ aud: 'other', sub: plant('logout') });
  secrets.add(logoutToken);
  await browser.ask(`${portal.url}/back-channel-logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token: logoutToken }).toString(),
  });
  await browser.ask(`${portal.url}/instances?token=${plant('query')}`, {
    headers: { authorization: `Bearer ${plant('bearer')}` },
  });
  issuer.refreshTokens.clear();
  clock.advance(25 * 60);
  await browser.call('GET', '/api/me');
  clock.advance(25 * 60);
  await vi.waitFor(() => expect(lines.join('')).toContain('does not grant a login any more'), 15_000);

  const text = lines.join('');
  for (const { claims, headers } of lumen.asked) {
    secrets.add(String(headers.authorization ?? 'nothing').replace('Bearer ', ''));
    if (claims?.jti) secrets.add(claims.jti);
  }
  secrets.delete('nothing');
  expect(secrets.size).toBeGreaterThan(30);
  for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
  for (const line of lines) {
    expect(line.endsWith('}\n') && line.indexOf('\n') === line.length - 1, line).toBe(true);
    expect(line.length).toBeLessThan(8000);
  }
});
