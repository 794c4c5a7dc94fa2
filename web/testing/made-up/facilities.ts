import type { Facility } from '@atrium/contract/portal/federation';
import type { FacilityDescription, FacilityKind } from '@atrium/contract/v1/facility';

/** The morning on which the made-up federation stands still, so that pictures can be compared. */
export const morning = new Date('2026-11-25T10:14:00+01:00');

/** `25T09:42`, in the November of the made-up federation and in Paris. */
export function at(dayAndTime: string): string {
  return new Date(`2026-11-${dayAndTime}:00+01:00`).toISOString();
}

export const facilities: Facility[] = [
  facility('Helia', 'synchrotron', '#8a4d00'),
  facility('Nimbus', 'compute-centre', '#4d57a0'),
  facility('Tessel', 'neutron-reactor', '#4a6424'),
  facility('Corvid', 'xray-laser', '#6b3a6f'),
  facility('Lumen', 'neutron-source', '#0b6b6e'),
];

/** What a facility says of itself. */
export function describe({ id, name, kind, accent, contact, accessUrl }: Facility): FacilityDescription {
  return {
    id,
    name,
    kind,
    description: `${name} is made up for these pages.`,
    accent,
    contact: contact ?? `help@${id}.example`,
    accessUrl,
    timeZone: 'Europe/Paris',
    version: '0.1.0',
    capabilities: { compute: true, catalogue: kind !== 'compute-centre', storage: false, publish: false },
    announcements: [],
    health: { status: 'ok', problems: [] },
  };
}

function facility(name: string, kind: FacilityKind, accent: string): Facility {
  const id = name.toLowerCase();
  const accessUrl = `https://${id}.example/proposals`;
  return { id, name, kind, accent, contact: `help@${id}.example`, accessUrl, silentSince: null };
}
