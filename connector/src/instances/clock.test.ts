import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readyInstance } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { lostAnswer, startDoomed } from '../../testing/doomed.ts';
import { testConfig } from '../../testing/facility.ts';
import { createTestPortal } from '../../testing/portal.ts';
import { expectSound } from '../../testing/sound.ts';

const hourMs = 3_600_000;

test('the clock is moved back by an hour: everything that is asked for goes on at once, and is done once', async () => {
  const config = await testConfig();
  let movedMs = 0;
  const connector = await startTestConnector(config, { clock: () => new Date(Date.now() + movedMs) });
  const anna = connector.clientOf('anna');
  const untilIs = (id: string, state: string) =>
    vi.waitFor(async () => expect(await anna.instances.get({ id })).toMatchObject({ state }), 10_000);
  const ready = () => readyInstance(connector, 'anna');
  const [stopped, ended, lost, left] = await Promise.all([ready(), ready(), ready(), ready()]);
  const stream = await anna.events.stream({ instance: stopped });

  movedMs = -hourMs;
  const asked = newInstance();
  const [{ id: added }] = await Promise.all([
    anna.instances.create(asked),
    anna.instances.stop({ id: stopped }),
    anna.instances.delete({ id: ended }),
  ]);
  rmSync(join(config.stateDirectory, `null-engine/runs/lumen-${lost}-1`));
  await Promise.all([
    untilIs(added, 'ready'),
    untilIs(stopped, 'stopped'),
    untilIs(ended, 'ended'),
    untilIs(lost, 'failed'),
  ]);
  expect((await stream.next()).value).toMatchObject({ instance: stopped, state: 'stopping' });
  await stream.return();
  expect(await anna.instances.create(asked)).toMatchObject({ id: added });
  await anna.instances.start({ id: stopped });
  await untilIs(stopped, 'ready');
  expect(await anna.instances.get({ id: left })).toMatchObject({ state: 'ready' });
  await expectSound(config);
});

test('what a killed connector had leased before the clock was moved back is not waited for', async () => {
  const config = await testConfig();
  const asked = newInstance();
  const doomed = await startDoomed(config, await createTestPortal(), { dieAt: 'rows-claimed' });
  await doomed.clientOf('anna').instances.create(asked).catch(lostAnswer);
  await doomed.killed();

  const { clientOf } = await startTestConnector(config, { clock: () => new Date(Date.now() - hourMs) });
  const anna = clientOf('anna');
  const { id } = await anna.instances.create(asked);
  await vi.waitFor(async () => expect(await anna.instances.get({ id })).toMatchObject({ state: 'ready' }), 10_000);
  await expectSound(config);
});
