import { facilityBroken, loginRequired } from '@atrium/contract/errors';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { api } from '@atrium/contract/v1/api';
import { type AnyContractProcedure, getEventIteratorSchemaDetails, isContractProcedure } from '@orpc/contract';
import { implement, type Procedure } from '@orpc/server';
import type { Logins } from '../account/logins.ts';
import { keepAlive, type PortalCall } from '../portal-call.ts';
import type { FacilityClient } from './facility-client.ts';
import { falsehoodIn } from './falsehoods.ts';
import type { Streams } from './streams.ts';

/** What every relayed call knows: who calls, and whom. */
export type RelayedCall = PortalCall & { entry: FacilityEntry };

type Parts = { client: FacilityClient; logins: Logins; streams: Streams; withinMs: number };
type Call = (
  input: unknown,
  options: { context: unknown; signal?: AbortSignal; lastEventId?: string },
) => Promise<unknown>;
// biome-ignore lint/suspicious/noExplicitAny: of any operation of the contract
type AnyProcedure = Procedure<RelayedCall, any, any, any, any, any>;
type Routes = { [name: string]: AnyProcedure | Routes };

/** For the portal alone: no page asks for them. */
const ofMachines = ['access.endLogin', 'access.endPerson', 'access.logins'];
/** What a facility shows to everybody. */
const ofEverybody = [
  'facility.get',
  'environments.list',
  'flavours.list',
  'plans.list',
  'datasets.list',
  'datasets.get',
];

/**
 * One facility's own operations, as they stand in the Common API: one relay for all of them. What was asked goes on as
 * it came, for the connector may know fields that this portal does not; what is answered must fit the contract.
 */
export function createRelay({ client, logins, streams, withinMs }: Parts) {
  // Before the input is judged by the contract, it is kept as it came.
  const root = implement(api)
    .$context<RelayedCall>()
    .use(({ next }, input) => next({ context: { asked: input as unknown } }));

  return routerOf(api, []);

  function routerOf(contract: object, path: string[]): Routes {
    const routes = Object.entries(contract).flatMap(([name, below]): [string, AnyProcedure | Routes][] => {
      const operation = [...path, name];
      if (!isContractProcedure(below)) return [[name, routerOf(below, operation)]];
      return ofMachines.includes(operation.join('.')) ? [] : [[name, relayed(below, operation)]];
    });
    return Object.fromEntries(routes);
  }

  function relayed(contract: AnyContractProcedure, path: string[]): AnyProcedure {
    const operation = path.join('.');
    const { outputSchema, route } = contract['~orpc'];
    const isStream = getEventIteratorSchemaDetails(outputSchema) !== undefined;
    const ask = at<Call>(client, path);
    const implementer = at<{ handler: (handle: (call: HandlerCall) => Promise<unknown>) => AnyProcedure }>(root, path);

    return implementer.handler(async ({ input, context, signal, lastEventId }) => {
      const { entry, login, traceId, asked } = context;
      if (!login && !ofEverybody.includes(operation)) throw loginRequired();
      // Of a detailed input, only what the contract names: the rest are the browser's own headers.
      const passed = route.inputStructure === 'detailed' ? input : asked;
      const asking = { entry, as: login ? { login } : 'nobody', traceId, withinMs };
      if (isStream && login) {
        return streams.carry(
          login,
          signal,
          (until) => ask(passed, { context: asking, signal: until, lastEventId }) as Promise<AsyncIterator<unknown>>,
        );
      }
      const answer = await ask(passed, { context: asking, signal, lastEventId });
      // A picture is fetched by the page, again and again.
      if (operation !== 'instances.picture') await keepAlive(logins, context);
      const falsehood = falsehoodIn(operation, answer, entry);
      if (falsehood) throw facilityBroken({ facility: entry.id }, new Error(falsehood));
      if (login && operation === 'access.ticket') await logins.noteOpened(login, entry.id);
      return route.outputStructure === 'detailed' ? keptByItsBrowser(answer as DetailedAnswer) : answer;
    });
  }
}

type DetailedAnswer = { headers: Record<string, string> };

/** What is for one person is kept in that person's browser, whatever a facility says, and nowhere on the way. */
function keptByItsBrowser(answer: DetailedAnswer): DetailedAnswer {
  const [, seconds] = /\bmax-age=(\d{1,7})\b/.exec(answer.headers['cache-control'] ?? '') ?? [];
  const cacheControl = seconds === undefined ? 'private, no-cache' : `private, max-age=${seconds}`;
  return { ...answer, headers: { ...answer.headers, 'cache-control': cacheControl } };
}

type HandlerCall = {
  input: unknown;
  context: RelayedCall & { asked: unknown };
  signal?: AbortSignal;
  lastEventId?: string;
};

function at<Found>(tree: unknown, path: string[]): Found {
  return path.reduce((node, name) => (node as Record<string, unknown>)[name], tree) as Found;
}
