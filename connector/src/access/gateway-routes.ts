import { timingSafeEqual } from 'node:crypto';
import { accessEnded, unauthenticated } from '@atrium/contract/errors';
import { gatewayApi } from '@atrium/contract/gateway/api';
import { hashSecret } from '@atrium/server/ids';
import { implement } from '@orpc/server';
import type { Members } from '../members/members.ts';
import { followGrants } from './feed.ts';
import type { Grants } from './grants.ts';
import type { Pictures } from './pictures.ts';

type Parts = Parameters<typeof followGrants>[0] & {
  grants: Grants;
  members: Pick<Members, 'control'>;
  pictures: Pictures;
};

/** What the gateways of this facility ask, and nobody else. */
export function createGatewayRoutes(parts: Parts) {
  const { grants, members, pictures } = parts;
  const os = implement(gatewayApi);
  return os.router({
    redeem: os.redeem.handler(({ input }) => grants.redeem(input)),
    recall: os.recall.handler(({ input }) => grants.recall(input)),
    changes: os.changes.handler(async ({ lastEventId, signal }) => followGrants(parts, lastEventId, signal)),
    report: os.report.handler(async ({ input }) => ({ over: await grants.report(input.grants) })),
    control: os.control.handler(async ({ input: { id, ...asked } }) => {
      const grant = await grants.find(id);
      if (!grant) throw accessEnded();
      await members.control(grant.person, null, grant.instance.id, asked);
      return {};
    }),
    picture: os.picture.handler(async ({ input }) => {
      await pictures.keep(input);
      return {};
    }),
  });
}

/** @throws UNAUTHENTICATED. Compared by their hashes, so that time tells nothing of the key. */
export function demandGatewayKey(key: string, authorizations: string[]): void {
  const [shown, ...more] = authorizations;
  const isRight =
    shown !== undefined &&
    more.length === 0 &&
    timingSafeEqual(Buffer.from(hashSecret(shown)), Buffer.from(hashSecret(`Bearer ${key}`)));
  if (!isRight) throw unauthenticated();
}
