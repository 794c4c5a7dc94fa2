import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Adapter, AdapterPayload } from 'oidc-provider';

type Row = { payload: AdapterPayload; expiresAt: number | null };

/**
 * Who is signed in, and the tokens: in memory, and as one file so that it survives a restart. What changed within the
 * last moments before a kill is lost; then somebody signs in once more.
 */
export function openStore(file: string, clock: () => Date) {
  const rows = new Map<string, Row>(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);
  let writing: Promise<void> | undefined;
  let changed = false;

  /** One write at a time; what changes meanwhile goes with the next. */
  function save() {
    changed = true;
    writing ??= write().finally(() => (writing = undefined));
  }

  async function write() {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    while (changed) {
      changed = false;
      for (const [key, row] of rows) if (isOver(row)) rows.delete(key);
      await writeFile(`${file}.new`, JSON.stringify([...rows]), { mode: 0o600 });
      await rename(`${file}.new`, file);
    }
  }

  function isOver({ expiresAt }: Row): boolean {
    return expiresAt !== null && expiresAt <= clock().getTime();
  }

  /** What oidc-provider asks of a store, for one kind of thing. */
  function adapterOf(kind: string): Adapter {
    const keyOf = (id: string) => `${kind}:${id}`;
    const get = (key: string) => {
      const row = rows.get(key);
      return row && !isOver(row) ? row.payload : undefined;
    };
    const where = (field: 'uid' | 'userCode', value: string) =>
      [...rows.keys()]
        .filter((key) => key.startsWith(`${kind}:`))
        .map(get)
        .find((payload) => payload?.[field] === value);

    return {
      upsert: async (id, payload, expiresIn) => {
        rows.set(keyOf(id), { payload, expiresAt: expiresIn ? clock().getTime() + expiresIn * 1000 : null });
        save();
      },
      find: async (id) => get(keyOf(id)),
      findByUid: async (uid) => where('uid', uid),
      findByUserCode: async (userCode) => where('userCode', userCode),
      consume: async (id) => {
        const payload = get(keyOf(id));
        if (payload) payload.consumed = Math.floor(clock().getTime() / 1000);
        save();
      },
      destroy: async (id) => {
        rows.delete(keyOf(id));
        save();
      },
      revokeByGrantId: async (grantId) => {
        for (const [key, { payload }] of rows) if (payload.grantId === grantId) rows.delete(key);
        save();
      },
    };
  }

  return { adapterOf, close: async () => writing };
}
