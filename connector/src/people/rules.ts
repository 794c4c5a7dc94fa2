import { flavour as flavourContract } from '@atrium/contract/v1/environments';
import type { Why } from '@atrium/contract/v1/values';
import * as z from 'zod';
import type { Problem } from '../engines/engine.ts';
import type { Read } from '../watched-file.ts';
import { conditions, holdsAny } from './condition.ts';
import type { Facts, Trust } from './facts.ts';
import { type LimitRule, limitRule } from './limits.ts';

const accountName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,30}$/)
  .refine((name) => name !== 'root', 'is not for people');

const flavour = z.strictObject({
  cores: flavourContract.shape.cores,
  memoryBytes: z.int().positive(),
  gpus: z.int().min(0).default(0),
  diskBytes: z.int().positive().nullable().default(null),
  maxLifetimeSeconds: z.int().min(60),
});

const plan = z.strictObject({
  environment: z
    .string()
    .max(120)
    .meta({ description: 'Name and version', examples: ['notebook@2026.1'] }),
  flavours: z.array(z.string()).min(1),
  network: z.enum(['none', 'open']).default('none'),
  maxLifetimeSeconds: z.int().min(60).optional().meta({ description: 'Unset: as the flavour says' }),
  when: conditions,
});

const account = z.strictObject({
  account: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('named'), name: accountName }),
    z
      .strictObject({ is: z.literal('subject'), scope: z.string().min(1) })
      .meta({ description: 'The part of the identifier before `@`, where the part after it is exactly `scope`' }),
    z.strictObject({ is: z.literal('own') }).meta({ description: 'One that this connector mints for each person' }),
  ]),
  when: conditions,
});

const rights = ['user', 'instrument-responsible', 'support', 'facility-admin', 'management', 'auditor'] as const;
const right = z.strictObject({ right: z.enum(rights), when: conditions });

const file = z.strictObject({
  trust: z
    .strictObject({ namespaces: z.array(z.string()), authorities: z.array(z.string()) })
    .default({ namespaces: [], authorities: [] })
    .meta({
      description: 'In which namespaces, and on whose authority (what follows `#`), an entitlement counts',
      examples: [{ namespaces: ['urn:mace:egi.eu'], authorities: ['aai.egi.eu'] }],
    }),
  flavours: z.record(z.string().max(40), z.unknown()),
  plans: z.record(z.string().regex(/^[a-z][a-z0-9.-]{0,38}$/), z.unknown()),
  accounts: z.array(z.unknown()),
  rights: z.array(z.unknown()),
  limits: z.array(z.unknown()).default([]),
});

/** The rules as they are written, for those who write them. */
export type RulesFile = z.input<typeof file> & {
  flavours: Record<string, z.input<typeof flavour>>;
  plans: Record<string, z.input<typeof plan>>;
  accounts: z.input<typeof account>[];
  rights: z.input<typeof right>[];
  limits?: z.input<typeof limitRule>[];
};

type Flavour = z.output<typeof flavour> & { id: string };
/** Of one environment and one flavour. Its rule's name and the flavour's name are its id. */
export type RuledPlan = Omit<z.output<typeof plan>, 'flavours' | 'maxLifetimeSeconds'> & {
  id: string;
  flavour: Flavour;
  maxLifetimeSeconds: number;
};
export type Rules = {
  trust: Trust;
  flavours: Flavour[];
  plans: RuledPlan[];
  accounts: z.output<typeof account>[];
  rights: z.output<typeof right>[];
  limits: LimitRule[];
};

/** @throws Error when the file as a whole has another shape; a single wrong entry gives nobody anything. */
export function parseRules(written: unknown, name: string): Read<Rules> {
  const whole = file.safeParse(written);
  if (!whole.success) throw new Error(`${name} cannot be used: ${z.prettifyError(whole.error)}`);
  const problems: Problem[] = [];
  const complain = (place: string, message: string) => {
    problems.push({ code: 'RULE_WRONG', message: `${name}: ${place}: ${message}`, subject: place });
  };
  const entry = <Schema extends z.ZodType>(schema: Schema, place: string, value: unknown) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return [parsed.data];
    for (const { path, message } of parsed.error.issues) complain([place, ...path].join('.'), message);
    return [];
  };

  const { trust } = whole.data;
  const flavours = Object.entries(whole.data.flavours).flatMap(([id, value]) =>
    entry(flavour, `flavours.${id}`, value).map((one) => ({ id, ...one })),
  );
  const plans = Object.entries(whole.data.plans).flatMap(([id, value]) =>
    entry(plan, `plans.${id}`, value).flatMap(({ flavours: names, maxLifetimeSeconds, ...rule }) =>
      names.flatMap((flavourId) => {
        const size = flavours.find((one) => one.id === flavourId);
        if (!size) complain(`plans.${id}.flavours`, `there is no flavour ${flavourId}`);
        const longest = maxLifetimeSeconds ?? size?.maxLifetimeSeconds ?? 0;
        return size ? [{ ...rule, id: `${id}-${flavourId}`, flavour: size, maxLifetimeSeconds: longest }] : [];
      }),
    ),
  );
  const accounts = whole.data.accounts.flatMap((value, index) => entry(account, `accounts.${index}`, value));
  const allRights = whole.data.rights.flatMap((value, index) => entry(right, `rights.${index}`, value));
  const limits = whole.data.limits.flatMap((value, index) => entry(limitRule, `limits.${index}`, value));
  return { value: { trust, flavours, plans, accounts, rights: allRights, limits }, problems };
}

/** Why a plan is not for somebody; `undefined`: it is. */
export function whyNotFor({ when }: RuledPlan, facts: Facts): Why | undefined {
  if (holdsAny(when, facts)) return undefined;
  const asksForProposal = when.some(({ proposal }) => proposal !== undefined);
  return asksForProposal
    ? { code: 'PROPOSAL_NEEDED', message: 'This needs a proposal at this facility.', until: null }
    : { code: 'RULE', message: "The facility's rules do not open this to you.", until: null };
}

export type Account = { name: string; provedBy: 'rule' | 'claim' | 'everybody' };

/** The local account of a person: the first rule that holds and yields a name. `personId` is the connector's own. */
export function accountOf({ accounts }: Rules, facts: Facts, personId: string): Account | undefined {
  for (const { account: asked, when } of accounts) {
    if (!holdsAny(when, facts)) continue;
    if (asked.is === 'named') return { name: asked.name, provedBy: 'rule' };
    if (asked.is === 'own') return { name: `u${personId}`, provedBy: 'everybody' };
    const [name = '', scope, ...more] = facts.person?.sub.split('@') ?? [];
    const isTheirs = scope === asked.scope && more.length === 0 && accountName.safeParse(name).success;
    if (isTheirs) return { name, provedBy: 'claim' };
  }
  return undefined;
}

export function rightsOf({ rights: all }: Rules, facts: Facts): string[] {
  return [...new Set(all.filter(({ when }) => holdsAny(when, facts)).map((one) => one.right))];
}
