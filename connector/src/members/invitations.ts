import { invitationNotFound, invitationOver } from '@atrium/contract/errors';
import type { Invitation as Presented } from '@atrium/contract/v1/members';
import { hashSecret, mintSecret } from '@atrium/server/ids';
import type { Selectable } from 'kysely';
import type { Db, Tables, Tx } from '../database/tables.ts';

export type Invitation = Selectable<Tables['invitation']>;
type Asked = {
  id: string;
  instanceId: string;
  role: Presented['role'];
  note: string;
  createdAt: Date;
  expiresAt: Date;
};

/** Stores an invitation and gives its code, which nobody can have a second time: only its hash is kept. */
export async function insertInvitation(tx: Tx, asked: Asked) {
  const code = mintSecret();
  const unanswered = { answeredAt: null, answeredBy: null, answer: null };
  const invitation = await tx
    .insertInto('invitation')
    .values({ ...asked, ...unanswered, codeHash: hashSecret(code) })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { code, invitation };
}

/** The invitation of a code, open or over. @throws INVITATION_NOT_FOUND */
export async function findInvitation(db: Db | Tx, code: string): Promise<Invitation> {
  const found = await db
    .selectFrom('invitation')
    .selectAll()
    .where('codeHash', '=', hashSecret(code))
    .executeTakeFirst();
  if (!found) throw invitationNotFound();
  return found;
}

/** The same, open at this moment. @throws INVITATION_NOT_FOUND, INVITATION_OVER */
export async function openInvitation(db: Db | Tx, code: string, now: Date): Promise<Invitation> {
  return demandOpen(await findInvitation(db, code), now);
}

/**
 * Its row stays locked until the transaction ends, so that it is answered once. Whoever answers it holds the lock of its
 * instance before, so that two who answer never wait for each other.
 * @throws INVITATION_NOT_FOUND, INVITATION_OVER
 */
export async function lockInvitation(tx: Tx, instanceId: string, id: string, now: Date): Promise<Invitation> {
  const found = await tx
    .selectFrom('invitation')
    .selectAll()
    .where((row) => row.and({ id, instanceId }))
    .forUpdate()
    .executeTakeFirst();
  return demandOpen(found, now);
}

type Answer = { answer: NonNullable<Invitation['answer']>; by: string; at: Date };

export async function answerInvitation(tx: Tx, id: string, { answer, by, at }: Answer): Promise<void> {
  await tx.updateTable('invitation').set({ answer, answeredBy: by, answeredAt: at }).where('id', '=', id).execute();
}

/** Newest first. */
export async function invitationsOf(db: Db, instanceId: string, now: Date): Promise<Presented[]> {
  const rows = await db
    .selectFrom('invitation')
    .leftJoin('person', 'person.id', 'invitation.answeredBy')
    .selectAll('invitation')
    .select('person.name as answeredByName')
    .where('instanceId', '=', instanceId)
    .orderBy('createdAt', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => presentInvitation(row, now, row.answer === 'revoked' ? null : row.answeredByName));
}

export function presentInvitation(row: Invitation, now: Date, answeredBy: string | null = null): Presented {
  const { id, role, note, createdAt, expiresAt } = row;
  const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return { id, role: role as Presented['role'], note, ...times, state: stateOf(row, now), answeredBy };
}

function demandOpen(found: Invitation | undefined, now: Date): Invitation {
  if (!found) throw invitationNotFound();
  const state = stateOf(found, now);
  if (state !== 'open') throw invitationOver({ state });
  return found;
}

function stateOf({ answer, expiresAt }: Invitation, now: Date): string {
  return answer ?? (expiresAt <= now ? 'expired' : 'open');
}
