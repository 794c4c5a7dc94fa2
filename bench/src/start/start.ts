import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startFederation } from '@atrium/e2e/testing/federation';
import type { Bench, Figure, Surroundings } from '../bench.ts';
import { median } from '../statistics.ts';
import { type Launched, launch, type Phases, phases } from './launch.ts';
import { signIn } from './person.ts';

const desktop: Launched = {
  facility: 'lumen',
  environment: 'desktop@2026.1',
  size: 'medium',
  interface: 'desktop',
  title: 'Desktop',
};
const notebook: Launched = {
  ...desktop,
  environment: 'notebook@2026.1',
  interface: 'lab',
  title: 'JupyterLab',
};

export const start: Bench = {
  name: 'start',
  title: 'from the click to the first desktop, and to the first answer of a kernel, in Chromium, each a new instance',
  rounds: 5,
  minutes: 6,
  run,
};

async function run({ directory, cache, port, rounds, parts }: Surroundings) {
  const state = join(directory, 'demo');
  await mkdir(state);
  const demo = await startFederation({ state, cache, port });
  parts.defer(() => demo.end('SIGINT'));
  const { context, ask } = await signIn('mira', demo.federation, parts);
  const toDesktop: Phases[] = [];
  const toKernel: Phases[] = [];
  for (let round = 0; round < rounds; round++) {
    toDesktop.push(await launch(context, ask, demo.federation.origin, desktop));
    toKernel.push(await launch(context, ask, demo.federation.origin, notebook));
  }
  const whole = median(toDesktop.map(({ working }) => working));
  return {
    figures: [
      ...figuresOf('desktop', toDesktop, 'panel and icons'),
      ...figuresOf('notebook', toKernel, 'kernel answers'),
    ],
    bars: [{ what: 'desktop: panel and icons, cold', is: '<' as const, than: 2000, unit: 'ms', measured: whole }],
    notes: [
      'milliseconds since the click on Start, at the end of each phase',
      'the click on what the page then offers comes as soon as it offers it; how long a person takes is not in it',
    ],
  };
}

function figuresOf(what: string, measured: Phases[], last: string): Figure[] {
  const names: Record<(typeof phases)[number], string> = {
    intent: 'intent stored and answered',
    starting: 'starting',
    ready: 'interface ready, at the connector',
    shown: 'the way in shown, and clicked',
    ticket: 'ticket there',
    page: 'page of the interface begins',
    working: last,
  };
  return phases.flatMap((phase) => {
    // The connector may find an interface ready before it has stored that it starts.
    const samples = measured.map((one) => one[phase]).filter((ms) => !Number.isNaN(ms));
    return samples.length > 0 ? [{ name: `${what}: ${names[phase]}`, unit: 'ms', samples }] : [];
  });
}
