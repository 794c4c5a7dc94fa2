import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';

type Options = { method?: string; headers?: Record<string, string>; body?: string; signal?: AbortSignal };

/** As `fetch`, with exactly the headers that are given: Node's own adds some that a browser decides. */
export function rawFetch(url: string, { method = 'GET', headers = {}, body, signal }: Options = {}): Promise<Response> {
  const length: Record<string, string> = body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method, headers: { ...length, ...headers }, ...(signal ? { signal } : {}) },
      (incoming) => {
        const pairs: [string, string][] = [];
        for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
          pairs.push([incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '']);
        }
        const status = incoming.statusCode ?? 0;
        const hasBody = ![204, 304].includes(status) && method !== 'HEAD';
        if (!hasBody) incoming.resume();
        // A response that is cut off is an error of whoever reads it.
        incoming.on('error', () => {});
        resolve(
          new Response(hasBody ? (Readable.toWeb(incoming) as ReadableStream) : null, { status, headers: pairs }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
