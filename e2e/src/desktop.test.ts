import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { desktopOn } from '../testing/desktop.ts';
import { people } from '../testing/people.ts';

const signIn = people();

test('from sign-in to a desktop by ticket, with silx showing a detector image that was measured', async () => {
  const mira = await signIn('mira');
  const { id } = await mira.launch('helia', 'workbench-medium', { data: ['10.5072/helia.pilatus-frame'] });
  const { page } = await mira.open('helia', id, 'desktop');
  const desktop = desktopOn(page);
  await desktop.untilDrawn();

  await desktop.openTerminal();
  await desktop.type('ls /data/pilatus-frame > ~/seen; touch /data/x 2>> ~/seen');
  await vi.waitFor(() => expect(readFileSync(homeFile('helia', 'seen'), 'utf8')).toMatch(/Read-only file system/), {
    timeout: 30_000,
  });
  expect(readFileSync(homeFile('helia', 'seen'), 'utf8')).toContain('pilatus.nxs');

  const before = await desktop.pixelsLike(darkestOfViridis);
  await desktop.type('silx view /data/pilatus-frame/pilatus.nxs');
  await vi.waitFor(async () => expect((await desktop.pixelsLike(darkestOfViridis)) - before).toBeGreaterThan(8_000), {
    timeout: 90_000,
    interval: 500,
  });
});

/** Most of a detector frame has counted nothing: silx draws that in the first colour of its scale. */
const darkestOfViridis: [number, number, number] = [68, 1, 84];

function homeFile(facility: string, name: string): string {
  const [file = ''] = globSync(join(inject('federation').state, facility, 'state/engine/homes/*', name));
  return file;
}
