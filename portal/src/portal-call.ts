import { loginRequired } from '@atrium/contract/errors';
import type { Login } from './account/login.ts';

/** What every handler of the portal's own contract knows of its call. */
export type PortalCall = { login: Login | undefined; traceId: string };

/** The login of the call. Without one nothing begins by itself: the page decides whether to sign in. */
export function signedIn({ login }: PortalCall): Login {
  if (!login) throw loginRequired();
  return login;
}
