import { createServer, type Socket } from 'node:net';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { desk } from '../../testing/at-desktop.ts';
import { startDesktop } from '../../testing/desktop.ts';
import { send, startGatewayAlone, startInterface, startTestGateway } from '../../testing/gateway.ts';
import { openViewer } from '../../testing/viewer.ts';
import { run, secrets, startXvnc } from '../../testing/xvnc.ts';
import { toJpeg } from './jpeg.ts';
import { lookAt } from './screen.ts';

const { signal } = new AbortController();
const instance = 'a123456789012345';

test('a picture of a real desktop shows its colours, is 5 : 3, and takes at most 32 KiB', async () => {
  const desktop = await startXvnc({ geometry: '1000x600' });
  await run('xsetroot', ['-solid', '#2472b3'], { env: desktop.env });
  const { connector } = await startTestGateway();
  connector.want({ kind: 'pictureWanted', instance, reach: desktop.reach, viewSecret: secrets.watching });
  await vi.waitFor(() => expect(connector.pictures).toHaveLength(1), 10_000);
  const jpeg = Buffer.from(connector.pictures[0]?.jpeg ?? '', 'base64');
  expect(jpeg.length).toBeLessThanOrEqual(32 * 1024);
  const { width, height, format } = await sharp(jpeg).metadata();
  expect([width, height, format]).toEqual([640, 384, 'jpeg']);
  const { dominant } = await sharp(jpeg).stats();
  expect([dominant.r >> 5, dominant.g >> 5, dominant.b >> 5]).toEqual([0x24 >> 5, 0x72 >> 5, 0xb3 >> 5]);
});

test('it is taken by the secret that only watches', async () => {
  const desktop = await startDesktop([secrets.full, secrets.watching]);
  const { connector } = await startTestGateway();
  connector.want({ kind: 'pictureWanted', instance, reach: desktop.reach, viewSecret: secrets.watching });
  await vi.waitFor(() => expect(desktop.viewers[0]?.secret).toBe(secrets.watching), 5_000);
});

test('while somebody is connected one is taken now and then; of a desktop that nobody looks at, none', async () => {
  const desktop = await startXvnc();
  const { port, connector } = await startTestGateway({ limits: { pictureMs: 300 } });
  const wanted = { reach: desktop.reach, interface: desk, secret: secrets.full, viewSecret: secrets.watching };
  const granted = connector.grant(wanted);
  await send(port, { path: '/.atrium/api/session', headers: ['Host', granted.host, 'Cookie', granted.cookie] });
  const viewer = await openViewer(port, granted);
  const [began] = [Date.now()];
  await vi.waitFor(() => expect(connector.pictures.length).toBe(3), 10_000);
  expect(Date.now() - began).toBeGreaterThanOrEqual(600);
  viewer.socket.close();
  await viewer.closed;
  const taken = connector.pictures.length;
  const other = connector.grant({
    ...wanted,
    instance: { ...granted.grant.instance, id: 'b123456789012345' },
    viewSecret: null,
  });
  await openViewer(port, other);
  connector.want({
    kind: 'pictureWanted',
    instance: 'c123456789012345',
    reach: desktop.reach,
    viewSecret: secrets.watching,
  });
  await vi.waitFor(() => expect(connector.pictures.at(-1)?.instance).toBe('c123456789012345'), 5_000);
  expect(new Set(connector.pictures.slice(0, -1).map((picture) => picture.instance))).toEqual(new Set([instance]));
  expect(connector.pictures.length - taken).toBeLessThanOrEqual(2);
});

/** What a desktop says after its greeting, which names this width and height. */
function startHostile(width: number, height: number, say: (connection: Socket) => void) {
  const init = Buffer.alloc(24);
  init.writeUInt16BE(width, 0);
  init.writeUInt16BE(height, 2);
  init.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4);
  return startInterface(
    createServer((connection) => {
      connection.write(Buffer.concat([Buffer.from('RFB 003.008\n\x01\x02'), Buffer.alloc(16), Buffer.alloc(4), init]));
      say(connection);
    }),
  );
}

const rectangle = (left: number, top: number, width: number, height: number, encoding: number) => {
  const header = Buffer.alloc(12);
  for (const [at, value] of [left, top, width, height].entries()) header.writeUInt16BE(value, 2 * at);
  header.writeInt32BE(encoding, 8);
  return header;
};
const update = (count: number) => Buffer.from([0, 0, count >> 8, count & 255]);

test('a desktop that answers before anything is drawn on it is looked at again, and one that stays black is taken', async () => {
  let looks = 0;
  const late = await startHostile(16, 16, (connection) => {
    const pixel = ++looks < 3 ? [0, 0, 0, 0] : [0x24, 0x72, 0xb3, 0];
    connection.write(
      Buffer.concat([update(1), rectangle(0, 0, 16, 16, 0), Buffer.from(Array(256).fill(pixel).flat())]),
    );
  });
  const { connector } = await startTestGateway();
  connector.want({ kind: 'pictureWanted', instance, reach: late, viewSecret: 'x' });
  await vi.waitFor(() => expect(connector.pictures).toHaveLength(1), 10_000);
  expect(looks).toBe(3);
  const { dominant } = await sharp(Buffer.from(connector.pictures[0]?.jpeg ?? '', 'base64')).stats();
  expect(dominant.b >> 5).toBe(0xb3 >> 5);

  const black = await startXvnc();
  connector.want({ kind: 'pictureWanted', instance, reach: black.reach, viewSecret: secrets.watching });
  await vi.waitFor(() => expect(connector.pictures).toHaveLength(2), 10_000);
});

test.each<[string, (connection: Socket) => void]>([
  ['that closes', (connection) => connection.end()],
  ['of an unknown message', (connection) => connection.write(Buffer.from([99]))],
  [
    'of an encoding that nobody asked for',
    (connection) => connection.write(Buffer.concat([update(1), rectangle(0, 0, 9, 9, 16)])),
  ],
  ['of a clipboard of 2 GB', (connection) => connection.write(Buffer.from([3, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]))],
])('SEC-H14: a desktop %s costs its picture, and the next one is taken', async (_, say) => {
  const { connector } = await startTestGateway();
  const hostile = await startHostile(640, 480, say);
  const good = await startXvnc();
  connector.want({ kind: 'pictureWanted', instance, reach: hostile, viewSecret: 'x' });
  connector.want({
    kind: 'pictureWanted',
    instance: 'b123456789012345',
    reach: good.reach,
    viewSecret: secrets.watching,
  });
  await vi.waitFor(
    () => expect(connector.pictures.map((picture) => picture.instance)).toEqual(['b123456789012345']),
    10_000,
  );
});

test('SEC-H14: rectangles beyond the screen, and without end, draw nothing and end', async () => {
  const beyond = await startHostile(16, 16, (connection) => {
    connection.write(Buffer.concat([update(1), rectangle(60_000, 60_000, 16, 16, 0), Buffer.alloc(16 * 16 * 4, 255)]));
  });
  const { pixels } = await lookAt(beyond, 'x', signal);
  expect(pixels.every((byte) => byte === 0)).toBe(true);
  const endless = await startHostile(16, 16, (connection) => {
    const many = Buffer.concat([update(65_535), ...Array.from({ length: 65_535 }, () => rectangle(0, 0, 0, 0, 0))]);
    connection.write(many);
    connection.write(many);
  });
  await expect(lookAt(endless, 'x', signal)).rejects.toThrow('endless');
});

test('SEC-H14: a desktop of 65,535 by 65,535 pixels is looked at in the memory of a small one', {
  timeout: 60_000,
}, async () => {
  const { port, connector, growthDuring } = await startGatewayAlone();
  // Half a gigabyte in all: whoever kept it would show it, whenever memory is given back.
  const row = Buffer.alloc(65_535 * 4);
  const rows = 2_000;
  let sent = 0;
  const huge = await startHostile(65_535, 65_535, (connection) => {
    connection.write(Buffer.concat([update(1), rectangle(0, 0, 65_535, 65_535, 0)]));
    const pour = () => {
      while (!connection.destroyed && sent < rows) {
        sent++;
        if (!connection.write(row)) break;
      }
    };
    connection.on('drain', pour);
    pour();
  });
  const growth = await growthDuring(async () => {
    connector.want({ kind: 'pictureWanted', instance, reach: huge, viewSecret: 'x' });
    await vi.waitFor(() => expect(sent).toBe(rows), 20_000);
  });
  expect(growth / 1_048_576).toBeLessThan(200);
  expect((await send(port, { headers: ['Host', `${'a'.repeat(26)}.apps.localhost`] })).status).toBe(401);
});

test('a larger screen is thinned out evenly, and its corners are where they were', async () => {
  const [width, height] = [4_000, 3_000];
  const white = await startHostile(width, height, (connection) => {
    const row = (top: number) => {
      const pixels = Buffer.alloc(width * 4);
      if (top >= height / 2) pixels.fill(255, (width / 2) * 4);
      return pixels;
    };
    connection.write(Buffer.concat([update(1), rectangle(0, 0, width, height, 0)]));
    for (let top = 0; top < height; top++) connection.write(row(top));
  });
  const screen = await lookAt(white, 'x', signal);
  expect([screen.width, screen.height]).toEqual([2_000, 1_500]);
  const at = (left: number, top: number) => screen.pixels[(top * screen.width + left) * 3];
  expect([at(0, 0), at(1_999, 0), at(0, 1_499), at(1_999, 1_499), at(999, 749), at(1_000, 750)]).toEqual([
    0, 0, 0, 255, 0, 255,
  ]);
});

test('also of pure noise a picture of 32 KiB can be made', async () => {
  const { randomBytes } = await import('node:crypto');
  const jpeg = await toJpeg({ width: 1_000, height: 700, pixels: randomBytes(1_000 * 700 * 3) });
  expect(jpeg.length).toBeLessThanOrEqual(32 * 1024);
});
