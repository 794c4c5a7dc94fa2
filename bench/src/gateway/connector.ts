import { EventEmitter, on, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessEnded, ticketRefused } from '@atrium/contract/errors';
import { type Grant, gatewayApi } from '@atrium/contract/gateway/api';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { implement, withEventMeta } from '@orpc/server';

/** As often as a connector says that it is there, with nothing else to say. */
const beatMs = 5000;

/** A connector as its gateway sees it: it knows some grants by their cookies, and nothing ever happens to them. */
export async function startConnector(key: string) {
  const grants = new Map<string, Grant>();
  const followed = new EventEmitter();
  const { redeem, recall, changes, report, picture, control, router } = implement(gatewayApi);
  const handler = new OpenAPIHandler(
    router({
      redeem: redeem.handler(() => {
        throw ticketRefused();
      }),
      recall: recall.handler(({ input: { host, cookieHash } }) => {
        const grant = grants.get(cookieHash);
        if (grant?.host !== host) throw accessEnded();
        return grant;
      }),
      changes: changes.handler(async function* ({ signal }) {
        setImmediate(() => followed.emit('followed'));
        yield withEventMeta({ kind: 'following' as const }, { id: '0' });
        const beating = setInterval(() => followed.emit('beat'), beatMs);
        try {
          for await (const _ of on(followed, 'beat', signal && { signal })) {
            yield withEventMeta({ kind: 'following' as const }, { id: '0' });
          }
        } finally {
          clearInterval(beating);
        }
      }),
      report: report.handler(() => ({ over: [] })),
      picture: picture.handler(() => ({})),
      control: control.handler(() => ({})),
    }),
  );
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== `Bearer ${key}`) return void response.writeHead(401).end();
    await handler.handle(request, response, { prefix: '/gateway' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    /** Resolves when a gateway hears what happens. */
    followed: () => once(followed, 'followed'),
    know: (grant: Grant) => grants.set(grant.cookieHash, grant),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
