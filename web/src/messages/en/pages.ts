import type { Formats } from '../formats.ts';

export const home = {
  title: 'Home',
  also: 'Also yours',
  shared: 'Shared with me',
  all: 'All, with ended ones',
  missing: 'Your instances could not be listed.',
  notListed: (facility: string) => `Your instances at ${facility} could not be listed.`,
  othersComplete: 'The others are complete.',
  announces: (facility: string) => `${facility}:`,
  gotIt: 'Got it',
  why: 'See why',
  whyName: (name: string) => `See why, ${name}`,
};

export const empty = {
  title: (name: string) => (name ? `Welcome, ${name}. Start with your data.` : 'Start with your data.'),
  sentence:
    'An instance is a computer at a facility, with your data and software already there. Choose data, and the page finds a free place.',
  byTeams: 'Measured by your teams',
  open: 'Open to all',
  none: (text: string) => (text ? `No dataset has “${text}”.` : 'No facility lists data that you may open.'),
  around: 'Or look around first',
  withoutData: 'A ready desktop or notebook, without data',
  withoutDataWhere: 'Choose an environment, and see where it is free',
  facilities: 'The facilities',
  facilitiesWhat: 'What each offers, and how it is now',
  steps: 'What happens when you press Analyse',
  fourSteps: [
    { title: 'Where', text: 'You see each facility that may open the data, and how long it would take.' },
    { title: 'Data', text: 'Nothing moves: they are read where they lie, and cannot be changed.' },
    { title: 'Start', text: 'A desktop and a notebook come up, with the software that you chose.' },
    { title: 'Work', text: 'Close the browser at any time: it goes on. What ends keeps your home folder.' },
  ],
};

export const data = (f: Formats) => ({
  size: ({ files, bytes }: { files: number; bytes: number }) =>
    `${f.number(files)} ${f.plural(files, { one: 'file', other: 'files' })}, ${f.bytes(bytes)}`,
  analyse: 'Analyse',
  search: 'Search data',
  searchNow: 'Search',
  searchExample: 'Sample, technique, proposal…',
  missing: 'The data could not be listed.',
  without: (facilities: string[]) =>
    `${f.list(facilities)} ${f.plural(facilities.length, { one: 'does', other: 'do' })} not answer, so data from there are missing.`,
});

export const welcome = (f: Formats) => ({
  title: 'Welcome',
  sentence: 'Choose data measured at any facility, and work on them right here in your browser.',
  withWhat: 'once, for every facility',
  openData: 'Open data',
  noOpenData: 'No facility lists open data at the moment.',
  facilitiesNow: 'Facilities now',
  keepsItsOwn: 'A facility keeps its own data, computers and rules. This portal joins them.',
  missingSince: (since: string) => `since ${f.moment(since)}; its data are missing here`,
  states: { working: 'working', part: 'in part', down: 'in trouble', silent: 'no answer', asking: 'asking' },
  joined: (count: number) =>
    `${f.number(count)} ${f.plural(count, { one: 'facility', other: 'facilities' })}, one sign-in`,
});

export const facilities = (f: Formats) => ({
  asking: 'Asking each of them…',
  sentence: (all: number, working: number, part: number, silent: number) => {
    if (working === all) return all === 1 ? 'The facility works.' : `All ${f.number(all)} facilities work.`;
    const parts = [
      `${f.number(working)} of ${f.number(all)} facilities ${f.plural(working, { one: 'works', other: 'work' })}`,
      ...(part ? [`${f.number(part)} in part`] : []),
      ...(silent ? [`${f.number(silent)} not at all`] : []),
    ];
    return `${parts.join(', ')}.`;
  },
  offers: (kind: string, offers: string[]) => (offers.length ? `${kind}: ${f.list(offers)}` : kind),
  capabilities: { catalogue: 'data', compute: 'compute', storage: 'storage', publish: 'publishing' },
  states: { working: 'Working', part: 'Works in part', down: 'In trouble', silent: 'No answer', asking: 'Asking' },
  problems: {
    ENVIRONMENT_UNAVAILABLE: (subject) => `${subject || 'An environment'} cannot be started at the moment.`,
    DATA_UNREADABLE: (subject) => `${subject || 'Some data'} cannot be read at the moment.`,
    ENGINE_UNREACHABLE: () => 'Its machines do not answer, so nothing starts there now.',
    DISK_FULL: () => 'Its disk is full, so nothing starts there now.',
  } as Record<string, (subject: string) => string>,
  now: 'Now',
  free: 'Free places',
  freeUnknown: 'Free places unknown',
  noCompute: 'No compute here',
  nothingOffered: 'Nothing is offered to you here at the moment',
  newHere: 'New instance here',
  mayStillRun: 'What runs there may still run; it cannot be reached from here now. Nothing is lost.',
});

export const instances = (f: Formats) => ({
  state: 'State',
  groups: {
    all: 'not ended',
    ready: 'ready',
    starting: 'starting',
    stopped: 'stopped',
    failed: 'failed',
    ended: 'ended',
  },
  find: 'Name, data, environment…',
  everywhere: 'All facilities',
  noneYet: 'You have no instances yet.',
  noneYetWhat: 'An instance is a computer at a facility, with your data and software already there.',
  none: 'All your instances have ended.',
  showOver: (count: number) => f.plural(count, { one: 'Show it', other: `Show all ${f.number(count)}` }),
  noneFits: 'No instance fits these conditions.',
  withoutConditions: (count: number) =>
    count === 0
      ? 'Without them there is none either that has not ended.'
      : `Without them there ${f.plural(count, { one: 'is one', other: `are ${f.number(count)}` })} not ended.`,
  clear: 'Clear the conditions',
  columns: {
    state: 'State',
    name: 'Name',
    facility: 'Facility',
    size: 'Size and environment',
    data: 'Data',
    asked: 'Asked for',
    ends: 'Ends',
  },
});

export const account = (f: Formats) => ({
  title: 'Your account',
  noOrganisation: 'no organisation was named',
  missing: 'Your account could not be shown.',
  preferences: 'Preferences',
  logins: 'Where you are signed in',
  endCloses: 'To end a login closes every desktop and notebook that it opened. What runs goes on running.',
  everywhere: 'Sign out everywhere',
  thisOne: 'this one',
  times: (began: string, used: string, ends: string) =>
    `since ${f.moment(began)}, last used ${f.moment(used)}, ends ${f.moment(ends)} at the latest`,
  end: 'End',
  ended: (browser: string) => `The login of ${browser} is ended`,
  claims: 'What your identity provider says of you',
  asReceived: 'As it was received when you signed in last. Facilities decide by some of it what you may do there.',
  claimNames: {
    iss: 'Identity provider',
    sub: 'Identifier there',
    voperson_id: 'Identifier in the federation',
    name: 'Name',
    preferred_username: 'User name',
    email: 'E-mail address',
    email_verified: 'E-mail address checked',
    schac_home_organization: 'Home organisation',
    eduperson_scoped_affiliation: 'What you are there',
    eduperson_entitlement: 'Groups and rights',
    eduperson_assurance: 'How well you are known there',
  } as Record<string, string>,
  ignored: 'Received, but not used',
  ignoredWhy: 'Nobody vouches for it here, or it cannot be read.',
  leftOut: 'What does not reach every facility',
  leftOutWhy:
    'There is more of it than fits into one call. Where it is missing it counts for nothing: ask who looks after your groups to give you fewer.',
  leftOutAt: (claim: string, facility: string) => `${claim}, not sent to ${facility}`,
});
