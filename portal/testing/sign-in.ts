import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from 'vitest';
import type { TestBrowser } from './browser.ts';
import { startIssuer, type TestIssuer } from './issuer.ts';
import { type OnEnd, preparePortal, profileOf, startTestPortal, type TestPortal } from './portal.ts';

export type World = { issuer: TestIssuer; portal: TestPortal; browser: TestBrowser };

/** One portal with one issuer, and a browser. */
export async function signInWorld(onEnd: OnEnd = onTestFinished): Promise<World> {
  const issuer = await startIssuer(undefined, onEnd);
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url)], {}, onEnd), {}, onEnd);
  return { issuer, portal, browser: portal.openBrowser() };
}

/** The same for all tests of a file, each of which finds it as new. */
export function sharedSignInWorld(): World {
  const ends: (() => void | Promise<void>)[] = [];
  const world = {} as World;
  beforeAll(async () => void Object.assign(world, await signInWorld((stop) => void ends.push(stop))));
  beforeEach(async () => {
    world.issuer.reset();
    world.browser = world.portal.openBrowser();
    await world.portal.db.deleteFrom('attempt').execute();
    await world.portal.db.deleteFrom('login').execute();
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  return world;
}

/** Goes to the issuer and stops there: what it would answer has not been seen by the portal yet. */
export async function goToIssuer(browser: TestBrowser, portal: TestPortal, issuerId?: string): Promise<string> {
  const query = issuerId === undefined ? '' : `?issuer=${issuerId}`;
  const { response } = await browser.visit(`${portal.url}/sign-in${query}`, 0);
  const authorize = response.headers.get('location') ?? '';
  const answer = await browser.visit(authorize, 0);
  return answer.response.headers.get('location') ?? '';
}

/** A callback as a program sends it: it is told at which check it failed. */
export async function callBack(browser: TestBrowser, callback: string): Promise<{ status: number; step: unknown }> {
  const response = await browser.ask(callback);
  if (response.status !== 403) return { status: response.status, step: undefined };
  const { code, data } = (await response.json()) as { code: string; data: { step: string } };
  expect(code).toBe('SIGN_IN_FAILED');
  return { status: response.status, step: data.step };
}

export async function nobodyIsSignedIn({ db }: TestPortal, browser: TestBrowser): Promise<void> {
  expect(await db.selectFrom('login').selectAll().execute()).toEqual([]);
  expect([...browser.jar.keys()]).not.toContain('__Host-atrium');
  const me = await browser.call('GET', '/api/me');
  expect(me.status).toBe(401);
  expect(me.headers.getSetCookie()).toEqual([]);
}

/** A whole sign-in, told by a program. */
export async function signInAttempt({ portal, browser }: World) {
  return callBack(browser, await goToIssuer(browser, portal));
}
