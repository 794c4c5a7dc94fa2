import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import type { OnEnd } from './portal.ts';

export type Answer = { status?: number; type?: string; headers?: Record<string, string>; body: unknown };
type Grant = { challenge: string; nonce: string; redirectUri: string };

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

/**
 * An identity provider that does everything right until a test has it do one thing wrong. It signs people in without
 * asking. Where a test sets a function, that decides what is answered; it is given what would have been right.
 */
export async function startIssuer(
  clock: () => Date = () => new Date(),
  onEnd: OnEnd = onTestFinished,
  { alg = 'ES256', path = '' } = {},
) {
  const pair = await generateKeyPair(alg, { extractable: true });
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg, use: 'sig' };
  const grants = new Map<string, Grant>();
  const refreshTokens = new Set<string>();
  const asked: { path: string; form: URLSearchParams }[] = [];
  const tamper = honest();

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  onEnd(stop);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const form = new URLSearchParams(await bodyOf(request));
    const below = pathname.slice(path.length);
    asked.push({ path: below, form });
    switch (below) {
      case '/.well-known/openid-configuration':
        return send(response, await tamper.discovery(discoveryDocument()));
      case '/jwks':
        return send(response, await tamper.jwks({ keys: [publicJwk] }));
      case '/authorize':
        return authorize(searchParams, response);
      case '/token':
        return send(response, await token(form));
      case '/userinfo':
        return send(response, await tamper.userinfo(tamper.person));
      default:
        return send(response, { body: {} });
    }
  }

  function discoveryDocument() {
    return {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      userinfo_endpoint: `${url}/userinfo`,
      jwks_uri: `${url}/jwks`,
      end_session_endpoint: `${url}/end-session`,
      revocation_endpoint: `${url}/revoke`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['ES256', 'RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const code = randomBytes(16).toString('hex');
    const redirectUri = query.get('redirect_uri') ?? '';
    grants.set(code, { challenge: query.get('code_challenge') ?? '', nonce: query.get('nonce') ?? '', redirectUri });
    const answer = tamper.response({ code, state: query.get('state') ?? '', iss: url });
    response.writeHead(303, { location: `${redirectUri}?${new URLSearchParams(answer)}` }).end();
  }

  async function token(form: URLSearchParams): Promise<Answer> {
    if (form.get('grant_type') === 'refresh_token') return refresh(form.get('refresh_token') ?? '');
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight = grant?.challenge === challenge && grant.redirectUri === form.get('redirect_uri');
    if (!isRight || !form.get('client_assertion')) return { status: 400, body: { error: 'invalid_grant' } };
    return tamper.token(await tokens(grant.nonce));
  }

  async function refresh(used: string): Promise<Answer> {
    const isKnown = tamper.rotates ? refreshTokens.delete(used) : refreshTokens.has(used);
    if (!isKnown) return { status: 400, body: { error: 'invalid_grant' } };
    return tamper.token(await tokens(undefined));
  }

  async function tokens(nonce: string | undefined): Promise<Record<string, unknown>> {
    const now = Math.floor(clock().getTime() / 1000);
    const { session: sid, person } = tamper;
    const right = { iss: url, aud: 'atrium', sub: String(person.sub), iat: now, exp: now + 300, auth_time: now, sid };
    const claims = await tamper.claims(nonce === undefined ? right : { ...right, nonce });
    const refreshToken = randomBytes(16).toString('hex');
    refreshTokens.add(refreshToken);
    return {
      access_token: randomBytes(16).toString('hex'),
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: refreshToken,
      id_token: await tamper.idToken(await sign(claims, tamper.header({ alg, kid: 'one', typ: 'JWT' })), claims),
    };
  }

  function sign(claims: JWTPayload, header: JWTHeaderParameters, key = pair.privateKey): Promise<string> {
    return new SignJWT(claims).setProtectedHeader(header).sign(key);
  }

  /** A good logout token; `claims` and `header` change what a test wants to be wrong, `undefined` takes it away. */
  function logoutToken(claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    const now = Math.floor(clock().getTime() / 1000);
    const right = {
      iss: url,
      aud: 'atrium',
      iat: now,
      exp: now + 120,
      jti: randomBytes(16).toString('hex'),
      sid: tamper.session,
      events: { [logoutEvent]: {} },
    };
    return sign({ ...right, ...claims }, { alg, kid: 'one', typ: 'logout+jwt', ...header });
  }

  async function stop(): Promise<void> {
    server.closeAllConnections();
    server.close();
  }

  const reset = () => void Object.assign(tamper, honest());

  return { url, tamper, reset, asked, sign, logoutToken, publicJwk, pair, grants, refreshTokens, stop };
}

/** What a test changes, as it is when nothing is wrong. */
function honest() {
  return {
    /** What is said of the person, at both places. */
    person: { sub: 'mira', voperson_id: 'mira@demo.atrium.example', name: 'Mira Okafor' } as Record<string, unknown>,
    claims: (right: JWTPayload): JWTPayload | Promise<JWTPayload> => right,
    header: (right: JWTHeaderParameters): JWTHeaderParameters => right,
    idToken: (right: string, _claims: JWTPayload): string | undefined | Promise<string | undefined> => right,
    response: (right: Record<string, string>): Record<string, string> => right,
    discovery: (right: Record<string, unknown>): Answer | Promise<Answer> => ({ body: right }),
    jwks: (right: unknown): Answer | Promise<Answer> => ({ body: right }),
    token: (right: Record<string, unknown>): Answer | Promise<Answer> => ({ body: right }),
    userinfo: (right: Record<string, unknown>): Answer | Promise<Answer> => ({ body: right }),
    rotates: true,
    session: 'session-1',
  };
}

export type TestIssuer = Awaited<ReturnType<typeof startIssuer>>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status = 200, type = 'application/json', headers = {}, body }: Answer): void {
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body));
}
