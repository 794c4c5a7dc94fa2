import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startFederation } from '@atrium/e2e/testing/federation';
import type { Page } from 'playwright-core';
import type { Bench, Surroundings } from '../bench.ts';
import { signIn } from '../start/person.ts';
import { median } from '../statistics.ts';
import { startHubOfLabs } from './hub-of-labs.ts';
import { kernelReply } from './reply.ts';

const askAgainMs = 25;
/** A page of its origin that costs nothing, and whose policy lets it call. */
const quietPage = 'static/favicons/favicon.ico';

export const kernel: Bench = {
  name: 'kernel',
  title: 'the same JupyterLab, from asked for to the first answer of a kernel, beside JupyterHub',
  rounds: 5,
  minutes: 6,
  run,
};

type Ask = Awaited<ReturnType<typeof signIn>>['ask'];

async function run(surroundings: Surroundings) {
  const { directory, cache, port, rounds, parts } = surroundings;
  const state = join(directory, 'demo');
  await mkdir(state);
  const demo = await startFederation({ state, cache, port });
  parts.defer(() => demo.end('SIGINT'));
  const hub = await startHubOfLabs({ ...surroundings, port: port + 80 });
  const { context, ask } = await signIn('mira', demo.federation, parts);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = await context.newPage();
    await page.goto(demo.federation.origin);
    ours.push(await ourNotebook(page, ask));
    await page.goto('about:blank');
    theirs.push(await theirNotebook(page, hub));
    await page.close();
  }
  return {
    figures: [
      { name: 'Atrium', unit: 'ms', samples: ours },
      { name: 'JupyterHub 3.0', unit: 'ms', samples: theirs },
    ],
    bars: [
      {
        what: 'first answer of a kernel, beside theirs',
        is: '≤' as const,
        than: median(theirs),
        unit: 'ms',
        measured: median(ours),
      },
    ],
    notes: [
      'both by their API, without the pages of either: asked for, up, a page of its own origin, a kernel, its answer',
      'both run the same root file system in bubblewrap; ours with a network, limits and a home of its own',
      'JupyterHub asks whether a server is up ever more seldom, ours is asked each 25 ms',
    ],
  };
}

async function ourNotebook(page: Page, ask: Ask): Promise<number> {
  const began = performance.now();
  const body = { plan: 'notebook-small', name: 'Bench' };
  const { id } = (await ask('POST', '/f/lumen/v1/instances', body)) as { id: string };
  const path = `/f/lumen/v1/instances/${id}`;
  while (((await ask('GET', path)) as { state: string }).state !== 'ready') await delay(askAgainMs);
  const wish = { instance: id, interface: 'lab' };
  const { address, ticket } = (await ask('POST', '/f/lumen/v1/access/tickets', wish)) as Record<string, string>;
  await Promise.all([page.waitForURL(`**/${quietPage}`), page.evaluate(postForm(address ?? '', ticket ?? ''))]);
  await kernelReply(page, '/', undefined);
  const took = performance.now() - began;
  await ask('DELETE', path);
  return took;
}

async function theirNotebook(page: Page, hub: Awaited<ReturnType<typeof startHubOfLabs>>): Promise<number> {
  const began = performance.now();
  await hub.start();
  await page.goto(`${hub.origin}${hub.base}${quietPage}`);
  await kernelReply(page, hub.base, hub.token);
  const took = performance.now() - began;
  await hub.stop();
  return took;
}

/** As the portal's own page does it, to the page that shows least. */
function postForm(address: string, ticket: string): string {
  return `(() => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(address)} });
    for (const [name, value] of Object.entries(${JSON.stringify({ ticket, path: `/${quietPage}` })}))
      form.append(Object.assign(document.createElement('input'), { name, value, type: 'hidden' }));
    document.body.append(form);
    form.submit();
  })()`;
}
