import { once } from 'node:events';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** A place where a secret may have been left, and what stands there. */
export type Place = { name: string; bytes: Buffer };

/** What the servers of a demo wrote: their lines, those of what runs in instances, and PostgreSQL's own files. */
export function writtenFiles(state: string): Place[] {
  return ['logs/*', '*/state/engine/runs/*/log', '*/state/engine/runs/*/*/log', 'postgres/data/**/*']
    .flatMap((pattern) => globSync(join(state, pattern), { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name, bytes: readFileSync(name) }));
}

/** What each process that this account may look at was started with: any other account sees the first of both. */
export function processes(): Place[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) =>
    ['cmdline', 'environ'].flatMap((what): Place[] => {
      const name = `/proc/${pid}/${what}`;
      try {
        return [{ name, bytes: readFileSync(name) }];
      } catch {
        return []; // It has ended, or is somebody else's.
      }
    }),
  );
}

/** Every row of every table of every database, as text: what lies compressed in the files is seen here. */
export async function databases(state: string, names: string[]): Promise<Place[]> {
  const socket = join(state, 'postgres/.s.PGSQL.5432');
  return Promise.all(
    names.map(async (name) => ({ name: `database ${name}`, bytes: await askPostgres(socket, name, everything) })),
  );
}

/** Each row is a notice to whoever asks. */
const everything = `DO $$
  DECLARE one record; line text;
  BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      FOR line IN EXECUTE format('SELECT to_jsonb(t)::text FROM %I AS t', one.tablename) LOOP
        RAISE NOTICE '%: %', one.tablename, line;
      END LOOP;
    END LOOP;
  END $$`;

/** The bytes of the answer, as PostgreSQL sends them (Frontend/Backend Protocol, simple query). */
async function askPostgres(path: string, database: string, query: string): Promise<Buffer> {
  const socket = connect({ path });
  await once(socket, 'connect');
  const version = Buffer.from([0, 3, 0, 0]);
  socket.write(withLength(version, Buffer.from(`user\0postgres\0database\0${database}\0\0`)));
  socket.write(Buffer.concat([Buffer.from('Q'), withLength(Buffer.from(`${query}\0`))]));
  socket.write(Buffer.concat([Buffer.from('X'), withLength()]));
  return Buffer.concat(await socket.toArray());
}

function withLength(...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([length, content]);
}
