import { join } from 'node:path';
import * as z from 'zod';

const directory = z.string().min(1);

/** The environments that come with the product, and the folders that they name. */
const shipped = join(import.meta.dirname, '../../../environments');

export const localSettings = z.strictObject({
  kind: z.literal('local'),
  directory: directory.optional().meta({
    description:
      'Where the engine keeps what runs, scratch and homes; short, for Unix sockets lie in it; unset: in stateDirectory',
    examples: ['/var/lib/atrium/engine'],
  }),
  homes: directory.optional().meta({
    description: 'Where the homes of people lie, one folder for each local account; unset: in directory',
    examples: ['/srv/homes'],
  }),
  assets: z
    .array(directory)
    .default([shipped])
    .meta({
      description: 'Where the folders lie that environments name as their assets; the first that has it counts',
      examples: [['/etc/atrium/environments']],
    }),
  roots: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), directory)
    .default({})
    .meta({
      description:
        'Root file systems that environments name, each a directory with `root` and `identity` as connector/environments/prepare.sh makes it',
      examples: [{ lab: '/var/cache/atrium/lab-d38bc1d145b4' }],
    }),
  lends: z
    .strictObject({ cores: z.number().positive().nullable(), memoryBytes: z.int().positive().nullable() })
    .default({ cores: null, memoryBytes: null })
    .meta({
      description: 'What of this machine instances may have together; null: all of it',
      examples: [{ cores: 8, memoryBytes: 17179869184 }],
    }),
  cgroupParent: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+)*$/)
    .nullable()
    .default(null)
    .meta({
      description:
        'Control group that belongs to this account, below /sys/fs/cgroup (version 2) or each controller there (version 1); null: sizes are not enforced',
      examples: ['atrium'],
    }),
  processes: z
    .int()
    .positive()
    .default(2048)
    .meta({ description: 'How many processes and threads one instance may have', examples: [2048] }),
});

export type LocalSettings = z.output<typeof localSettings>;
