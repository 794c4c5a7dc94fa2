const longestAnswerBytes = 512 * 1024;

/**
 * `fetch` towards an identity provider: no redirect is followed, and of an answer no more is read than any document of
 * OpenID Connect needs. The caller's signal ends it.
 */
export async function boundedFetch(url: string, options: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...options, redirect: 'manual' });
  const { status, headers } = response;
  const hasBody = status >= 200 && ![204, 205, 304].includes(status);
  return new Response(hasBody ? await readBounded(response) : null, { status, headers: withoutEncoding(headers) });
}

async function readBounded({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > longestAnswerBytes) throw new Error(`the answer is longer than ${longestAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body has been decoded already. */
function withoutEncoding(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete('content-encoding');
  kept.delete('content-length');
  return kept;
}
