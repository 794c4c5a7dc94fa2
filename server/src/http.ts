import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { encodeError, toCatalogueError } from '@atrium/contract/error-body';
import { routeNotFound } from '@atrium/contract/errors';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import type { Context, Router } from '@orpc/server';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';

const longestBodyBytes = 256 * 1024;

/** Proxies in front cut what is silent for a minute. */
const keepAliveMs = 25_000;

type Options = {
  log: Logger;
  trustProxy?: boolean | string[];
  /** Whether `close()` cuts what is open, or waits for it: then end the streams first, and see `drain`. */
  closing?: 'cut' | 'wait';
  /** On every answer, also where no hook runs: on that to an address which cannot be read. */
  headers?: Record<string, string>;
};

/** A server whose every refusal, be it of Fastify, oRPC or our own code, has the one shape. Its bodies are JSON. */
export function createHttpServer({ log, trustProxy = false, closing = 'cut', headers = {} }: Options): FastifyInstance {
  const app: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: traceIdOf,
    bodyLimit: longestBodyBytes,
    forceCloseConnections: closing === 'cut',
    frameworkErrors: (error, request, reply) => refuse(error, request, reply.headers(headers)),
    trustProxy,
  });
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(headers);
  });
  app.addHook('onSend', async (_, reply) => sayHowToRead(reply));

  // JSON and nothing else. A page of another site can send text and forms without asking; it cannot send JSON.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) => refuse(routeNotFound(), request, reply));
  const closeUnused = watchUnused(app.server);
  app.addHook('preClose', async () => closeUnused());
  return app;
}

/**
 * Once called, connections on which nothing is asked are closed until the server is. Node closes those that are between
 * two requests when it begins to close, and leaves those that fall idle later or have not asked anything yet.
 */
function watchUnused(server: Server) {
  const unasked = new Set<Socket>();
  server.on('connection', (socket) => {
    unasked.add(socket);
    socket.once('close', () => unasked.delete(socket));
  });
  server.on('request', ({ socket }) => unasked.delete(socket));
  return function closeUnused(): void {
    const closing = setInterval(() => {
      for (const socket of unasked) socket.destroy();
      server.closeIdleConnections();
    }, 50);
    server.once('close', () => clearInterval(closing));
  };
}

/** JSON with its charset; and no proxy may compress or collect events, which would hold them back. */
function sayHowToRead(reply: FastifyReply): void {
  const type = String(reply.getHeader('content-type') ?? '');
  if (type === 'application/json') reply.header('content-type', 'application/json; charset=utf-8');
  if (type.startsWith('text/event-stream')) {
    reply.headers({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' });
  }
}

export type HttpServer = FastifyInstance;

/** Takes nothing new, lets what runs come to its end, and after `withinMs` cuts what is left. */
export async function drain(app: HttpServer, withinMs: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), withinMs);
  await app.close();
  clearTimeout(cut);
}

/** Serves a contract below `prefix`, which must hold no parameter of its own unless `contextOf` reads it. */
export function serveContract<Call extends Context>(
  app: HttpServer,
  // biome-ignore lint/suspicious/noExplicitAny: a router of any contract, whose initial context is Call
  router: Router<any, Call>,
  { prefix, contextOf }: { prefix: `/${string}`; contextOf: (request: FastifyRequest) => Promise<Call> },
): void {
  const handler = new OpenAPIHandler<Call & Edge>(router, {
    eventIteratorKeepAliveInterval: keepAliveMs,
    interceptors: [
      async ({ next, context }) => {
        try {
          return await next();
        } catch (thrown) {
          const { status, body } = refusal(thrown, context.traceId, context.log);
          return { matched: true, response: { status, headers: {}, body } };
        }
      },
    ],
  });

  app.all(`${prefix}/*`, async (request, reply) => {
    const call = await contextOf(request);
    const context = { ...call, traceId: request.id, log: request.log };
    const { matched } = await handler.handle(request, reply, { prefix: filled(prefix, request.params), context });
    if (!matched) throw routeNotFound();
  });
}

type Edge = { traceId: string; log: FastifyBaseLogger };

/** `/api/f/:facility/v1` as it stands in this request. */
function filled(prefix: `/${string}`, parameters: unknown): `/${string}` {
  const values = parameters as Record<string, string>;
  return prefix.replace(/:(\w+)/g, (_, name: string) => values[name] ?? '') as `/${string}`;
}

function refuse(thrown: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { status, body } = refusal(thrown, request.id, request.log);
  return reply.status(status).send(body);
}

/** The cause of what nobody foresaw goes to the log, and not into the answer. */
function refusal(thrown: unknown, traceId: string, log: FastifyBaseLogger) {
  const error = toCatalogueError(thrown);
  if (error.code === 'INTERNAL') log.error({ err: error.cause }, 'an unexpected error');
  else if (error.cause) log.info({ err: error.cause, code: error.code }, 'refused');
  return { status: error.status, body: encodeError(error, traceId) };
}

/** The trace that the caller began (W3C Trace Context), or a new one. */
function traceIdOf({ headers }: IncomingMessage): string {
  const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(headers.traceparent));
  return traceparent?.[1] ?? randomBytes(16).toString('hex');
}
