import { pipeline, type Readable, Transform } from 'node:stream';
import { FacilityMisbehaves, FacilityUnreachable } from './trouble.ts';

/** The body, as long as it is not longer than it may be. */
export function bounded(body: Readable, longestBytes: number): Readable {
  let length = 0;
  return through(body, (chunk) => {
    length += chunk.length;
    return length > longestBytes ? new FacilityMisbehaves(`its answer is longer than ${longestBytes} bytes`) : null;
  });
}

/** A stream of events, as long as each is short and there is something to hear, be it a comment. */
export function boundedEvents(
  body: Readable,
  { longestEventBytes, silenceMs }: { longestEventBytes: number; silenceMs: number },
): Readable {
  let length = 0;
  const limited = through(body, (chunk) => {
    timer.refresh();
    const end = Math.max(chunk.lastIndexOf('\n\n'), chunk.lastIndexOf('\r\r'), chunk.lastIndexOf('\r\n\r\n'));
    length = end < 0 ? length + chunk.length : chunk.length - end;
    return length > longestEventBytes ? new FacilityMisbehaves('an event of it does not end') : null;
  });
  const timer = setTimeout(() => limited.destroy(new FacilityUnreachable('its stream is dead')), silenceMs);
  limited.once('close', () => clearTimeout(timer));
  return limited;
}

function through(body: Readable, judge: (chunk: Buffer) => Error | null): Readable {
  const limit = new Transform({
    transform(chunk: Buffer, _, done) {
      const problem = judge(chunk);
      if (problem) done(problem);
      else done(null, chunk);
    },
  });
  // Whoever reads hears of the error; the callback only keeps it from being nobody's.
  return pipeline(body, limit, () => {});
}
