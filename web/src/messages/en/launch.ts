import type { ExceededLimit } from '@atrium/contract/errors';
import type { Formats } from '../formats.ts';

export const launch = (f: Formats) => ({
  title: 'New instance',
  data: 'Data',
  add: 'Add',
  closeSearch: 'Close the search',
  found: (count: number, text: string) =>
    text
      ? `${f.number(count)} ${f.plural(count, { one: 'dataset has', other: 'datasets have' })} “${text}”.`
      : `${f.number(count)} ${f.plural(count, { one: 'dataset', other: 'datasets' })} that you may open.`,
  remove: (title: string) => `Remove ${title}`,
  noData: 'Without data. Your home folder is there.',
  find: 'Find data',
  yourTeamUntil: (date: string) => `your team, until ${f.date(date)}`,
  yourTeam: 'your team',
  openToAll: 'open to all',
  environment: 'Environment',
  findEnvironment: 'Find an environment',
  whichHas: (software: string) => `Which has ${software}?`,
  noEnvironment: (text: string) => `No environment has “${text}”.`,
  without: (count: number) =>
    `Without this there ${f.plural(count, { one: 'is one', other: `are ${f.number(count)}` })}.`,
  showAll: 'Show all',
  noneOffered: 'No environment is offered to you for these data.',
  environmentsMissing: 'The environments could not be listed.',
  facilitiesMissing: 'The facilities could not be listed.',
  proposed: 'proposed',
  archived: 'archived',
  madeFor: (technique: string) => `for ${technique}`,
  whereOffered: (facilities: string[]) => `at ${f.list(facilities)}`,
  place: 'Where, and how large',
  size: 'Size',
  facility: 'Facility',
  yourData: 'Your data',
  legend: { queue: 'queue', start: 'start' },
  live: (seconds: number) => `live, ${f.duration(seconds)} ago`,
  notLive: (since: string) => `not live since ${f.moment(since)}`,
  here: 'here',
  dataHere: 'data are here',
  elsewhere: 'not there',
  mayNotOpen: 'may not be opened',
  unknown: 'unknown',
  freeNow: 'free now',
  about: (seconds: number) => `about ${f.duration(seconds)}`,
  readyIn: (seconds: number) => `ready in ${f.duration(seconds)}`,
  readyAt: (at: Date) => `ready ${f.time(at)}`,
  spoken: (cell: { facility: string; size: string; queueSeconds: number; waitSeconds: number }) =>
    [
      cell.facility,
      cell.size,
      cell.queueSeconds ? `in a queue of about ${f.spokenDuration(cell.queueSeconds)}` : 'free now',
      `ready in ${f.spokenDuration(cell.waitSeconds)}`,
    ].join(', '),
  full: 'full',
  fullUntil: (at: string) => `full until ${f.moment(at)}`,
  notOffered: 'not offered',
  notForYou: 'not for you',
  howToGet: 'How to get one',
  howToGetProposal: 'Get a proposal',
  noAnswer: (since: string) => `No answer since ${f.moment(since)}.`,
  othersComplete: 'The other rows are complete and current.',
  askAgain: 'Ask again',
  allFull: 'Every place is taken.',
  firstFree: (facility: string, at: string) => `The first is free at ${facility}, ${f.moment(at)}.`,
  noPlace: 'No place is free now.',
  nowhere: 'No facility offers this environment to you.',
  name: 'Name',
  anotherName: 'Another name',
  placeShort: 'Place',
  choosePlace: 'Choose a place',
  placeGone: 'Not to be had now. Choose another place.',
  placeAndSize: (facility: string, size: string) => `${facility}, ${size}`,
  summary: 'Summary',
  ends: 'Ends',
  dayLess: 'One day less',
  dayMore: 'One day more',
  endsIn: (seconds: number, isMost: boolean) => {
    const days = seconds / 86_400;
    const time = Number.isInteger(days)
      ? `${f.number(days)} ${f.plural(days, { one: 'day', other: 'days' })}`
      : f.duration(seconds);
    return `in ${time}${isMost ? ', the most here' : ''}; extend any time`;
  },
  network: 'Network',
  ruleOf: (facility: string) => `a rule of ${facility}`,
  seenBy: 'Seen by',
  onlyYou: 'only you',
  quota: 'Quota',
  ofCoresLeft: (cores: number, left: number) => `${f.number(cores)} of the ${f.number(left)} cores you have left`,
  noLimit: (cores: number) => `${f.number(cores)} cores; no limit for you here`,
  withoutIt: (facility: string) => `${facility} does not offer this environment.`,
  readyInAbout: (seconds: number) => `Ready in about ${f.duration(seconds)}`,
  at: (at: Date) => `at ${f.time(at)}`,
  start: (name: string) => `Start ${name}`,
  startShort: 'Start',
  mayClose: 'You may close the page meanwhile.',
  copyLink: 'Copy as link',
  linkCopied: 'Link copied',
  quotaExceeded: (
    { level, group, resource, max, used, held, asked }: ExceededLimit,
    facility: string,
    size: string,
  ) => {
    const amount = (value: number) => (resource.endsWith('Bytes') ? f.memory(value) : f.number(value));
    const units = { cores: ' cores', instances: ' instances', gpus: ' GPUs', diskBytes: ' of disk' };
    const unit = units[resource as keyof typeof units] ?? ' of memory';
    const whose = level === 'person' ? 'You use' : `${group ?? 'Everybody together'} uses`;
    const most = `${level === 'person' ? 'your ' : ''}${amount(max)}${unit}`;
    return `${whose} ${amount(used + held)} of ${most} at ${facility}, and ${size} needs ${amount(asked)}.`;
  },
  use: (facility: string) => `Use ${facility} instead`,
  askForMore: (facility: string) => `Ask ${facility} for more`,
});
