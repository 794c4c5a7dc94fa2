import { interfaceKind, interfaceName } from '@atrium/contract/v1/values';
import * as z from 'zod';

const words = z.string().min(1).max(300);

/**
 * One environment, as it stands in its file: a part that all engines share, and one part for each kind of engine that
 * can run it. The engine judges its own part.
 */
export const environmentFile = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/)
    .meta({ description: 'Short name; with the version it is the id', examples: ['desktop'] }),
  version: z
    .string()
    .regex(/^[0-9A-Za-z][0-9A-Za-z._-]{0,40}$/)
    .meta({ description: 'A new version is a new environment', examples: ['2026.1'] }),
  title: words.meta({ description: 'What people read', examples: ['Desktop'] }),
  description: words,
  software: z.array(words).meta({ description: 'What people look for in it', examples: [['silx view', 'PyMca']] }),
  techniques: z.array(words).meta({ description: 'For which data it is proposed' }),
  interfaces: z
    .array(z.strictObject({ name: interfaceName, kind: interfaceKind, title: words }))
    .min(1)
    .meta({ description: 'The ways into an instance of it' }),
  engines: z.record(z.string(), z.unknown()).meta({ description: 'For each kind of engine, what it runs' }),
});

export type EnvironmentFile = z.output<typeof environmentFile>;
