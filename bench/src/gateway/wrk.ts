import { runProgram } from '../processes.ts';
import { cores } from './cores.ts';

type Load = { url: string; headers: string[]; seconds: number; connections: number };

/** As many requests as can be answered. Returns how many were, each second. */
export async function saturate({
  url,
  headers,
  seconds,
  connections,
}: Load): Promise<{ requests: number; rate: number }> {
  const given = headers.flatMap((header) => ['-H', header]);
  const command = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, ...given, url];
  return readWrk(await runProgram(command, { core: cores.load }));
}

/** What wrk says at its end. @throws Error when there were answers other than good ones */
export function readWrk(said: string): { requests: number; rate: number } {
  const bad = /^\s*(Non-2xx.*|Socket errors.*)$/m.exec(said)?.[1];
  const requests = /(\d+) requests in/.exec(said)?.[1];
  const rate = /^Requests\/sec:\s+([\d.]+)$/m.exec(said)?.[1];
  if (bad || !requests || !rate) throw new Error(`wrk: ${bad ?? said}`);
  return { requests: Number(requests), rate: Number(rate) };
}
