import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import type { Engine, InterfaceReport, OfferedInterface, Reach, Report, RunSpec } from '../src/engines/engine.ts';

const environments = join(import.meta.dirname, '../environments');
const agent = readFileSync(join(import.meta.dirname, 'inside.py'), 'utf8');

/** The root file system of notebooks that set-up has made. */
export function labRoot(): string {
  const name = execFileSync(join(environments, 'prepare.sh'), ['root-name'], { encoding: 'utf8' }).trim();
  return join(inject('cache'), 'roots', name);
}

/** The key of a run, as a connector makes it. */
export function newKey(): string {
  return `test-k${randomBytes(8).toString('hex').slice(1)}-1`;
}

type Environment = RunSpec['environment'];

/** One of the environments that the product ships. */
export function shipped(name: string): Environment {
  const file = parse(readFileSync(join(environments, `${name}.yaml`), 'utf8'));
  const { version, interfaces, engines } = file;
  return { id: `${name}@${version}`, name, version, digest: '', interfaces, part: engines.local };
}

/** One interface for each command; the programs are those of this machine. */
export function running(commands: Record<string, string[]>, answersWithinSeconds = 30): Environment {
  const interfaces = Object.keys(commands).map((name): OfferedInterface => ({ name, kind: 'web', title: name }));
  const part = Object.entries(commands).map(([name, command]) => [
    name,
    { root: 'host', command, answersWithinSeconds },
  ]);
  return {
    id: 'test@1',
    name: 'test',
    version: '1',
    digest: '',
    interfaces,
    part: { interfaces: Object.fromEntries(part) },
  };
}

/** A command that answers, and does inside what a test asks with `inside`. */
export const agentCommand = ['/usr/bin/python3', '-c', agent];

export function specOf(environment: Environment, more: Partial<RunSpec> = {}): RunSpec {
  return {
    instance: `k${randomBytes(8).toString('hex').slice(1)}`,
    name: 'Quiet heron',
    environment,
    flavour: 'small',
    cores: 1,
    memoryBytes: 2 ** 30,
    gpus: 0,
    diskBytes: null,
    network: 'none',
    data: [],
    account: 'mira',
    ...more,
  };
}

/** Submits it, and cancels it when the test ends. */
export async function submitted(engine: Engine, spec: RunSpec, key = newKey()): Promise<string> {
  onTestFinished(() => engine.cancel(key), 30_000);
  await engine.submit(spec, key);
  return key;
}

export async function reportOf(engine: Engine, key: string): Promise<Report> {
  const report = (await engine.query([key])).get(key);
  if (!report) throw new Error('no answer for this run');
  return report;
}

export async function interfacesOf(engine: Engine, key: string): Promise<Record<string, InterfaceReport>> {
  const report = await reportOf(engine, key);
  return 'interfaces' in report ? report.interfaces : {};
}

/** Waits until every interface answers, or the run has failed. */
export async function untilReady(engine: Engine, key: string): Promise<void> {
  const report = await until(async () => {
    const now = await reportOf(engine, key);
    const states = 'interfaces' in now ? Object.values(now.interfaces).map(({ state }) => state) : [];
    if (now.phase !== 'failed' && (now.phase !== 'ready' || states.includes('starting'))) throw new Error(now.phase);
    return now;
  });
  expect(report).toMatchObject({ phase: 'ready' });
}

/** Waits until the run has failed, and says why. */
export async function untilFailed(engine: Engine, key: string) {
  return until(async () => {
    const report = await reportOf(engine, key);
    if (report.phase !== 'failed') throw new Error(`it is ${JSON.stringify(report)}`);
    return report.reason;
  });
}

export function until<T>(fact: () => Promise<T>): Promise<T> {
  return vi.waitFor(fact, { timeout: 60_000, interval: 20 });
}

export async function reachOf(engine: Engine, key: string, interfaceName: string): Promise<Reach & { socket: string }> {
  const reach = await engine.reach(key, interfaceName);
  if (!reach || !('socket' in reach.at)) throw new Error(`${interfaceName} is nowhere`);
  return { ...reach, socket: reach.at.socket };
}

/** Runs a program for bash inside, and says what it printed. */
export async function inside(engine: Engine, key: string, program: string, interfaceName = 'agent'): Promise<string> {
  const { socket } = await reachOf(engine, key, interfaceName);
  const call = request({
    socketPath: socket,
    method: 'POST',
    headers: { 'content-length': Buffer.byteLength(program) },
  });
  const answered = Promise.withResolvers<string>();
  call.on('response', (response) => text(response).then(answered.resolve, answered.reject));
  call.on('error', answered.reject);
  call.end(program);
  return answered.promise;
}
