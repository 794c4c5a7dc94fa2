import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { errors, type Provider } from 'oidc-provider';
import { headersOf, messagePage, signInPage } from './pages.ts';
import type { Account, Settings } from './settings.ts';

type Exchange = { request: IncomingMessage; response: ServerResponse };

/** The one interaction there is: a name and a password, at `/sign-in/<interaction>`. */
export function createSignIn(provider: Provider, { accounts, portal }: Settings) {
  return async function signIn(exchange: Exchange): Promise<void> {
    try {
      await serve(exchange);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      const message = 'It was finished, or took too long, or began in another browser. Begin again at the portal.';
      answer(exchange, 400, messagePage('This sign-in is over', message, portal.origin));
    }
  };

  async function serve({ request, response }: Exchange) {
    const { lastSubmission } = await provider.interactionDetails(request, response);
    if (request.method === 'GET') {
      const userName = String(lastSubmission?.userName ?? '');
      return answer({ request, response }, 200, signInPage({ userName, isWrong: false }));
    }
    if (request.method !== 'POST' || !isOwnForm(request)) {
      return answer({ request, response }, 403, messagePage('Refused', 'This form is not ours.', portal.origin));
    }

    const form = await readForm(request);
    if (form.get('action') === 'cancel') {
      const cancelled = { error: 'access_denied', error_description: 'The person cancelled the sign-in' };
      return provider.interactionFinished(request, response, cancelled);
    }
    const userName = form.get('userName') ?? '';
    const account = authenticate(accounts, userName, form.get('password') ?? '');
    if (!account) return answer({ request, response }, 401, signInPage({ userName, isWrong: true }));
    await provider.interactionFinished(request, response, { login: { accountId: account.id, amr: ['pwd'] } });
  }

  function answer({ response }: Exchange, status: number, page: string) {
    response.writeHead(status, headersOf(portal.origin)).end(page);
  }
}

/** Takes as long for an unknown name as for a wrong password. */
function authenticate(accounts: Account[], userName: string, password: string): Account | undefined {
  const account = accounts.find((one) => one.userName === userName.trim().toLowerCase());
  const isRight = timingSafeEqual(digest(account?.password ?? ''), digest(password));
  return account && isRight ? account : undefined;
}

function digest(password: string): Buffer {
  return hash('sha256', password, 'buffer');
}

/** A form of another site must not sign anybody in as somebody else. */
function isOwnForm({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'same-origin' || (site === undefined && headers.origin === `http://${headers.host}`);
}

const longestFormBytes = 4096;

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY) > longestFormBytes) {
    return new URLSearchParams();
  }
  return new URLSearchParams(await text(request));
}
