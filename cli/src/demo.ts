import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { askDemo } from '@atrium/demo/control';
import { type DemoOptions, startDemo } from '@atrium/demo/federation';
import { usualPort } from '@atrium/demo/places';
import { directories } from './directories.ts';
import { notebookRoot } from './setup/environments.ts';
import { step } from './setup/step.ts';

/** The whole federation until Ctrl-C; or, from a second shell, one facility of it away and back. */
export async function demo(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...directories,
      port: { type: 'string', default: String(usualPort) },
      reset: { type: 'boolean', default: false },
    },
  });
  const [verb, facility] = positionals;
  if (verb === undefined) return run({ ...values, port: portOf(values.port) });
  if (verb === 'status') return ask(values.state, { verb });
  if ((verb === 'stop' || verb === 'start') && facility) return ask(values.state, { verb, facility });
  throw new Error('demo, demo status, demo stop FACILITY, or demo start FACILITY');
}

type Options = { state: string; cache: string; port: number; reset: boolean };

async function run(options: Options) {
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const root = join(import.meta.dirname, '../..');
  const running = await startDemo({
    ...options,
    environmentsDirectory: join(root, 'connector/environments'),
    engine: await engineOn(root, options.cache),
    commandOf: (kind, file) => [process.execPath, join(import.meta.dirname, 'main.ts'), kind, file],
    step,
    say: (line) => console.log(line),
  });
  await asked;
  console.log('Ending …');
  await running.stop();
}

async function ask(state: string, asked: Parameters<typeof askDemo>[1]) {
  const answer = await askDemo(state, asked);
  if (!answer) throw new Error(`no demo runs on ${state}`);
  if (!answer.done) throw new Error(answer.says);
  console.log(answer.says);
}

/**
 * Instances run here, as the machine allows. A size is a limit and not a share: several facilities lend the same cores, and
 * each more of them than there are.
 */
async function engineOn(root: string, cache: string): Promise<DemoOptions['engine']> {
  const lab = await notebookRoot(root, join(cache, 'roots'));
  return {
    kind: 'local',
    roots: lab ? { lab } : {},
    cgroupParent: 'atrium',
    lends: { cores: 4 * availableParallelism(), memoryBytes: null },
  };
}

/** The demo takes this port and some of the next thirty. */
function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1024 && port <= 65_500) return port;
  throw new Error(`--port ${text}: a number from 1024 to 65500 is needed`);
}
