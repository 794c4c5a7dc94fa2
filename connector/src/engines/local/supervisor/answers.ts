import { link, lstat } from 'node:fs/promises';
import { connect } from 'node:net';
import { interfaceDirectory } from '../run-directory.ts';
import type { InterfacePlan } from '../run-plan.ts';

const patienceMs = 2_000;
const enough = 64;

type Question = { ask: string | null; isRight: (answer: string) => boolean };

/**
 * Whether an interface speaks, and as it should: an open socket alone says nothing.
 * @param token what a notebook asks for
 */
export async function answers(plan: InterfacePlan, token: string | undefined): Promise<boolean> {
  const { answer, run } = interfaceDirectory(plan.directory);
  if (!(await takeSocket(`${run}/${plan.socket}`, answer))) return false;
  return speaksRightly(answer, questionFor(plan.kind, token));
}

/**
 * The person could put a link to some other socket of this machine where the interface's should be, now or later. So the
 * very socket gets a second name where they can put nothing, and only that one is ever dialled.
 */
async function takeSocket(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    // Not there yet, or something of which there can be no second name: no socket in any case.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
  }
  return (await lstat(to)).isSocket();
}

function questionFor(kind: InterfacePlan['kind'], token: string | undefined): Question {
  if (kind === 'desktop') return { ask: null, isRight: (answer) => answer.startsWith('RFB 003.') };
  const authorization = token ? `Authorization: token ${token}\r\n` : '';
  const target = kind === 'notebook' ? '/api/status' : '/';
  return {
    ask: `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${authorization}Connection: close\r\n\r\n`,
    isRight: (answer) => (kind === 'notebook' ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.[01] [1-4]\d\d /).test(answer),
  };
}

function speaksRightly(socket: string, { ask, isRight }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    let said = '';
    const end = (verdict: boolean) => {
      connection.destroy();
      resolve(verdict);
    };
    connection.setTimeout(patienceMs, () => end(false));
    connection.on('connect', () => ask && connection.write(ask));
    connection.on('data', (bytes) => {
      said += bytes.toString('latin1');
      if (isRight(said)) end(true);
      else if (said.length >= enough) end(false);
    });
    connection.on('error', () => end(false));
    connection.on('close', () => end(false));
  });
}
