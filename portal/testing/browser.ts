import { rawFetch } from './raw-fetch.ts';

/** What a browser is to a portal: it keeps cookies, says where a request comes from, and follows what it is told to. */
export function createBrowser(portalUrl: string) {
  const jar = new Map<string, string>();

  function keep(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split('; ');
      const name = pair.slice(0, pair.indexOf('='));
      if (attributes.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, pair.slice(name.length + 1));
    }
  }

  function cookieHeader(): string {
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  type Options = { method?: string; headers?: Record<string, string>; body?: string; signal?: AbortSignal };

  async function ask(url: string, options: Options = {}): Promise<Response> {
    const isPortal = url.startsWith(portalUrl);
    const cookies: Record<string, string> = isPortal && jar.size > 0 ? { cookie: cookieHeader() } : {};
    const response = await rawFetch(url, { ...options, headers: { ...cookies, ...options.headers } });
    if (isPortal) keep(response);
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
