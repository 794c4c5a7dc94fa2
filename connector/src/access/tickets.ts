import { interfaceNotReady, interfaceUnknown, unauthenticated } from '@atrium/contract/errors';
import { hashSecret, mintSecret } from '@atrium/server/ids';
import type { Config } from '../config.ts';
import type { Db } from '../database/tables.ts';
import { demand, openingOf } from '../instances/policy.ts';
import * as store from '../instances/store.ts';
import type { Person } from '../people/callers.ts';
import type { Enforcement } from './enforcement.ts';
import { isLive } from './logins.ts';

const goodForMs = 30_000;

type Parts = { db: Db; enforcement: Pick<Enforcement, 'demandPart'>; config: Config; clock: () => Date };
type Asked = { instance: string; interface: string; language: string; colourScheme: string };

/** One-use tickets, for one person, one login and one interface. Only their hashes are kept. */
export function createTickets({ db, enforcement, config, clock }: Parts) {
  const { protocol, host } = new URL(config.appsUrl);

  /** A new ticket voids the unused one before it. */
  return async function mintTicket(person: Person, asked: Asked) {
    const instance = await store.find(db, asked.instance);
    const actor = { kind: 'person', personId: person.id } as const;
    demand(actor, 'see', instance);
    const offered = instance.spec.environment.interfaces.find(({ name }) => name === asked.interface);
    if (!offered) throw interfaceUnknown({ interface: asked.interface });
    demand(actor, openingOf(offered.kind), instance);
    await enforcement.demandPart(db, person.id, instance, person);
    if (instance.state !== 'ready' || instance.interfaces[offered.name]?.state !== 'ready') throw interfaceNotReady();

    const ticket = mintSecret();
    const now = clock();
    const expiresAt = new Date(Math.min(now.getTime() + goodForMs, person.loginEnds.getTime()));
    const label = await db.transaction().execute(async (tx) => {
      const { login, tokenFrom } = person;
      if (!(await isLive(tx, { login, personId: person.id, tokenFrom }))) throw unauthenticated();
      const { label } = await tx
        .selectFrom('interfaceHost')
        .select('label')
        .where((row) => row.and({ instanceId: instance.id, interface: offered.name }))
        .executeTakeFirstOrThrow();
      const mine = { label, personId: person.id };
      await tx
        .updateTable('ticket')
        .set({ usedAt: now })
        .where((row) => row.and(mine))
        .where('usedAt', 'is', null)
        .execute();
      const { language, colourScheme } = asked;
      const until = { loginEndsAt: person.loginEnds, expiresAt, usedAt: null };
      await tx
        .insertInto('ticket')
        .values({ ...mine, hash: hashSecret(ticket), login, language, colourScheme, ...until })
        .execute();
      return label;
    });
    return { address: `${protocol}//${label}.${host}/.atrium/ticket`, ticket, expiresAt: expiresAt.toISOString() };
  };
}
