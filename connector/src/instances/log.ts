import type { Engine } from '../engines/engine.ts';
import { type Instance, runKeyOf } from './instance.ts';
import { redact } from './redact.ts';

export type LogTail = ReturnType<typeof createLogTail>;

/** The last lines that the programs of the latest run wrote, without their secrets. */
export function createLogTail({ engine, tag }: { engine: Engine; tag: string }) {
  return async function logTail(instance: Instance, lines: number) {
    const key = runKeyOf(tag, instance);
    const [written, secrets] = await Promise.all([engine.tail(key, lines + 1), secretsOf(instance, key)]);
    const bySource = Object.values(Object.groupBy(written, ({ source }) => source)).map((all = []) => all);
    return {
      lines: bySource.flatMap((all) =>
        all.slice(-lines).map(({ source, text }) => ({ source, text: redact(text, secrets) })),
      ),
      truncated: bySource.some((all) => all.length > lines),
    };
  };

  async function secretsOf({ spec }: Instance, key: string): Promise<string[]> {
    const reaches = await Promise.all(spec.environment.interfaces.map(({ name }) => engine.reach(key, name)));
    return reaches.flatMap((reach) => {
      if (reach?.credential.is === 'token') return [reach.credential.token];
      return reach?.credential.is === 'vnc' ? [reach.credential.control, reach.credential.view] : [];
    });
  }
}
