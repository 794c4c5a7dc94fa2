import { lineOf } from '@atrium/contract/conformance/report';
import { runSuite } from '@atrium/contract/conformance/suite';
import { expect, test } from 'vitest';
import { audience, example, publishIssuer, startConnector } from './start.ts';

test('a connector in Python, written from the documents alone, passes the conformance suite', async () => {
  const issuer = await publishIssuer();
  const url = await startConnector(issuer);
  const settings = { url, audience, issuer, plan: 'nothing-small', gatewayKey: example.connectorKey };
  const results = await runSuite({ ...settings, patienceMs: 10_000 });

  const of = (outcome: string) => results.filter((one) => one.outcome === outcome);
  expect(of('failed').map(lineOf)).toEqual([]);
  expect(of('passed').length).toBeGreaterThan(150);
  const notOffered = of('not offered').filter(({ group }) => group !== 'members' && group !== 'usage');
  expect(notOffered.map(({ name }) => name)).toEqual([
    'members.list answers what the contract says',
    'an interface can be restarted, and one that is not there cannot',
  ]);
}, 120_000);
