import { ageMs } from '@atrium/server/age';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).max(20) });

/** A key that the portal has withdrawn counts for so long at most. */
const freshForMs = 5 * 60_000;
/** Anybody can name a key that is not there, and have us ask for it. */
const askAgainAfterMs = 10_000;
const answerWithinMs = 3_000;
const longestAnswer = 64 * 1024;

type Known = { keys: JWTVerifyGetKey; at: number };

/**
 * The portal's published keys: the address is configuration, nothing in a token names another. Asked for again when they
 * are a few minutes old, and when a token names one that is not among them; while the portal does not answer, the last
 * ones count on. Concurrent calls share one question.
 */
export function remoteKeys(url: string, { clock = () => new Date(), ask = fetch } = {}): JWTVerifyGetKey {
  let known: Known | undefined;
  let asking: Promise<void> | undefined;
  let askedAt = -Infinity;

  async function refresh(): Promise<void> {
    asking ??= fetchKeys().finally(() => {
      asking = undefined;
    });
    await asking;
  }

  async function fetchKeys(): Promise<void> {
    askedAt = clock().getTime();
    try {
      const answer = await ask(url, { redirect: 'error', signal: AbortSignal.timeout(answerWithinMs) });
      if (!answer.ok) throw new Error(`the portal's keys: ${answer.status}`);
      const parsed = keySet.parse(JSON.parse(await readCapped(answer)));
      known = { keys: createLocalJWKSet(parsed as JSONWebKeySet), at: clock().getTime() };
    } catch (error) {
      if (!known) throw error;
    }
  }

  return async (header, token) => {
    if (!known || ageMs(known.at, clock()) >= freshForMs) await refresh();
    const tried = known;
    try {
      return await (tried as Known).keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const isAnswerNew = known !== tried || asking !== undefined;
      if (!isAnswerNew && ageMs(askedAt, clock()) < askAgainAfterMs) throw error;
    }
    if (known === tried) await refresh();
    return (known as Known).keys(header, token);
  };
}

async function readCapped({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.length;
    if (length > longestAnswer) throw new Error("the portal's keys are too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
