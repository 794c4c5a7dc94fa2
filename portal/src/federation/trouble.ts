import { catalogue, type ErrorCode, facilityBroken, facilitySilent, loginRequired } from '@atrium/contract/errors';
import { ORPCError } from '@orpc/client';
import type * as z from 'zod';
import { inWords } from '../reason.ts';

/** It cannot be reached, or not in time. */
export class FacilityUnreachable extends Error {}
/** It answers what no connector answers. */
export class FacilityMisbehaves extends Error {}

/** Refusals that are no operation's own. */
const ofAnyOperation: ErrorCode[] = [
  'MALFORMED_REQUEST',
  'ROUTE_NOT_FOUND',
  'BODY_TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'INTERNAL',
  'DATABASE_UNAVAILABLE',
  'NOT_OFFERED',
];

type Facility = { id: string; silentSince: Date };

/**
 * What went wrong at a facility, as an error of the catalogue. A refusal that the contract knows keeps its code and
 * what the contract says of it; its sentence is ours, for a facility is a stranger whose text nobody has read.
 */
export function troubleOf(thrown: unknown, { id: facility, silentSince }: Facility, isAnonymous: boolean) {
  if (thrown instanceof ORPCError && isKnown(thrown)) {
    if (isAnonymous && thrown.code === 'UNAUTHENTICATED') return loginRequired();
    const { status, message, ...entry } = catalogue[thrown.code];
    const data = 'data' in entry && thrown.defined ? (entry.data as z.ZodType).parse(thrown.data) : undefined;
    return new ORPCError(thrown.code, { status, message, data });
  }
  const cause = inWords(thrown);
  return isSilence(thrown)
    ? facilitySilent({ facility, since: silentSince.toISOString() }, cause)
    : facilityBroken({ facility }, cause);
}

/** `defined`: this operation may refuse so, and its data fit the contract. */
function isKnown(error: ORPCError<string, unknown>): error is ORPCError<ErrorCode, unknown> {
  return Object.hasOwn(catalogue, error.code) && (error.defined || ofAnyOperation.some((code) => code === error.code));
}

/** The deepest cause says whether anything was heard at all. */
function isSilence(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof FacilityUnreachable) return true;
  if ('code' in thrown && ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String(thrown.code))) return true;
  return isSilence(thrown.cause);
}
