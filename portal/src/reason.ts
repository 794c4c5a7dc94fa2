import { ValidationError } from '@orpc/contract';
import * as z from 'zod';

const longest = 500;

/**
 * Why something of others failed, in words for the log. Errors of libraries carry what they could not read: answers with
 * tickets, tokens and what is said of a person. None of it is a reason.
 */
export function reasonOf(thrown: unknown): string {
  return chain(thrown).join(', for ').slice(0, longest);
}

/** The same as a cause: an error with nothing but the words. */
export function inWords(thrown: unknown): Error {
  return new Error(reasonOf(thrown));
}

function chain(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return typeof thrown === 'string' ? [thrown] : [];
  return [sentenceOf(thrown), ...chain(thrown.cause)];
}

function sentenceOf(error: Error): string {
  if (!(error instanceof ValidationError) && !(error instanceof z.ZodError)) return error.message;
  const issues = error.issues.map(({ path = [], message }) => `${path.map(String).join('.')}: ${message}`);
  return ['it has another shape', ...issues.slice(0, 5)].join('; ');
}
