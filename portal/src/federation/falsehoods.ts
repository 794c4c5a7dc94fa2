import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import type { Dataset } from '@atrium/contract/v1/datasets';

/** What an answer says that only this facility could not say of itself, though it fits the contract. */
const checks: Record<string, (answer: never, entry: FacilityEntry) => string | undefined> = {
  'facility.get': ({ id }: { id: string }, entry) => (id === entry.id ? undefined : `it says that it is ${id}`),

  'datasets.get': (dataset: Dataset, entry) => foreign([dataset], entry),
  'datasets.list': ({ datasets }: { datasets: Dataset[] }, entry) => foreign(datasets, entry),

  // The page posts the ticket there. It must be an interface of this facility, and no other server.
  'access.ticket': ({ address }: { address: string }, { appsUrl }) =>
    appsUrl !== null && isBelow(address, appsUrl) ? undefined : `its ticket is for ${address}`,
};

/** `undefined`: nothing is known to be false. */
export function falsehoodIn(operation: string, answer: unknown, entry: FacilityEntry): string | undefined {
  return checks[operation]?.(answer as never, entry);
}

function foreign(datasets: Dataset[], { id }: FacilityEntry): string | undefined {
  const other = datasets.find(({ facility }) => facility !== id);
  return other && `it says that ${other.pid} is at ${other.facility}`;
}

function isBelow(address: string, appsUrl: string): boolean {
  const [one, domain] = [new URL(address), new URL(appsUrl)];
  return one.protocol === domain.protocol && one.port === domain.port && one.hostname.endsWith(`.${domain.hostname}`);
}
