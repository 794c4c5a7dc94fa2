import { lookup } from 'node:dns';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { isLoopback } from '@atrium/contract/secure-url';
import { mayDial } from './addresses.ts';
import { bounded, boundedEvents } from './bounded-body.ts';
import { FacilityMisbehaves, FacilityUnreachable } from './trouble.ts';

const answerTypes = ['application/json', 'image/jpeg', 'text/event-stream'];
const passedHeaders = ['content-type', 'etag', 'cache-control'];

type Limits = { longestAnswerBytes: number; longestEventBytes: number; silenceMs: number };
type Resolve = typeof lookup;

/**
 * `fetch` towards connectors, for which a facility is a stranger: no redirect is followed, nothing beyond the limits is
 * read, the address is checked after the name was resolved and is the one that is dialled. What only reads is sent again
 * once when a kept connection turns out to be gone; what changes something goes over a connection of its own, once.
 */
export function createFacilityHttp(
  { longestAnswerBytes, longestEventBytes, silenceMs }: Limits,
  resolve: Resolve = lookup,
) {
  const kept = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const fresh = { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };

  async function send(request: Request): Promise<Response> {
    const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
    return read(await dial(request, body));
  }

  async function dial(request: Request, body: Buffer | undefined, isSecond = false): Promise<IncomingMessage> {
    const url = new URL(request.url);
    const { hostname, protocol } = url;
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) && !mayDial(literal, isLoopback(request.url))) {
      throw new FacilityMisbehaves(`${literal} is not an address of a facility`);
    }
    const agents = request.method === 'GET' ? kept : fresh;
    const options = {
      method: request.method,
      headers: { ...Object.fromEntries(request.headers), ...(body ? { 'content-length': body.length } : {}) },
      signal: request.signal,
      lookup: lookupFor(request.url, resolve),
      maxHeaderSize: 16 * 1024,
    };
    const outgoing =
      protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https })
        : httpRequest(url, { ...options, agent: agents.http });
    outgoing.end(body);
    try {
      return await answerOf(outgoing);
    } catch (cause) {
      if (request.method === 'GET' && outgoing.reusedSocket && !isSecond && !request.signal.aborted) {
        return dial(request, body, true);
      }
      throw cause;
    }
  }

  function read(incoming: IncomingMessage): Response {
    const { statusCode: status = 0, headers } = incoming;
    const type =
      String(headers['content-type'] ?? '')
        .split(';')[0]
        ?.trim() ?? '';
    const problem = problemOf(incoming, type);
    if (problem) {
      incoming.destroy();
      throw problem;
    }
    const limited =
      type === 'text/event-stream'
        ? boundedEvents(incoming, { longestEventBytes, silenceMs })
        : bounded(incoming, longestAnswerBytes);
    const passed = passedHeaders.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    const hasBody = ![204, 304].includes(status);
    if (!hasBody) incoming.resume();
    return new Response(hasBody ? (Readable.toWeb(limited) as ReadableStream) : null, { status, headers: passed });
  }

  function problemOf({ statusCode: status = 0, headers }: IncomingMessage, type: string): Error | undefined {
    const length = Number(headers['content-length'] ?? 0);
    if (status < 200 || (status >= 300 && status < 400 && status !== 304)) {
      return new FacilityMisbehaves(`it answers ${status} and sends elsewhere`);
    }
    if (!answerTypes.includes(type) && status !== 204 && status !== 304) {
      // Of a gateway in front of it, whose connector is away.
      if (status >= 502 && status <= 504) return new FacilityUnreachable(`it answers ${status}`);
      return new FacilityMisbehaves(`it answers ${status} of type ${type.slice(0, 60)}`);
    }
    if (headers['content-encoding'] && headers['content-encoding'] !== 'identity') {
      return new FacilityMisbehaves('it answers in an encoding that was not asked for');
    }
    if (length > longestAnswerBytes) return new FacilityMisbehaves(`its answer has ${length} bytes`);
    return undefined;
  }

  function close(): void {
    for (const agent of [kept.http, kept.https, fresh.http, fresh.https]) agent.destroy();
  }

  return { send, close };
}

export type FacilityHttp = ReturnType<typeof createFacilityHttp>;

function answerOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', (cause) => reject(new FacilityUnreachable(cause.message, { cause })));
  });
}

/** What a name resolves to is checked, and that very address is dialled: a second answer of the name changes nothing. */
function lookupFor(url: string, resolve: Resolve): LookupFunction {
  const mayBeLoopback = isLoopback(url);
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = (error ? [] : found).filter(({ address }) => mayDial(address, mayBeLoopback));
      const [first] = addresses;
      if (error) callback(error, []);
      else if (!first) callback(new Error(`${hostname} resolves to no address of a facility`), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
