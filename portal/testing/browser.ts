import { rawFetch } from './raw-fetch.ts';

/** What a browser is to a portal: it keeps cookies, says where a request comes from, and follows what it is told to. */
export function createBrowser(portalUrl: string) {
  const jars = new Map<string, Map<string, string>>();
  const jar = jarOf(portalUrl);

  /** By host and port, though a browser would not look at the port. */
  function jarOf(url: string): Map<string, string> {
    const { origin } = new URL(url);
    const known = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, known);
    return known;
  }

  function keep(url: string, response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split('; ');
      const name = pair.slice(0, pair.indexOf('='));
      const isGone = attributes.some(
        (one) => one === 'Max-Age=0' || one.toLowerCase().startsWith('expires=thu, 01 jan 1970'),
      );
      if (isGone) jarOf(url).delete(name);
      else jarOf(url).set(name, pair.slice(name.length + 1));
    }
  }

  function cookieHeader(url = portalUrl): string {
    return [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  type Options = { method?: string; headers?: Record<string, string>; body?: string; signal?: AbortSignal };

  async function ask(url: string, options: Options = {}): Promise<Response> {
    const cookie = cookieHeader(url);
    const headers = { ...(cookie === '' ? {} : { cookie }), ...options.headers };
    const response = await rawFetch(url, { ...options, headers });
    keep(url, response);
    return response;
  }

  /** A person goes there: redirects are followed until there is an answer, or for `hops`. */
  async function visit(url: string, hops = 10): Promise<{ url: string; response: Response }> {
    const headers = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const response = await ask(url, { headers });
    const location = response.headers.get('location');
    if (!location || hops === 0) return { url, response };
    await response.body?.cancel();
    return visit(new URL(location, url).href, hops - 1);
  }

  /** A page of the portal asks. */
  function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return ask(portalUrl + path, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        'x-atrium': 'page',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  function signIn(returnTo = '/', issuer?: string): Promise<{ url: string; response: Response }> {
    const query = new URLSearchParams({ returnTo, ...(issuer === undefined ? {} : { issuer }) });
    return visit(`${portalUrl}/sign-in?${query}`);
  }

  return { portalUrl, jar, ask, visit, call, signIn, cookieHeader };
}

export type TestBrowser = ReturnType<typeof createBrowser>;
