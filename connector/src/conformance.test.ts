import { mkdir } from 'node:fs/promises';
import { entitlement, type Issuer, makeIssuer, publishedKeys } from '@atrium/contract/conformance/issuer';
import { jsonReport, junitReport, lineOf } from '@atrium/contract/conformance/report';
import { facts, type Result, runSuite } from '@atrium/contract/conformance/suite';
import { createLocalJWKSet } from 'jose';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { startTestConnector } from '../testing/connector.ts';
import { gatewayKey, testFacility } from '../testing/facility.ts';
import { startFace } from '../testing/faults/face.ts';
import { createHands, type Fault, header, type Spoiling } from '../testing/faults/fault.ts';
import { gatewayFaults } from '../testing/faults/gateway.ts';
import { instanceFaults } from '../testing/faults/instances.ts';
import { listFaults } from '../testing/faults/lists.ts';
import { bareFaults, dataFaults, knowledgeFaults, peopleFaults } from '../testing/faults/people.ts';
import { requestFaults } from '../testing/faults/requests.ts';
import { tokenFaults } from '../testing/faults/tokens.ts';
import type { ConfigFile } from './config.ts';

const issuer = await makeIssuer('https://conformance.test');
const limits = { instances: null, cores: null, memoryBytes: null };
const nameOf = ({ group, name }: { group: string; name: string }) => `${group}: ${name}`;

const whole = await startFacility();
const bare = await startFacility({ engine: null, datasets: null });

test('a facility without compute and without data holds to the facts of one', async () => {
  const results = await runSuite(bare.settings);
  expect(failuresOf(results)).toEqual([]);
  expect(results.map(({ name }) => name)).toContain('without compute, a new instance is refused');
});

test('nothing that the suite says holds a token, a ticket or the code of an invitation', async () => {
  const secrets = new Set<string>();
  const spoiling: Spoiling = {
    asked: (asked) => {
      for (const token of (header(asked, 'authorization') ?? '').match(/\bey.*/g) ?? []) secrets.add(token);
      return asked;
    },
    answered: (answered, { path }) => {
      for (const [, secret = ''] of answered.body.matchAll(/"(?:ticket|code)":"([\w-]{43})"/g)) secrets.add(secret);
      if (!/\/(tickets|invitations|me)$/.test(path)) return answered;
      return { ...answered, body: answered.body.replace(/^\{/, '{"unnamed":1,') };
    },
  };
  const { url, stop } = await startFace(whole.settings.url, spoiling);
  onTestFinished(stop);
  const only = ({ name }: { name: string }) => /^each ticket|its code once$|^two tokens/.test(name);
  const results = await runSuite({ ...whole.settings, url }, { only });
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
  const said = [...results.map(lineOf), jsonReport(url, results), junitReport(results)].join('\n');
  expect(said).toContain('<token>');
  expect(secrets.size).toBeGreaterThan(5);
  expect([...secrets].filter((secret) => said.includes(secret))).toEqual([]);
});

describe('a fault is found by the facts that it breaks, and by no other beside', () => {
  test.each([...tokenFaults, ...requestFaults, ...instanceFaults])('one that $name', (fault) =>
    demandFound(whole, fault),
  );
  test.each([...listFaults, ...peopleFaults, ...knowledgeFaults, ...dataFaults, ...gatewayFaults])(
    'one that $name',
    (fault) => demandFound(whole, fault),
  );
  test.each(bareFaults)('one that $name', (fault) => demandFound(bare, fault));
});

/** After all of them: what earlier runs have left behind must not matter. */
test('SEC-6.3 the connector holds to every fact, with an engine that runs nothing', { timeout: 120_000 }, async () => {
  expect(failuresOf(await runSuite(whole.settings))).toEqual([]);
});

type Facility = Awaited<ReturnType<typeof startFacility>>;

async function demandFound({ settings }: Facility, { found, beside, spoil }: Fault): Promise<void> {
  const { url, stop } = await startFace(settings.url, spoil(createHands(settings.issuer, settings.audience)));
  onTestFinished(stop);
  const asked = [...found, beside];
  expect(facts.map(nameOf)).toEqual(expect.arrayContaining(asked));
  const results = await runSuite(
    { ...settings, url, patienceMs: 5_000 },
    { only: (fact) => asked.includes(nameOf(fact)) },
  );
  const outcomes = Object.fromEntries(results.map((result) => [nameOf(result), result.outcome]));
  expect(outcomes).toEqual({ ...Object.fromEntries(found.map((one) => [one, 'failed'])), [beside]: 'passed' });
}

/** A connector that trusts the suite's issuer, has one plan for whom the suite says, and open and closed data. */
async function startFacility(changes: Partial<ConfigFile> = {}) {
  const { issuer: name, keysUrl, identityProvider } = issuer;
  const portal = { issuer: name, keysUrl, identityProviders: [identityProvider] };
  const person = { ...limits, instances: 4 };
  const { config, write, readRules, place } = await testFacility(
    { portal, limits: { facility: limits, person }, ...changes },
    afterAll,
  );
  await writeRules(write, readRules());
  await writeData(write, issuer);
  for (const name of ['open', 'other', 'closed']) await mkdir(place(`data/${name}`), { recursive: true });
  const portalKeys = createLocalJWKSet(publishedKeys(issuer));
  const { url } = await startTestConnector(config, { portalKeys }, afterAll);
  return { settings: { url, audience: config.publicUrl, issuer, gatewayKey, askAgainMs: 50 } };
}

type Files = Awaited<ReturnType<typeof testFacility>>;

async function writeRules(write: Files['write'], { plans, ...rules }: ReturnType<Files['readRules']>): Promise<void> {
  const when = [{ entitlement }];
  const closed = Object.entries(plans).map(([name, plan]) => [name, { ...plan, when }]);
  const trust = { namespaces: ['urn:example:atrium'], authorities: ['conformance.example'] };
  await write('rules.json', { ...rules, trust, plans: Object.fromEntries(closed) });
}

async function writeData(write: Files['write'], { identityProvider: idp, persons: { first } }: Issuer): Promise<void> {
  const about = {
    instrument: null,
    technique: null,
    createdAt: null,
    origin: 'Made up.',
    licence: 'CC0-1.0',
    curves: [],
  };
  const dataset = (name: string, proposal: string | null) => {
    return {
      ...about,
      pid: `10.5072/${name}`,
      title: `${name} made up`,
      path: `data/${name}`,
      mountName: name,
      proposal,
    };
  };
  await write('proposals.json', {
    proposals: [{ id: 'P1', title: 'Made up', members: [{ person: { idp, sub: first.sub } }] }],
  });
  await write('datasets.json', { datasets: [dataset('open', null), dataset('other', null), dataset('closed', 'P1')] });
}

function failuresOf(results: Result[]) {
  expect(results.length).toBeGreaterThan(50);
  return results.filter(({ outcome }) => outcome !== 'passed').map(({ why, ...result }) => `${nameOf(result)}: ${why}`);
}
