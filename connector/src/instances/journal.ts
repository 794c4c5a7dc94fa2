import { ringing } from '@atrium/server/database/changes';
import { sql } from 'kysely';
import type { Tx } from '../database/tables.ts';
import type { UsageEntry } from '../usage/ledger.ts';
import type { News } from './events.ts';
import type { Instance } from './instance.ts';
import type { Action, Actor } from './policy.ts';

/** On whose behalf something is done. */
export type By = { actor: Actor; traceId: string | null };

type Entry = {
  by: By;
  action: Action | 'create';
  /** As it is now: the news are the last of its events. */
  instance: Instance;
  news: News[];
  usage: UsageEntry | undefined;
  /** The ids of the people who are woken when the transaction commits. */
  concerned: string[];
  at: Date;
};

/** What a change leaves behind: its events, the audit row, the usage record, and the bell, in one statement. */
export async function enter(tx: Tx, { by, action, instance, news, usage, concerned, at }: Entry): Promise<void> {
  const { id: instanceId, seq, state, reason, endsAt } = instance;
  const { actor, traceId } = by;
  const byPerson = 'personId' in actor ? actor.personId : null;
  const happened = { instanceId, at, state, reason, endsAt, byKind: byPerson ? 'person' : actor.kind, byPerson };
  const events = news.map(({ about, ...one }, place) => ({
    ...happened,
    ...one,
    aboutPerson: about,
    seq: seq - news.length + place + 1,
  }));
  const journal = tx
    .with('told', (write) => write.insertInto('event').values(events))
    .with('audited', (write) =>
      write.insertInto('audit').values({ at, actor: byPerson ?? actor.kind, action, subject: instanceId, traceId }),
    );
  const whole = usage ? journal.with('used', (write) => write.insertInto('usageRecord').values(usage)) : journal;
  await whole.selectFrom(ringing(concerned).as('rung')).select(sql`true`.as('done')).execute();
}
