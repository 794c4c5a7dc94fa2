import { accountMissing, internal, invitationOver, memberAlready } from '@atrium/contract/errors';
import type { Page } from 'playwright-core';
import { endedRobin, failedFinch, quietHeron } from './made-up/instances.ts';
import { allFull, everyday, never, refuseForQuota } from './made-up/offers.ts';
import { answeredInvitations, invitationAddress, shareWithMira } from './made-up/people.ts';
import type { World } from './made-up/world.ts';

/** A page in one of its states: the world that brings it about, where it is, what is done there, and what then shows. */
export type State = {
  at: string;
  world?: (world: World) => void;
  act?: (page: Page) => Promise<void>;
  shows: string | RegExp;
  /** What shows in French, where not all requests are ever answered. */
  french?: string;
};

export const launchAddress = '/instances/new?data=10.5072%2Flysozyme&facility=lumen&size=medium&name=Tidy%20Grebe';
const heron = '/instances/lumen/quietheron000001';
const calmWren = '/instances/helia/calmwren00000001';
const finch = '/instances/nimbus/amberfinch000001';

/** Every page in every state in which a person may meet it. */
export const states: Record<string, State> = {
  home: { at: '/', shows: 'Quiet Heron' },
  'home-empty': { at: '/', world: nothingRuns, shows: /^Welcome, Mira/ },
  'home-loading': { at: '/', world: hang, shows: /asking Tessel/, french: 'on demande à' },
  'home-error': { at: '/', world: breakFacility, shows: /could not be listed/ },
  'home-failed': { at: '/', world: fail, shows: /did not start/ },
  'home-announced': { at: '/', world: announce, shows: /maintenance/ },
  'home-signed-out': { at: '/', act: endLogin, shows: 'You are signed out.' },
  instances: { at: '/instances', world: withPast, shows: 'Quiet Heron' },
  'instances-none': { at: '/instances?text=zebra', shows: 'No instance fits these conditions.' },
  'instances-first': { at: '/instances', world: nothingRuns, shows: 'You have no instances yet.' },
  launch: { at: launchAddress, shows: /^live/ },
  'launch-asking': {
    at: launchAddress,
    world: (world) => Object.assign(world, { answers: { ...everyday(), corvid: never }, silent: {} }),
    shows: /asking Corvid/,
    french: 'on demande à',
  },
  'launch-full': {
    at: launchAddress,
    world: (world) => Object.assign(world, { answers: allFull() }),
    shows: /^Every place is taken/,
  },
  'launch-error': {
    at: launchAddress,
    world: (world) => Object.assign(world, { environments: broken }),
    shows: 'The environments could not be listed.',
  },
  'launch-none': {
    at: launchAddress,
    world: (world) => Object.assign(world, { environments: () => [] }),
    shows: /^No environment is offered/,
  },
  'launch-unknown-data': { at: '/instances/new?data=10.5072%2Fnone', shows: /^There is no such dataset/ },
  'launch-search': {
    at: '/instances/new',
    act: (page) => page.getByRole('button', { name: 'Find data' }).click(),
    shows: /datasets that you may open/,
  },
  'launch-refused': {
    at: launchAddress,
    world: (world) => Object.assign(world, { admit: refuseForQuota }),
    act: async (page) => {
      await page.getByText(/^live/).waitFor();
      await page
        .getByRole('button', { name: /^Start/ })
        .filter({ visible: true })
        .click();
    },
    shows: /^You use 24 of your 24 cores/,
  },
  starting: { at: finch, shows: /^Ready in about/ },
  failed: { at: finch, world: fail, shows: 'Try again' },
  instance: { at: heron, shows: 'What happened' },
  'instance-stopped': { at: '/instances/lumen/mossylynx0000001', shows: /^You stopped it/ },
  'instance-silent': { at: '/instances/corvid/gravecurlew00001', shows: /^Ready at/ },
  'instance-ended': { at: '/instances/lumen/youngrobin000001', world: withPast, shows: /has ended/ },
  'instance-end': {
    at: heron,
    act: async (page) => {
      await page.getByRole('button', { name: 'More for Quiet Heron' }).click();
      await page.getByRole('menuitem', { name: 'End…' }).click();
    },
    shows: 'End Quiet Heron?',
  },
  'people-removing': {
    at: heron,
    act: async (page) => {
      await page.getByRole('button', { name: 'Remove… Noor Haddad' }).click();
    },
    shows: /needs a new invitation/,
  },
  'people-invite': {
    at: heron,
    act: async (page) => {
      await page.getByRole('button', { name: 'Invite', exact: true }).click();
    },
    shows: 'Make the link',
  },
  'people-link': {
    at: heron,
    act: async (page) => {
      await page.getByRole('button', { name: 'Invite', exact: true }).click();
      await page.getByRole('button', { name: 'Make the link' }).click();
    },
    shows: /A link for one person/,
  },
  'people-answered': {
    at: heron,
    world: (world) => answeredInvitations(world.people),
    act: async (page) => {
      await page.getByRole('button', { name: '3 that are over' }).click();
    },
    shows: 'taken back',
  },
  'people-alone': { at: '/instances/lumen/mossylynx0000001', shows: /^Nobody else has a part/ },
  'people-error': {
    at: heron,
    world: (world) => Object.assign(world, { listPeople: broken }),
    shows: /could not be listed/,
  },
  'shared-collaborator': {
    at: calmWren,
    world: (world) => shareWithMira(world, 'collaborator', 'here'),
    shows: 'Leave…',
  },
  'shared-viewer': { at: calmWren, world: (world) => shareWithMira(world, 'viewer', 'here'), shows: 'Leave…' },
  'shared-away': {
    at: calmWren,
    world: (world) => shareWithMira(world, 'collaborator', 'away'),
    shows: /^Noor Haddad is not here/,
  },
  'home-shared': { at: '/', world: (world) => shareWithMira(world, 'viewer', 'away'), shows: 'Shared with me' },
  'instances-shared': {
    at: '/instances',
    world: (world) => shareWithMira(world, 'viewer', 'away'),
    shows: 'Calm Wren',
  },
  join: { at: invitationAddress('viewer'), shows: 'Accept' },
  'join-collaborator': { at: invitationAddress('collaborator'), shows: 'Accept' },
  'join-signed-out': { at: invitationAddress('viewer'), world: leave, shows: /^You are invited/ },
  'join-none': { at: '/join', shows: 'There is no invitation here' },
  'join-over': {
    at: invitationAddress('viewer'),
    world: refuseLook(invitationOver({ state: 'accepted' })),
    shows: /has been used/,
  },
  'join-member': {
    at: invitationAddress('viewer'),
    world: refuseAccept(memberAlready()),
    act: accept,
    shows: 'You are in already',
  },
  'join-account': {
    at: invitationAddress('viewer'),
    world: refuseAccept(accountMissing()),
    act: accept,
    shows: /no account/,
  },
  'join-silent': { at: invitationAddress('viewer', 'corvid'), shows: 'The invitation could not be shown.' },
  'instance-unknown': { at: '/instances/lumen/nosuch0000000001', shows: 'There is no such instance' },
  open: { at: '/open/lumen/quietheron000001/lab?path=%2Flab%2Ftree%2Fguinier.ipynb', shows: /^Your way in has ended/ },
  facilities: { at: '/facilities', world: announce, shows: /work/ },
  account: { at: '/account', shows: 'What your identity provider says of you' },
  'account-menu': {
    at: '/facilities',
    act: (page) => page.getByRole('button', { name: 'Mira Okafor, account' }).click(),
    shows: 'As the system',
  },
  broken: {
    at: '/',
    act: async (page) => {
      await page.getByText('Quiet Heron').first().waitFor();
      await page.route('**/assets/facilities-page*', (route) => route.abort());
      await page.getByRole('link', { name: 'Facilities' }).filter({ visible: true }).click();
    },
    shows: 'This page has stopped',
  },
  welcome: { at: '/', world: leave, shows: 'Open data' },
  'sign-in': { at: launchAddress, world: leave, shows: 'Sign in to go on' },
  'signed-out': { at: '/signed-out', world: leave, shows: 'You are signed out' },
  'sign-in-failed': {
    at: '/sign-in-failed?step=callback&trace=4bf92f3577b34da6a3ce929d0e0e4736&returnTo=%2Ffacilities',
    world: leave,
    shows: 'You are not signed in',
  },
  'not-found': { at: '/nowhere/at/all', shows: 'There is no such page' },
};

function nothingRuns(world: World) {
  world.instances = {};
}

function hang(world: World) {
  world.slow = ['corvid', 'tessel'];
  world.silent = {};
}

function breakFacility(world: World) {
  world.broken = ['helia'];
}

function fail(world: World) {
  world.instances.nimbus = [failedFinch()];
}

function withPast(world: World) {
  world.instances.lumen = [quietHeron(), ...(world.instances.lumen ?? []).slice(1), endedRobin()];
  world.instances.helia = [{ ...failedFinch('OUT_OF_MEMORY'), id: 'briskplover00001', name: 'Brisk Plover' }];
}

function announce(world: World) {
  const { describe } = world;
  world.describe = async (facility) => {
    const said = await describe(facility);
    if (facility.id === 'lumen') {
      const text = 'Closed for maintenance on Thu 26 Nov, 06:00 to 10:00. What runs is stopped at 05:45; files stay.';
      return { ...said, announcements: [{ id: 'maintenance', text, from: null, until: '2026-11-26T09:00:00Z' }] };
    }
    if (facility.id !== 'helia') return said;
    const problem = { code: 'ENVIRONMENT_UNAVAILABLE', message: 'It is not there.', subject: 'notebook@2026.1' };
    return { ...said, health: { status: 'degraded', problems: [problem] } };
  };
}

function refuseLook(error: Error) {
  return (world: World) => {
    world.admitLook = () => {
      throw error;
    };
  };
}

function refuseAccept(error: Error) {
  return (world: World) => {
    world.admitMember = () => {
      throw error;
    };
  };
}

async function accept(page: Page) {
  await page.getByRole('button', { name: 'Accept' }).click();
}

function leave(world: World) {
  world.me = null;
}

async function endLogin(page: Page) {
  await page.getByText('Quiet Heron').first().waitFor();
  await page.evaluate(() => fetch('/testing/end-login', { method: 'POST' }));
  await page.getByRole('button', { name: /^Extend Quiet Heron/ }).click();
}

function broken(): never {
  throw internal(new Error('a made-up failure'));
}
