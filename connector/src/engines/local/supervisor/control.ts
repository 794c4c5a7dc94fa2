import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import type { InterfaceReport } from '../../engine.ts';

/** What a supervisor is asked, over a socket that only its own account can reach: one question a connection. */
export type Question = { ask: 'state' } | { ask: 'stop' } | { ask: 'restart'; interface: string };

export type State = {
  phase: 'staging' | 'starting' | 'ready';
  interfaces: Record<string, InterfaceReport>;
};

type Answerer = (question: Question) => Promise<unknown>;

const longestQuestion = 4096;

/** Listens, and answers each question with one line. */
export async function serveControl(path: string, answer: Answerer): Promise<void> {
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    let asked = '';
    connection.on('data', async (bytes) => {
      asked += bytes;
      if (asked.length > longestQuestion) connection.destroy();
      if (!asked.endsWith('\n')) return;
      connection.end(JSON.stringify(await answer(JSON.parse(asked))));
    });
  });
  server.listen(path);
  await once(server, 'listening');
}

/** The supervisor is not there: nobody listens. Any other trouble is an error, for it may well be there. */
export const nobody = Symbol('nobody');

/**
 * Asks the supervisor of a run; one that ends over a question gives no answer (undefined).
 * @throws Error when it does not answer in time, or badly: that says nothing about the run.
 */
export async function askControl(path: string, question: Question, withinMs: number): Promise<unknown | typeof nobody> {
  const connection = connect(path);
  const limit = setTimeout(() => connection.destroy(new Error('the supervisor does not answer')), withinMs);
  try {
    await once(connection, 'connect');
    connection.write(`${JSON.stringify(question)}\n`);
    const answer = await text(connection);
    return answer === '' ? undefined : JSON.parse(answer);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(code)) return nobody;
    if (['ECONNRESET', 'EPIPE'].includes(code)) return undefined;
    throw error;
  } finally {
    clearTimeout(limit);
    connection.destroy();
  }
}
