import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { run } from './xvnc.ts';

/** Debian's Chromium, quiet: it asks nobody but the page. */
const options = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'].concat(
    ['--disable-component-update', '--disable-sync'],
  ),
};

/** One Chromium for a file of tests; each page has a profile of its own. */
export function browsing() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(options);
  });
  afterAll(() => browser.close());

  return async function openPage(wanted: BrowserContextOptions = {}): Promise<Page> {
    const viewport = { width: 1280, height: 800 };
    const context = await browser.newContext({
      viewport,
      reducedMotion: 'reduce',
      timezoneId: 'Europe/Paris',
      ...wanted,
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    return page;
  };
}

/** The viewer as the product ships it, built once for a file of tests. */
export function builtViewer(): () => string {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'atrium-viewer-'));
    const root = join(import.meta.dirname, '../..');
    const vite = join(root, 'node_modules/.bin/vite');
    const where = ['--outDir', directory, '--emptyOutDir', '--configLoader', 'native', '--logLevel', 'warn'];
    await run(process.execPath, [vite, 'build', join(root, 'web/viewer'), ...where]);
  }, 60_000);
  afterAll(() => rm(directory, { recursive: true }));
  return () => directory;
}
