import { expect, test } from 'vitest';
import { startIssuer } from '../../testing/issuer.ts';
import { preparePortal, profileOf, startTestPortal } from '../../testing/portal.ts';

async function world() {
  const issuer = await startIssuer();
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url)]));
  return { issuer, portal, browser: portal.openBrowser() };
}

test('whoever signs in is known, and comes back to where the way began', async () => {
  const { portal, browser } = await world();
  const { url, response } = await browser.signIn('/instances?state=ready&q=a%2Bb+c');
  expect(url).toBe(`${portal.url}/instances?state=ready&q=a%2Bb+c`);
  expect(response.status).toBe(200);
  const me = await browser.call('GET', '/api/me');
  expect(await me.json()).toMatchObject({ name: 'Mira Okafor' });
});
