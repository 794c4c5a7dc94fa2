import pino from 'pino';

/** A log that a test can read. */
export function createLog() {
  const lines: string[] = [];
  return { log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }), lines };
}
