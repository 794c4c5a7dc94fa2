import pg from 'pg';

export const people = 10_000;
export const each = 100;
/** And one account by which much is started: an instrument's, or a robot's. */
export const busy = { subject: 'busy', instances: 10_000 };

type Seed = { database: string; instance: string; identityProvider: string };

/** Copies one real instance that is over: a hundred times for each of ten thousand people, and more often for one. */
export async function writePast({ database, instance, identityProvider }: Seed): Promise<void> {
  const client = new pg.Client({ host: database, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    await client.query(
      `INSERT INTO person (id, issuer, subject, name, facts, facts_from)
       SELECT 'p' || lpad(number::text, 15, '0'), $1, 'past' || number, 'Past ' || number,
              '{"entitlements": [], "affiliations": [], "assurance": []}', '2026-01-01'
       FROM generate_series(1, $2) AS number`,
      [identityProvider, people],
    );
    await copy(client, instance, `'p' || lpad((1 + number % ${people})::text, 15, '0')`, 'i', people * each);
    const { rows } = await client.query('SELECT id FROM person WHERE subject = $1', [busy.subject]);
    await copy(client, instance, `'${rows[0].id}'`, 'j', busy.instances);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

async function copy(client: pg.Client, instance: string, owner: string, letter: string, count: number): Promise<void> {
  const id = `'${letter}' || lpad(number::text, 15, '0')`;
  await client.query(
    `INSERT INTO instance (id, name, plan, spec, run, state, reason, interfaces, seq, created_at, started_at, ready_at, ends_at)
     SELECT ${id}, name, plan, spec, run, state, reason, interfaces, seq, created_at, started_at, ready_at, ends_at
     FROM instance, generate_series(1, $2::int) AS number WHERE id = $1`,
    [instance, count],
  );
  await client.query(
    `INSERT INTO member (instance_id, person_id, role) SELECT ${id}, ${owner}, 'owner' FROM generate_series(1, $1::int) AS number`,
    [count],
  );
}
