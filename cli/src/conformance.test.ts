import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const directory = await mkdtemp(join(tmpdir(), 'atrium-conformance-'));
const place = (name: string) => join(directory, name);
const issuerFile = place('issuer.json');
const audience = 'https://connector.test';
const running: ChildProcess[] = [];
afterAll(async () => {
  for (const one of running) await stop(one);
  await rm(directory, { recursive: true });
});

const portal = await init('127.0.0.1:0');
const { issuer, keysUrl, identityProviders, mayStartThePlan } = JSON.parse(portal.said);
const url = await startConnector();

test('init writes the keys for their owner alone, and takes them as they are the second time', async () => {
  expect((await stat(issuerFile)).mode & 0o777).toBe(0o600);
  const before = await readFile(issuerFile, 'utf8');
  await stop(portal.child);
  expect((await init(new URL(keysUrl).host)).said).toBe(portal.said);
  expect(await readFile(issuerFile, 'utf8')).toBe(before);
  const { d: privatePart } = JSON.parse(before).keys.now;
  expect(portal.said + (await (await fetch(keysUrl)).text())).not.toContain(privatePart);
});

test('a connector that holds to all is told so by exit code, lines, JSON and JUnit', async () => {
  const files = ['--json', place('facts.json'), '--junit', place('facts.xml')];
  const { status, stdout } = conformance(url, '--only', 'facility', ...files);
  expect({ status, last: stdout.trim().split('\n').at(-1) }).toEqual({
    status: 0,
    last: expect.stringMatching(/ 0 failed/),
  });
  const { facts } = JSON.parse(await readFile(place('facts.json'), 'utf8'));
  expect(facts).toContainEqual(expect.objectContaining({ group: 'facility', outcome: 'passed' }));
  const junit = await readFile(place('facts.xml'), 'utf8');
  expect(junit).toContain(`<testsuite name="facility" tests="${facts.length}" failures="0">`);
});

test('it does not begin where nobody answers, a good token is refused, or the plan is not there', () => {
  const cases: [string[], string][] = [
    [['http://127.0.0.1:9'], 'ECONNREFUSED'],
    [[url, '--audience', 'https://other.test'], '401 to a good token'],
    [[url, '--plan', 'huge'], 'the facility lists nothing-small (now)'],
    [[url, '--only', 'everything'], '--only: one of facility'],
    [[url, '--patience', 'long'], '--patience'],
  ];
  for (const [args, why] of cases) {
    expect(conformance(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(why) });
  }
});

function conformance(...args: string[]) {
  const all = ['cli/src/main.ts', 'conformance', '--audience', audience, ...args, '--issuer', issuerFile];
  return spawnSync('node', all, { cwd: root, encoding: 'utf8' });
}

function init(listen: string) {
  return begun('node', ['cli/src/main.ts', 'conformance', 'init', issuerFile, '--listen', listen], /^\}$/m);
}

/** One that needs neither a database nor an engine. */
async function startConnector(): Promise<string> {
  const example = JSON.parse(await readFile(join(root, 'e2e/python-connector/example.json'), 'utf8'));
  const [{ entitlements }] = mayStartThePlan;
  const trust = { portal: { issuer, keysUrl, identityProviders }, mayStart: entitlements[0] };
  await writeFile(place('connector.json'), JSON.stringify({ ...example, ...trust, port: 0, publicUrl: audience }));
  const documents = [['openapi'], ['openapi', '--gateway']].map((args) => {
    return spawnSync('node', ['cli/src/main.ts', ...args], { cwd: root, encoding: 'utf8' }).stdout;
  });
  const files = ['openapi.json', 'gateway-openapi.json'].map(place);
  for (const [at, document] of documents.entries()) await writeFile(files[at] ?? '', document);
  const program = 'e2e/python-connector/connector.py';
  const { said } = await begun('python3', [program, place('connector.json'), ...files], /\n/);
  return said.trim().split(' ').at(-1) ?? '';
}

/** A process that has said this. */
async function begun(command: string, args: string[], mark: RegExp): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  let said = '';
  for await (const [piece] of on(child.stdout, 'data', { close: ['end'] })) {
    said += piece;
    if (mark.test(said)) return { child, said };
  }
  throw new Error(`${command} ${args[0]} ended before it said ${mark}`);
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
