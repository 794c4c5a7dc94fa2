import * as z from 'zod';

/** Values that several nouns of the Common API share. */

export const instanceId = z
  .string()
  .regex(/^[a-z][a-z0-9]{15}$/)
  .meta({ description: '16 characters a-z and 0-9, a letter first', examples: ['k3v9q0zt5m1x8d2c'] });

export const facilityId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/)
  .meta({ description: 'Short name of a facility in its federation', examples: ['lumen'] });

export const environmentId = z
  .string()
  .max(120)
  .meta({ description: 'Name and version of an environment', examples: ['small-angle@2026.1'] });

export const pid = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: 'Persistent identifier of a dataset', examples: ['10.5072/lumen.sans2d-33837'] });

export const time = z.iso.datetime().meta({ description: 'ISO 8601, UTC', examples: ['2026-11-25T09:14:00.000Z'] });

/** Of identifiers that others mint: what a database keeps, and a log shows as it is. */
export const printable = /^[\x20-\x7e]+$/;

export const accent = z
  .string()
  .regex(/^#[0-9a-f]{6}$/)
  .meta({
    description: 'Colour of a facility; a white letter on it must have a contrast of 4.5',
    examples: ['#0b6b6e'],
  });

export const interfaceKind = z.enum(['desktop', 'notebook', 'web', 'terminal']);
export type InterfaceKind = z.output<typeof interfaceKind>;

export const interfaceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/)
  .meta({ description: 'Name of an interface within its environment', examples: ['desktop', 'lab'] });

export const roles = ['owner', 'collaborator', 'viewer', 'support'] as const;
export const role = z.enum(roles).meta({ description: 'What a person is on an instance' });
export type Role = z.output<typeof role>;

/** Why something cannot be had. A code never changes its meaning. */
export const whyCodes = ['PROPOSAL_NEEDED', 'EMBARGO', 'RULE', 'DATA_ELSEWHERE', 'ENVIRONMENT_UNAVAILABLE'] as const;
export type WhyCode = (typeof whyCodes)[number];

/** A code that readers know, or a new one with its sentence in English. */
export const why = z
  .object({
    code: z.union([z.enum(whyCodes), z.string()]).meta({ examples: [...whyCodes] }),
    message: z.string().meta({ description: 'English, for a code that the reader does not know' }),
    until: time.nullable().meta({ description: 'When it ends by itself; null: not known' }),
  })
  .meta({ title: 'Why' });
export type Why = z.output<typeof why>;

/** `next` of the page before. */
export const pageCursor = z
  .string()
  .regex(/^\d{1,15}$/)
  .optional()
  .meta({ description: '`next` of the page before' });
