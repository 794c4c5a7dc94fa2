import { loginRequired } from '@atrium/contract/errors';
import { portal } from '@atrium/contract/portal/api';
import { implement } from '@orpc/server';
import type { Login } from './account/login.ts';
import type { Logins } from './account/logins.ts';

/** What every handler knows of its call. */
export type PortalCall = {
  login: Login | undefined;
  traceId: string;
  /** No person asked for it: it does not keep the login alive. */
  isBackground: boolean;
};

/** The portal's own contract. Whatever a person asks keeps the login alive; the stream does not. */
export function createPortalRoutes(logins: Logins) {
  return implement(portal)
    .$context<PortalCall>()
    .use(async ({ context, path, next }) => {
      if (path[0] !== 'changes') await keepAlive(logins, context);
      return next();
    });
}

export type PortalRoutes = ReturnType<typeof createPortalRoutes>;

export async function keepAlive(logins: Logins, { login, isBackground }: PortalCall): Promise<void> {
  if (login && !isBackground) await logins.touch(login);
}

/** The login of the call. Without one nothing begins by itself: the page decides whether to sign in. */
export function signedIn({ login }: PortalCall): Login {
  if (!login) throw loginRequired();
  return login;
}
