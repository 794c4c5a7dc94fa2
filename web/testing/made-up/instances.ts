import type { InstanceEvent } from '@atrium/contract/v1/events';
import type { Instance, InterfaceState } from '@atrium/contract/v1/instances';
import { copper, lysozyme } from './datasets.ts';
import { at } from './facilities.ts';

const day = 86_400;
const owner = { id: 'p7', name: 'Mira Okafor' };

/** By facility, as each would list them. */
export function everydayInstances(): Record<string, Instance[]> {
  return {
    lumen: [quietHeron(), mossyLynx()],
    nimbus: [amberFinch(), slateOtter()],
    corvid: [graveCurlew()],
    helia: [],
    tessel: [],
  };
}

export function quietHeron(): Instance {
  return instance('quietheron000001', 'Quiet Heron', {
    data: mounted(lysozyme),
    createdAt: at('18T18:00'),
    startedAt: at('18T18:00'),
    readyAt: at('18T18:01'),
    endsAt: at('30T18:00'),
    extendableTo: '2026-12-09T09:14:00.000Z',
    lastInputAt: at('25T09:58'),
    pictureAt: at('25T10:02'),
    connections: 1,
  });
}

function slateOtter(): Instance {
  return instance('slateotter000001', 'Slate Otter', {
    flavour: 'gpu',
    cores: 16,
    memoryBytes: 64e9,
    createdAt: at('22T13:20'),
    startedAt: at('22T13:20'),
    readyAt: at('22T13:24'),
    endsAt: at('25T13:20'),
    extendableTo: at('29T13:20'),
    lastInputAt: at('25T08:10'),
    pictureAt: at('25T08:11'),
  });
}

export function amberFinch(): Instance {
  return instance('amberfinch000001', 'Amber Finch', {
    flavour: 'small',
    cores: 2,
    memoryBytes: 8e9,
    data: mounted(copper),
    state: 'starting',
    interfaces: interfaces('starting', 'waiting'),
    createdAt: at('25T10:11'),
    startedAt: at('25T10:11'),
    endsAt: '2026-12-09T09:11:00.000Z',
    estimate: { usualSeconds: 220, slowestSeconds: 360 },
  });
}

function mossyLynx(): Instance {
  return instance('mossylynx0000001', 'Mossy Lynx', {
    state: 'stopped',
    reason: { code: 'STOPPED_BY_OWNER', data: {} },
    interfaces: interfaces('waiting', 'waiting'),
    createdAt: at('12T09:30'),
    startedAt: at('12T09:30'),
    endsAt: at('30T09:30'),
    extendableTo: '2026-12-09T09:14:00.000Z',
    lastInputAt: at('20T16:00'),
    pictureAt: at('20T16:01'),
  });
}

function graveCurlew(): Instance {
  return instance('gravecurlew00001', 'Grave Curlew', {
    createdAt: at('20T11:00'),
    startedAt: at('20T11:00'),
    readyAt: at('20T11:01'),
    endsAt: at('29T11:00'),
    lastInputAt: at('23T17:20'),
    pictureAt: at('23T17:21'),
  });
}

/** Amber Finch, had it failed. */
export function failedFinch(code = 'NO_ANSWER'): Instance {
  return { ...amberFinch(), state: 'failed', reason: { code, data: { interface: 'desktop', seconds: 120 } } };
}

export function endedRobin(): Instance {
  return instance('youngrobin000001', 'Young Robin', {
    state: 'ended',
    reason: { code: 'LIFETIME_OVER', data: {} },
    interfaces: interfaces('waiting', 'waiting'),
    createdAt: at('02T09:00'),
    startedAt: at('02T09:00'),
    endsAt: at('16T09:00'),
    lastInputAt: at('15T18:00'),
  });
}

/** What happened to an instance until now, as its state tells. */
export function logOf({ id, state, reason, createdAt, readyAt, endsAt }: Instance): InstanceEvent[] {
  const asked = new Date(createdAt).getTime();
  const steps: [string, number, string][] = [
    ['create', 0, 'requested'],
    ['observe', 2, 'queued'],
    ['observe', 14, 'starting'],
  ];
  if (readyAt) steps.push(['observe', (new Date(readyAt).getTime() - asked) / 1000, 'ready']);
  if (state === 'failed') steps.push(['observe', 134, 'failed']);
  if (state === 'stopped') steps.push(['stop', 4 * day, 'stopping'], ['observe', 4 * day + 8, 'stopped']);
  return steps.map(([action, seconds, after], place) => ({
    instance: id,
    seq: place + 1,
    at: new Date(asked + seconds * 1000).toISOString(),
    action,
    by: action === 'observe' ? { kind: 'connector', name: 'connector' } : { kind: 'person', name: owner.name },
    about: null,
    state: after,
    reason: after === state ? reason : null,
    interface: null,
    endsAt,
    pictureAt: null,
  }));
}

export function instance(id: string, name: string, differs: Partial<Instance>): Instance {
  return {
    id,
    name,
    plan: 'plan-medium',
    environment: { id: 'small-angle-scattering@6.1', name: 'Small-angle scattering', version: '6.1' },
    flavour: 'medium',
    cores: 8,
    memoryBytes: 32e9,
    network: 'none',
    data: [],
    state: 'ready',
    reason: null,
    interfaces: interfaces('ready', 'ready'),
    owner,
    role: 'owner',
    createdAt: at('25T10:14'),
    startedAt: null,
    readyAt: null,
    endsAt: at('30T10:14'),
    extendableTo: null,
    warnSeconds: 2 * day,
    estimate: null,
    connections: 0,
    lastInputAt: null,
    pictureAt: null,
    ...differs,
  };
}

function interfaces(desktop: string, lab: string): InterfaceState[] {
  return [
    { name: 'desktop', kind: 'desktop', title: 'Desktop', state: desktop, reason: null },
    { name: 'lab', kind: 'notebook', title: 'JupyterLab', state: lab, reason: null },
  ];
}

function mounted({ pid, title, mountName }: typeof lysozyme): Instance['data'] {
  return [{ pid, title, mountName }];
}
