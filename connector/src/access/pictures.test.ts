import { getEventMeta } from '@orpc/server';
import { expect, test } from 'vitest';
import { readyInstance } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { logWhen } from '../../testing/events.ts';
import { testConfig } from '../../testing/facility.ts';

const jpegOf = (bytes: number, fill = 1) =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(bytes - 3, fill)]).toString('base64');

test('a picture is kept, shown to its owner with a tag of its own, and to nobody else', async () => {
  const connector = await startTestConnector(await testConfig());
  const { gateway, clientOf, url, portal } = connector;
  const id = await readyInstance(connector, 'anna');
  const anna = clientOf('anna');
  expect((await anna.instances.get({ id })).pictureAt).toBeNull();
  await expect(anna.instances.picture({ id })).rejects.toMatchObject({ code: 'PICTURE_NOT_FOUND', status: 404 });

  const takenAt = new Date().toISOString();
  await gateway.picture({ instance: id, takenAt, jpeg: jpegOf(2000) });
  expect((await anna.instances.get({ id })).pictureAt).toBe(takenAt);
  const { body, headers } = await anna.instances.picture({ id });
  expect(Buffer.from(await body.arrayBuffer()).toString('base64')).toBe(jpegOf(2000));
  expect(headers.etag).toMatch(/^"[\w-]+"$/);
  await expect(clientOf('bob').instances.picture({ id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });

  const again = await fetch(`${url}/v1/instances/${id}/picture`, {
    headers: { authorization: `Bearer ${await portal.tokenFor('anna')}`, 'if-none-match': headers.etag },
  });
  expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });
});

test('whoever follows hears of a new picture, and only when; the log of the instance is not filled with them', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const [anna, bob] = [connector.clientOf('anna'), connector.clientOf('bob')];
  const before = await logWhen(anna, id, (log) => log.at(-1)?.state === 'ready');
  const news = await anna.events.stream({});
  const foreign = await bob.events.stream({});
  const taken = (seconds: number) => new Date(1_790_000_000_000 + seconds * 1000).toISOString();
  const send = (seconds: number) =>
    connector.gateway.picture({ instance: id, takenAt: taken(seconds), jpeg: jpegOf(100) });

  await send(30);
  const { value: first } = await news.next();
  const last = before.at(-1);
  expect(first).toEqual({ ...last, action: 'picture', at: taken(30), pictureAt: taken(30), interface: null });
  expect(JSON.stringify(first)).not.toContain('jpeg');
  await send(20);
  await send(60);
  expect((await news.next()).value).toMatchObject({ instance: id, pictureAt: taken(60) });
  expect((await anna.events.list({ instance: id })).events, 'its log is as it was').toEqual(before);

  const resumed = await anna.events.stream({}, { lastEventId: getEventMeta(first as object)?.id ?? '' });
  expect((await resumed.next()).value, 'the latest alone').toMatchObject({ pictureAt: taken(60) });
  await anna.instances.rename({ id, name: 'grey heron' });
  expect((await resumed.next()).value).toMatchObject({ action: 'rename', pictureAt: null });
  const other = await bob.instances.create(newInstance());
  expect((await foreign.next()).value, 'nobody else does').toMatchObject({ instance: other.id, action: 'create' });
  for (const stream of [news, resumed, foreign]) await stream.return();
});

test('once the clock is moved back, what is taken then is shown', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const anna = connector.clientOf('anna');
  for (const takenAt of ['2026-03-01T12:00:00.000Z', '2026-03-01T11:00:00.000Z']) {
    await connector.gateway.picture({ instance: id, takenAt, jpeg: jpegOf(100) });
    expect((await anna.instances.get({ id })).pictureAt).toBe(takenAt);
  }
});

test('an older picture that comes late replaces no newer one', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const newer = new Date();
  const older = new Date(newer.getTime() - 1000).toISOString();
  await connector.gateway.picture({ instance: id, takenAt: newer.toISOString(), jpeg: jpegOf(100) });
  await connector.gateway.picture({ instance: id, takenAt: older, jpeg: jpegOf(100, 2) });
  expect((await connector.clientOf('anna').instances.get({ id })).pictureAt).toBe(newer.toISOString());
});

test.each([
  ['no JPEG', Buffer.from('<svg onload=alert(1)>').toString('base64')],
  ['more than 32 KiB', jpegOf(32 * 1024 + 1)],
  ['much more', jpegOf(40_000)],
])('a picture that is %s is refused', async (_, jpeg) => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const picture = { instance: id, takenAt: new Date().toISOString(), jpeg };
  await expect(connector.gateway.picture(picture)).rejects.toMatchObject({ code: 'INPUT_INVALID', status: 400 });
  const unknown = { ...picture, instance: 'a123456789012345', jpeg: jpegOf(100) };
  await expect(connector.gateway.picture(unknown)).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
});
