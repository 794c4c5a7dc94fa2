import { preferences } from '@atrium/contract/portal/account';
import type * as z from 'zod';
import type { Db } from '../database/tables.ts';
import type { Login } from './login.ts';

export type Preferences = z.output<typeof preferences>;
type Person = Pick<Login, 'issuer' | 'subject'>;

export async function preferencesOf(db: Db, { issuer, subject }: Person): Promise<Preferences> {
  const row = await db
    .selectFrom('person')
    .select(['language', 'colourScheme'])
    .where((one) => one.and({ issuer, subject }))
    .executeTakeFirst();
  return preferences.parse(row ?? { language: null, colourScheme: 'auto' });
}

export async function prefer(db: Db, { issuer, subject }: Person, wanted: Preferences): Promise<Preferences> {
  await db
    .insertInto('person')
    .values({ issuer, subject, ...wanted })
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet(wanted))
    .execute();
  return wanted;
}
