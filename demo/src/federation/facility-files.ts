import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigFile } from '@atrium/connector/config';
import type { DatasetsFile, ProposalsFile } from '@atrium/connector/files';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import type { Unpacked } from '../data/packages.ts';
import { type Prepared, prepareData } from '../data/prepare.ts';
import type { DemoFacility } from './facility.ts';
import { identifierOf } from './people.ts';
import type { Places } from './places.ts';
import { writeSecret } from './secrets.ts';

type Surroundings = {
  /** Everything of this facility lies below it. */
  directory: string;
  number: number;
  places: Places;
  /** The issuer of an earlier start at another port, if there was one. */
  earlierIssuer: string | undefined;
  gatewayKey: string;
  databaseUrl: string;
  engine: ConfigFile['engine'];
  environmentsDirectory: string;
  unpacked: Unpacked[];
};

/**
 * Writes what a facility is run by. Where it listens is written anew at each start; rules and proposals only at the
 * first, for they are there to be edited.
 */
export async function writeFacility(facility: DemoFacility, surroundings: Surroundings) {
  const { directory, number, places, gatewayKey, databaseUrl, engine, unpacked } = surroundings;
  const { issuer } = places.identityProvider;
  const at = places.facility(facility.id, number);
  const place = (name: string) => join(directory, name);
  await mkdir(directory, { recursive: true, mode: 0o700 });

  const records = await prepareData(facility, unpacked, place('data'));
  await keep(place('rules.json'), facility.rules, surroundings);
  await keep(place('proposals.json'), proposalsOf(facility, issuer), surroundings);
  await writeWhole(place('datasets.json'), datasetsOf(records));
  await copyEnvironments(facility.environments, surroundings.environmentsDirectory, place('environments'));

  const { id, name, kind, description, accent, contact, accessUrl, timeZone, limits } = facility;
  const config: ConfigFile = {
    facility: { id, name, kind, description, accent, contact, accessUrl, timeZone },
    publicUrl: at.connectorUrl,
    port: at.connectorPort,
    appsUrl: at.appsUrl,
    stateDirectory: 'state',
    databaseUrl,
    portal: {
      issuer: places.portal.origin,
      keysUrl: `${places.portal.loopback}/.well-known/jwks.json`,
      identityProviders: [issuer],
    },
    gatewayKey,
    engine,
    datasets: facility.measurements.length > 0 ? 'datasets.json' : null,
    proposals: facility.measurements.length > 0 ? 'proposals.json' : null,
    limits: { facility: limits, person: { instances: 6, cores: 8, memoryBytes: null } },
  };
  await writeSecret(place('connector.json'), config);
  await writeSecret(place('gateway.json'), {
    port: at.gatewayPort,
    appsUrl: at.appsUrl,
    portalUrl: places.portal.origin,
    connectorUrl: at.connectorUrl,
    connectorKey: gatewayKey,
  });
}

export function entryOf({ id, name, kind, accent, contact, accessUrl }: DemoFacility, number: number, places: Places) {
  const { connectorUrl, appsUrl } = places.facility(id, number);
  const entry: Omit<FacilityEntry, 'receives'> = {
    id,
    name,
    kind,
    accent,
    connectorUrl,
    audience: connectorUrl,
    appsUrl,
    contact,
    accessUrl,
  };
  return entry;
}

/** Written once. At another port only the issuer in it changes, for it is a part of everybody's name. */
async function keep(file: string, content: unknown, { places, earlierIssuer }: Surroundings): Promise<void> {
  if (!existsSync(file)) return writeWhole(file, content);
  if (!earlierIssuer) return;
  const written = await readFile(file, 'utf8');
  await writeWhole(file, JSON.parse(written.replaceAll(earlierIssuer, places.identityProvider.issuer)));
}

/** Watched files are read whenever they change, so they are whole whenever they are there. */
async function writeWhole(file: string, content: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(content, null, 2));
  await rename(`${file}.new`, file);
}

/** Those of the product, as they are now. Others that stand beside them are the facility's own, and stay. */
async function copyEnvironments(names: string[], from: string, to: string): Promise<void> {
  for (const name of names) await cp(join(from, `${name}.yaml`), join(to, `${name}.yaml`));
}

function proposalsOf({ measurements, teams }: DemoFacility, issuer: string): ProposalsFile {
  const proposals = new Map(measurements.map(({ proposal }) => [proposal.id, proposal.title]));
  return {
    proposals: [...proposals].map(([id, title]) => ({
      id,
      title,
      members: (teams[id] ?? []).map((userName) => ({ person: { idp: issuer, sub: identifierOf(userName) } })),
    })),
  };
}

/** What is open has an embargo that is over: a dataset of a proposal without any would never be public. */
const embargoOver = '2024-01-01T00:00:00.000Z';

function datasetsOf(records: Prepared[]): DatasetsFile {
  return {
    datasets: records.map(({ pid, name, title, technique, instrument, path, origin, licence, ...record }) => ({
      pid,
      title,
      technique,
      instrument,
      path,
      mountName: name,
      origin,
      licence,
      proposal: record.proposal.id,
      embargoUntil: record.embargoUntil ?? embargoOver,
      createdAt: record.measuredAt,
      curves: record.curves,
    })),
  };
}
