import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyTooLarge, crossSite, routeNotFound } from '@atrium/contract/errors';
import type { GatewayClient } from '@atrium/contract/gateway/client';
import type { Config } from '../config.ts';
import type { LiveGrant } from '../grants.ts';
import type { Guest } from '../guests.ts';
import { languageOf } from '../messages.ts';
import { everyAnswer, policyOf } from '../own-headers.ts';
import { ownPaths } from '../own-paths.ts';
import { readViewerFiles, type ViewerFile } from './files.ts';
import { createSessionApi } from './session.ts';

/** On every answer of the gateway's own on the host of a desktop. */
const always = { ...everyAnswer, 'Referrer-Policy': 'same-origin' };
const forData = { ...always, ...policyOf(), 'Cache-Control': 'no-store, no-transform' };

/** Without a length, a body is too large as well. */
const mostBodyBytes = 1024;

type Parts = Pick<Config, 'viewerDirectory' | 'portalUrl'> & { connector: Pick<GatewayClient, 'control'> };
type Visit = { grant: LiveGrant; guest: Guest; ownOrigin: string };

/** Serves the page of a viewer, and what it asks, to whoever has a grant for the interface on this host. */
export function createViewer({ viewerDirectory, portalUrl, connector }: Parts) {
  const files = readViewerFiles(viewerDirectory);
  const api = createSessionApi({ portalUrl, connector });

  return async function serve(request: IncomingMessage, response: ServerResponse, at: Visit): Promise<void> {
    const { url = '', method } = request;
    const [path = ''] = url.split('?');
    const isAsked = path.startsWith(`${ownPaths.api}/`);
    if (isAsked && method === 'POST') demandFromPage(request);
    else if (method !== 'GET' && method !== 'HEAD') throw routeNotFound();
    if (isAsked) return await answer(request, response, at);
    if (path === ownPaths.viewer) return void sendPage(response, at);
    sendFile(request, response, files.find(path.slice(ownPaths.viewer.length)));
  };

  async function answer(request: IncomingMessage, response: ServerResponse, { grant, guest }: Visit): Promise<void> {
    const stopping = new AbortController();
    guest.goodbye = () => stopping.abort();
    for (const [name, value] of Object.entries(forData)) response.setHeader(name, value);
    response.setHeader('X-Accel-Buffering', 'no');
    const { matched } = await api.handle(request, response, {
      prefix: ownPaths.api,
      context: { grant, stopping: stopping.signal },
    });
    if (!matched) throw routeNotFound();
  }

  function sendPage(response: ServerResponse, { grant: { said }, ownOrigin }: Visit): void {
    const html = `<html lang="${languageOf(said.language)}" data-scheme="${said.colourScheme}">`;
    const page = Buffer.from(files.index.replace(/<html[^>]*>/, html));
    response.writeHead(200, {
      ...always,
      ...pagePolicy(ownOrigin),
      'Permissions-Policy':
        'clipboard-read=(self), clipboard-write=(self), fullscreen=(self), camera=(), geolocation=(), microphone=()',
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Length': page.length,
      'Cache-Control': 'no-store',
    });
    response.end(page);
  }
}

/**
 * What changes something comes from the page of the viewer itself, and is small.
 * @throws CROSS_SITE, BODY_TOO_LARGE
 */
function demandFromPage({ headers }: IncomingMessage): void {
  if (headers['sec-fetch-site'] !== 'same-origin' || headers['x-atrium'] !== 'page') throw crossSite();
  const length = Number(headers['content-length']);
  if (!(length <= mostBodyBytes)) throw bodyTooLarge();
}

/** Its own files, its own WebSocket, and pictures that it draws itself. */
function pagePolicy(ownOrigin: string) {
  const sources = "script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:";
  const webSocket = ownOrigin.replace(/^http/, 'ws');
  return policyOf(
    sources,
    `connect-src 'self' ${webSocket}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  );
}

/** The names of built files change with what is in them. */
function sendFile({ headers }: IncomingMessage, response: ServerResponse, { type, plain, brotli }: ViewerFile): void {
  const packed = /\bbr\b/.test(String(headers['accept-encoding'])) ? brotli : undefined;
  const body = packed ?? plain;
  response.writeHead(200, {
    ...always,
    ...policyOf(),
    'Content-Type': type,
    'Content-Length': body.length,
    'Cache-Control': 'private, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
    ...(packed && { 'Content-Encoding': 'br' }),
  });
  response.end(body);
}
