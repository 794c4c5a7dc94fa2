import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { openDatabase } from '@atrium/server/database/database';
import { freshDatabase, silent } from '@atrium/server/testing/database';
import { onTestFinished } from 'vitest';
import { readConfig } from '../src/config.ts';
import { migrations } from '../src/database/migrations/all.ts';
import type { Tables } from '../src/database/tables.ts';
import { initPortal } from '../src/init.ts';
import { startPortal } from '../src/main.ts';
import type { Outside } from '../src/outside.ts';
import { createBrowser } from './browser.ts';
import { freePort } from './port.ts';

/** Takes apart what a test has put up: at its own end, or at that of its file. */
export type OnEnd = (stop: () => void | Promise<void>) => void;
type More = Partial<Parameters<typeof initPortal>[1]>;
type NewIssuer = Parameters<typeof initPortal>[1]['issuers'][number];

export function profileOf(url: string, more: Partial<NewIssuer> = {}): NewIssuer {
  return { id: 'login', name: 'Research login', issuer: url, clientId: 'atrium', idTokenAlg: 'ES256', ...more };
}

/** What a new portal has on disk: keys, settings, an empty directory of facilities, and a page. */
export async function preparePortal(issuers: NewIssuer[], more: More = {}, onEnd: OnEnd = onTestFinished) {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-portal-'));
  onEnd(() => rm(directory, { recursive: true, force: true }));
  const pagesDirectory = join(directory, 'pages');
  await mkdir(join(pagesDirectory, 'assets'), { recursive: true });
  await writeFile(join(pagesDirectory, 'index.html'), page);
  await writeFile(join(pagesDirectory, 'assets/main-1a2b3c.js'), 'export {};\n'.repeat(100));
  const port = await freePort();
  const written = await initPortal(directory, {
    publicUrl: `http://127.0.0.1:${port}`,
    port,
    pagesDirectory,
    issuers,
    // Tests ask more often than people.
    limits: { anonymousCallsPerMinute: 100_000, signInsPerMinute: 100_000, logoutsPerMinute: 100_000 },
    ...more,
  });
  const databaseUrl = await freshDatabase('portal', migrations);
  return { ...written, directory, config: { ...readConfig(written.file), databaseUrl } };
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta property="csp-nonce" nonce="__ATRIUM_NONCE__">
    <meta name="description" content="%ATRIUM_DESCRIPTION%">
    <title>%ATRIUM_TITLE%</title>
    <script type="module" nonce="__ATRIUM_NONCE__" src="/assets/main-1a2b3c.js"></script>
  </head>
  <body><div id="root"></div></body>
</html>
`;

export type Prepared = Awaited<ReturnType<typeof preparePortal>>;

/** A clock that a test can move. */
export function createClock() {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    advance: (seconds: number) => {
      offsetMs += seconds * 1000;
    },
  };
}

/** A whole portal in this process, with an empty database of its own. Stopped when the test ends. */
export async function startTestPortal(
  { config, directory }: Prepared,
  outside: Partial<Outside> = {},
  onEnd: OnEnd = onTestFinished,
) {
  const portal = await startPortal(config, { clock: () => new Date(), log: silent, ...outside });
  onEnd(portal.stop);
  const db = openDatabase<Tables>(config.databaseUrl, silent);
  onEnd(() => db.destroy());
  return {
    ...portal,
    url: config.publicUrl,
    config,
    db,
    openBrowser: () => createBrowser(config.publicUrl),
    drop: (entry: FacilityEntry) => dropEntry(directory, entry),
  };
}

export type TestPortal = Awaited<ReturnType<typeof startTestPortal>>;

export async function dropEntry(directory: string, entry: FacilityEntry): Promise<() => Promise<void>> {
  const file = join(directory, 'facilities', `${entry.id}.json`);
  await writeFile(file, JSON.stringify(entry));
  return () => rm(file);
}
