import type { FastifyReply } from 'fastify';

/** The one that signs in. Browsers take no `__Host-` cookie from another host, without TLS, or for a part of ours. */
export const loginCookie = '__Host-atrium';

/** `Lax`: the way back from the issuer is a navigation from another site. */
const options = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;

export function giveCookie(reply: FastifyReply, name: string, value: string, maxAge?: number): void {
  reply.setCookie(name, value, maxAge === undefined ? options : { ...options, maxAge });
}

export function clearCookie(reply: FastifyReply, name: string): void {
  reply.setCookie(name, '', { ...options, maxAge: 0 });
}
