import * as z from 'zod';
import { conditions, holdsAny } from './condition.ts';
import type { Facts } from './facts.ts';

/** What can be limited, each at once: so many instances, and what all of them together have. */
export const resources = ['instances', 'cores', 'memoryBytes', 'gpus', 'diskBytes'] as const;
export type Resource = (typeof resources)[number];

const amount = z.int().min(0).nullable();

/** null: no limit, 0: nothing. */
export const limits = z.strictObject({
  instances: amount,
  cores: amount,
  memoryBytes: amount,
  gpus: amount.default(null),
  diskBytes: amount.default(null),
});
type Limits = z.output<typeof limits>;

const overridden = z
  .strictObject({
    instances: amount.optional(),
    cores: amount.optional(),
    memoryBytes: amount.optional(),
    gpus: amount.optional(),
    diskBytes: amount.optional(),
  })
  .refine((max) => Object.keys(max).length > 0, 'limits nothing');

export const limitRule = z.strictObject({
  of: z.discriminatedUnion('is', [
    z
      .strictObject({
        is: z.literal('group'),
        id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,59}$/),
        title: z.string().min(1).max(80),
      })
      .meta({ description: 'All for whom it holds share these limits' }),
    z.strictObject({ is: z.literal('person') }).meta({
      description: 'Each for whom it holds has these limits, and not those of everybody; the first that holds counts',
    }),
  ]),
  max: overridden.meta({ description: 'Unset: no limit of the group; for a person, the limit of everybody' }),
  until: z.iso.datetime().nullable().default(null).meta({ description: 'From then on it counts for nothing' }),
  when: conditions,
});
export type LimitRule = z.output<typeof limitRule>;

/** What a group may have when its rule says nothing. */
const none: Limits = { instances: null, cores: null, memoryBytes: null, gpus: null, diskBytes: null };

/** Whose limits bound one person: each must have room. */
export type Bound = { level: 'facility' | 'group' | 'person'; holder: string; title: string | null; max: Limits };
type Registered = { facility: Limits; person: Limits };

/** Who holds the limits of the facility itself. */
const facilityHolder = 'facility';

/** The facility's limits, and for a person those of each group and the person's own, by the rules at this moment. */
export function boundsOf(
  registered: Registered,
  rules: LimitRule[],
  person: { id: string; facts: Facts } | undefined,
  now: Date,
): Bound[] {
  const facility: Bound = { level: 'facility', holder: facilityHolder, title: null, max: registered.facility };
  if (!person) return [facility];
  const holding = rules.filter(
    ({ until, when }) => (until === null || new Date(until) > now) && holdsAny(when, person.facts),
  );
  const groups = holding.flatMap(({ of, max }): Bound[] =>
    of.is === 'group' ? [{ level: 'group', holder: of.id, title: of.title, max: { ...none, ...max } }] : [],
  );
  const own = holding.find(({ of }) => of.is === 'person')?.max;
  const max = { ...registered.person, ...own };
  return [facility, ...groups, { level: 'person', holder: person.id, title: null, max }];
}
