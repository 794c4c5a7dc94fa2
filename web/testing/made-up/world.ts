import type { Login, Me } from '@atrium/contract/portal/account';
import type { Facility, OfferedEnvironment } from '@atrium/contract/portal/federation';
import type { Dataset } from '@atrium/contract/v1/datasets';
import type { FacilityDescription } from '@atrium/contract/v1/facility';
import type { Instance } from '@atrium/contract/v1/instances';
import type { People } from '@atrium/contract/v1/members';
import type { UsageTotals } from '@atrium/contract/v1/usage';
import { datasets } from './datasets.ts';
import { at, describe, facilities } from './facilities.ts';
import { everydayInstances, quietHeron } from './instances.ts';
import { type Answers, environments, everyday } from './offers.ts';
import { inCompany } from './people.ts';

/** What the made-up portal and its facilities answer; a test changes it at any time. */
export type World = {
  /** `null`: nobody is signed in. */
  me: Me | null;
  logins: Login[];
  facilities: Facility[];
  /** Which facilities do not answer, and since when. */
  silent: Record<string, string>;
  /** Which facilities let everybody wait, and which answer what cannot be read. */
  slow: string[];
  broken: string[];
  describe: (facility: Facility) => FacilityDescription | Promise<FacilityDescription>;
  datasets: Dataset[];
  environments: () => OfferedEnvironment[] | Promise<OfferedEnvironment[]>;
  answers: Answers;
  /** What the person has used this month, at each facility. */
  usage: Omit<UsageTotals, 'from' | 'until'>;
  instances: Record<string, Instance[]>;
  /** By instance: who has a part in it. Who is not here is alone. */
  people: Record<string, People>;
  /** Throws to refuse a new instance. */
  admit: (facility: string) => void;
  /** Throws to refuse a ticket. */
  admitTicket: () => void;
  /** Throws to refuse an invitation, shown or accepted; or the list of people. */
  admitLook: () => void;
  admitMember: () => void;
  listPeople: () => void;
  /** What was done with invitations here. */
  answered: { facility: string; code: string; answer: 'accepted' | 'declined' }[];
  asked: { facility: string; key: string; body: unknown }[];
  tickets: { facility: string; instance: string; interface: string }[];
};

export function everydayWorld(): World {
  return {
    me: structuredClone(mira),
    logins: [
      login('this', 'Chromium on Linux', true, at('25T09:00'), at('25T10:14')),
      login('other', 'Firefox on Windows', false, at('25T07:40'), at('25T08:10')),
    ],
    facilities,
    silent: { corvid: at('25T09:42') },
    slow: [],
    broken: [],
    describe,
    datasets,
    environments: () => environments,
    answers: everyday(),
    usage: { instances: 3, runningSeconds: 45_000, coreSeconds: 151_200, gpuSeconds: 0, memoryByteSeconds: 0 },
    instances: everydayInstances(),
    people: { quietheron000001: inCompany(quietHeron()) },
    admit: () => {},
    admitTicket: () => {},
    admitLook: () => {},
    admitMember: () => {},
    listPeople: () => {},
    answered: [],
    asked: [],
    tickets: [],
  };
}

const mira: Me = {
  name: 'Mira Okafor',
  organisation: 'University of Made-up',
  preferences: { language: null, colourScheme: 'auto' },
  loginEndsAt: '2026-11-25T21:00:00.000Z',
  federationRoles: [],
};

function login(id: string, browser: string, isThis: boolean, beganAt: string, lastUsedAt: string): Login {
  const endsAt = new Date(new Date(beganAt).getTime() + 12 * 3_600_000).toISOString();
  return { id, isThis, browser, beganAt, lastUsedAt, endsAt };
}
