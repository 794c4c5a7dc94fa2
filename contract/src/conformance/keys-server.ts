import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keysPath } from './issuer.ts';

/** Publishes a key set, and nothing else, until it is closed. Port 0 takes a free one. */
export async function serveKeys({ host, port }: { host: string; port: number }, keys: () => object) {
  const server = createServer(({ url }, answer) => {
    const isThere = url === keysPath;
    answer.writeHead(isThere ? 200 : 404, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(isThere ? keys() : {}));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return { port: taken, close: () => server.close() };
}
