import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';

/**
 * An interface that costs as little as can be: it answers each request with the same bytes, `/1` with 1 KB and `/100` with
 * 100 KB, on a Unix socket and on a port. Its head has what a gateway must look at and change.
 */
const [socket = '', port = ''] = process.argv.slice(2);
const answers = new Map([1, 100].map((size) => [`GET /${size} `, answerOf(size * 1024)]));

function answerOf(length: number): Buffer {
  const head = [
    'HTTP/1.1 200 OK',
    'Server: bench',
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: application/octet-stream',
    `Content-Length: ${length}`,
    'Last-Modified: Mon, 05 Oct 2026 10:00:00 GMT',
    'ETag: "6523-400"',
    'Set-Cookie: _xsrf=2|1a2b3c4d|5e6f; Domain=localhost; Path=/',
    'Access-Control-Allow-Origin: *',
    'Accept-Ranges: bytes',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.alloc(length, 'x')]);
}

function serve(connection: Socket): void {
  let rest = '';
  connection.setNoDelay(true);
  connection.on('error', () => {}); // The other end has gone; so does this one.
  connection.on('data', (bytes: Buffer) => {
    const heads = (rest + bytes.toString('latin1')).split('\r\n\r\n');
    rest = heads.pop() ?? '';
    for (const head of heads) connection.write(answers.get(head.slice(0, head.indexOf(' ', 4) + 1)) ?? notFound);
  });
}
const notFound = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';

rmSync(socket, { force: true });
createServer(serve).listen(socket, () => {
  createServer(serve).listen(Number(port), '127.0.0.1', () => console.log('ready'));
});
