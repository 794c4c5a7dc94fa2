import * as z from 'zod';
import type { OfferedInterface } from '../engine.ts';

const name = /^[a-z][a-z0-9-]{0,30}$/;

const interfacePart = z.strictObject({
  root: z
    .string()
    .regex(name)
    .meta({ description: '`host`: the programs of this machine; else a root file system of the settings' }),
  assets: z
    .string()
    .regex(name)
    .optional()
    .meta({ description: 'A folder beside the environments, at /environment inside; its file `packages` counts too' }),
  command: z
    .array(z.string().min(1).max(4096))
    .min(1)
    .meta({ description: 'What is run, inside', examples: [['/environment/start']] }),
  packages: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/))
    .default([])
    .meta({ description: 'Debian packages of the host that it needs' }),
  socket: z
    .string()
    .regex(/^[a-z][a-z0-9.-]{0,30}$/)
    .default('interface.sock')
    .meta({ description: 'The Unix socket in /run/atrium on which it answers' }),
  answersWithinSeconds: z
    .number()
    .positive()
    .max(3600)
    .default(60)
    .meta({ description: 'After that it counts as failed: NO_ANSWER' }),
});

/** What an environment says for this engine: for each of its interfaces, what runs. */
const localPart = z.strictObject({ interfaces: z.record(z.string(), interfacePart) });

export type LocalPart = z.output<typeof localPart>;
export type InterfacePart = z.output<typeof interfacePart>;

export type Judged = { is: 'right'; part: LocalPart } | { is: 'wrong'; path: (string | number)[]; message: string };

/** Reads a part, which must speak of exactly the interfaces that the environment offers. */
export function judgePart(written: unknown, offered: OfferedInterface[]): Judged {
  const parsed = localPart.safeParse(written);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { is: 'wrong', path: (issue?.path ?? []).map(asKey), message: issue?.message ?? 'is wrong' };
  }
  const said = Object.keys(parsed.data.interfaces);
  const missing = offered.find((one) => !said.includes(one.name));
  if (missing) return wrong([], `does not say what runs for the interface ${missing.name}`);
  const unknown = said.find((one) => !offered.some((offer) => offer.name === one));
  if (unknown) return wrong([unknown], 'is not an interface of this environment');
  return { is: 'right', part: parsed.data };

  function wrong(path: string[], message: string): Judged {
    return { is: 'wrong', path: ['interfaces', ...path], message };
  }
}

function asKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}
