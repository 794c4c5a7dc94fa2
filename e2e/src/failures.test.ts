import { globSync, readFileSync } from 'node:fs';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { desktopOn } from '../testing/desktop.ts';
import { askDemo, processOf } from '../testing/federation.ts';
import { type Person, people } from '../testing/people.ts';

const signIn = people();
const patience = { timeout: 60_000, interval: 250 };

test('a facility goes away and comes back, and all else works meanwhile', async () => {
  const { state } = inject('federation');
  const mira = await signIn('mira');
  const { id } = await mira.launch('lumen', 'desktop-small');

  expect(await askDemo(state, 'stop', 'lumen')).toContain('lumen is away');
  onTestFinished(async () => void (await askDemo(state, 'start', 'lumen')));
  await vi.waitFor(async () => expect(await silentSince(mira, 'lumen')).not.toBeNull(), patience);
  const { body } = await mira.call('GET', '/facilities/lumen/instances');
  expect(body).toMatchObject({ silentSince: expect.any(String), instances: [{ id, state: 'ready' }] });
  expect(await silentSince(mira, 'helia')).toBeNull();
  await mira.launch('helia', 'notebook-small');

  expect(await askDemo(state, 'start', 'lumen')).toContain('lumen is back');
  await vi.waitFor(async () => expect(await silentSince(mira, 'lumen')).toBeNull(), patience);
  expect(await mira.instance('lumen', id)).toMatchObject({ state: 'ready' });
});

test('the portal is killed while a desktop is open: the picture goes on, and the portal comes back', async () => {
  const { state } = inject('federation');
  const mira = await signIn('mira');
  const { id } = await mira.launch('nimbus', 'desktop-small');
  const { page } = await mira.open('nimbus', id, 'desktop');
  const desktop = desktopOn(page);
  await desktop.untilDrawn();

  process.kill(await processOf(state, 'portal'), 'SIGKILL');
  await desktop.openTerminal();
  await vi.waitFor(async () => expect(await askDemo(state, 'status')).toMatch(/^portal +running/m), patience);
  expect(await mira.instance('nimbus', id)).toMatchObject({ state: 'ready' });
});

test('a connector is killed while an instance starts: it is found again, and there is one', async () => {
  const { state } = inject('federation');
  const mira = await signIn('mira');
  const { id } = await mira.ask('nimbus', 'desktop-small');
  process.kill(await processOf(state, 'nimbus connector'), 'SIGKILL');

  await vi.waitFor(async () => expect(await askDemo(state, 'status')).toMatch(/^nimbus connector +running/m), patience);
  await vi.waitFor(async () => expect(await silentSince(mira, 'nimbus')).toBeNull(), patience);
  await mira.inState('nimbus', id, 'ready');
  expect(supervisorsOf(id)).toHaveLength(1);
});

/** Since when a facility has not answered the portal; null: it answers. */
async function silentSince(person: Person, facility: string): Promise<string | null> {
  const { body } = await person.call('GET', '/federation');
  const { facilities } = body as { facilities: { id: string; silentSince: string | null }[] };
  return facilities.find(({ id }) => id === facility)?.silentSince ?? null;
}

/** What runs an instance, as the machine sees it. */
function supervisorsOf(instance: string): string[] {
  return globSync('/proc/[0-9]*/cmdline').filter((file) => commandOf(file).endsWith(`-${instance}-1\0`));
}

function commandOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
