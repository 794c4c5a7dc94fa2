import { instanceQuotaExceeded } from '@atrium/contract/errors';
import type { OfferedEnvironment } from '@atrium/contract/portal/federation';
import type { Flavour } from '@atrium/contract/v1/environments';
import type { Offer, Plan } from '@atrium/contract/v1/plans';
import { lysozyme } from './datasets.ts';
import { at } from './facilities.ts';

const minute = 60;
const day = 86_400;

const flavours = {
  small: flavour('small', 2, 8e9),
  medium: flavour('medium', 8, 32e9),
  large: flavour('large', 32, 128e9),
  gpu: { ...flavour('gpu', 16, 64e9), gpus: 1 },
};

type Sizes = Partial<Record<keyof typeof flavours, Plan['availability']>>;

export const environments: OfferedEnvironment[] = [
  {
    ...environment('Small-angle scattering', '6.1', ['SasView 6.1', 'silx 2.2', 'sasmodels', 'Jupyter']),
    techniques: ['small angle neutron scattering'],
    proposed: true,
  },
  environment('Mantid workbench', '6.12', ['Mantid', 'SasView 6.1']),
  {
    ...environment('Python science', '2026.10', ['numpy', 'h5py', 'jupyter', 'dask']),
    interfaces: [
      { name: 'lab', kind: 'notebook', title: 'JupyterLab' },
      { name: 'terminal', kind: 'terminal', title: 'Terminal' },
    ],
    facilities: ['helia', 'nimbus'],
  },
  {
    ...environment('SANS', '2016.2', ['SasView 3.1', 'Mantid 3.6']),
    interfaces: [{ name: 'desktop', kind: 'desktop', title: 'Desktop' }],
    archived: true,
    facilities: ['lumen'],
  },
];

const now = (startSeconds = 40): Plan['availability'] => ({ is: 'now', startSeconds });
const queued = (queueSeconds: number): Plan['availability'] => ({ is: 'queued', queueSeconds, startSeconds: 40 });
const full = (until: string): Plan['availability'] => ({ is: 'full', until });

export type Answers = Record<string, () => Offer | Promise<Offer>>;

/** What each facility answers on an ordinary morning: no two alike. */
export function everyday(): Answers {
  return {
    lumen: () => offer({ is: 'here' }, { small: now(), medium: now(), large: queued(12 * minute) }),
    helia: () =>
      offer({ is: 'here' }, { small: now(75), medium: now(75), large: full(at('26T14:00')), gpu: queued(33 * minute) }),
    nimbus: () => offer({ is: 'here' }, { small: now(180), medium: now(180), large: now(180), gpu: now(180) }),
    tessel: () => {
      const why = { code: 'PROPOSAL_NEEDED', message: 'You have no proposal here.', until: null };
      const embargo = { code: 'EMBARGO', message: 'These data are under embargo.', until: lysozyme.embargoUntil };
      return offer(
        { is: 'forbidden', why: embargo },
        { small: { is: 'forbidden', why }, medium: { is: 'forbidden', why } },
      );
    },
    corvid: () => offer({ is: 'here' }, { small: now(), medium: now() }),
  };
}

/** An answer that never comes. */
export const never = <Answer>() => new Promise<Answer>(() => {});

/** Refuses a new instance, for its owner has all that the facility allows. */
export function refuseForQuota(): never {
  const exceeded = [{ level: 'person', group: null, resource: 'cores', max: 24, used: 24, held: 0, asked: 8 }];
  throw instanceQuotaExceeded({ exceeded });
}

export function allFull(): Answers {
  const taken = { small: full(at('26T14:00')), medium: full(at('27T09:00')), large: full(at('27T18:00')) };
  const answer = () => offer({ is: 'here' }, taken);
  return { ...everyday(), lumen: answer, helia: answer, nimbus: answer };
}

function offer(data: Offer['data'], sizes: Sizes, environment = 'small-angle-scattering@6.1'): Offer {
  return {
    data,
    coresLeft: 24,
    plans: Object.values(flavours).flatMap((flavour) => {
      const availability = sizes[flavour.id as keyof typeof flavours];
      if (!availability) return [];
      const id = `plan-${flavour.id}`;
      return [{ id, environment, flavour, maxLifetimeSeconds: 14 * day, network: 'none', availability }];
    }),
  };
}

function flavour(id: string, cores: number, memoryBytes: number): Flavour {
  return { id, cores, memoryBytes, gpus: 0, diskBytes: null, maxLifetimeSeconds: 14 * day };
}

function environment(name: string, version: string, software: string[]): OfferedEnvironment {
  return {
    id: `${name.toLowerCase().replace(' ', '-')}@${version}`,
    name,
    version,
    description: '',
    software,
    techniques: [],
    interfaces: [
      { name: 'desktop', kind: 'desktop', title: 'Desktop' },
      { name: 'lab', kind: 'notebook', title: 'JupyterLab' },
    ],
    archived: false,
    digest: null,
    unavailable: null,
    facilities: ['helia', 'nimbus', 'lumen'],
    proposed: false,
  };
}
