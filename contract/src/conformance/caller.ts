import * as z from 'zod';
import { errorBody } from '../error-body.ts';
import { catalogue, type ErrorCode } from '../errors.ts';
import { demand, demandEqual, NotOffered } from './expectation.ts';
import { type InputOf, isOptional, nameOf, type Operation, type OutputOf, requestOf } from './operation.ts';
import type { Answer, Sent } from './wire.ts';

/** What any operation may answer, whatever it names itself. */
const everywhere: ErrorCode[] = [
  'INPUT_INVALID',
  'MALFORMED_REQUEST',
  'REQUEST_FORBIDDEN',
  'ROUTE_NOT_FOUND',
  'BODY_TOO_LARGE',
  'CONTENT_TYPE_NOT_SUPPORTED',
  'TOO_MANY_REQUESTS',
  'INTERNAL',
  'DATABASE_UNAVAILABLE',
];

export type Caller = ReturnType<typeof createCaller>;

/** Somebody who calls operations, with a new good token each time; `undefined`: with none. */
export function createCaller(send: (sent: Sent) => Promise<Answer>, token: () => string | undefined) {
  function ask(operation: Operation, input: unknown, more: Sent['headers'] = []): Promise<Answer> {
    const { headers = [], ...sent } = requestOf(operation, input);
    const carried = token();
    const authorization: Sent['headers'] = carried === undefined ? [] : [['authorization', `Bearer ${carried}`]];
    return send({ ...sent, headers: [...authorization, ...headers, ...more] });
  }

  /** The answer of an operation that must succeed, strictly as the contract says it. */
  async function get<Of extends Operation>(operation: Of, input: InputOf<Of>): Promise<OutputOf<Of>> {
    return successOf(operation, unlessLacking(operation, await ask(operation, input)));
  }

  /** The refusal of an operation that must be refused with one of these codes. */
  async function refused<Of extends Operation>(operation: Of, input: InputOf<Of>, ...codes: ErrorCode[]) {
    const answer = await ask(operation, input);
    return refusalOf(codes.includes('NOT_OFFERED') ? answer : unlessLacking(operation, answer), codes, operation);
  }

  return { ask, get, refused, token };
}

function unlessLacking(operation: Operation, answer: Answer): Answer {
  if (isOptional(operation) && codeOf(answer) === 'NOT_OFFERED') throw new NotOffered(nameOf(operation));
  return answer;
}

export function successOf<Of extends Operation>(operation: Of, answer: Answer): OutputOf<Of> {
  const { successStatus = 200 } = operation['~orpc'].route;
  demandEqual(answer.status, successStatus, `the status of ${nameOf(operation)}`);
  return fitting(operation['~orpc'].outputSchema as z.ZodType, jsonOf(answer), nameOf(operation)) as OutputOf<Of>;
}

/** @returns the body; its code is one of these, its status that of the code, and the operation names it */
export function refusalOf(answer: Answer, codes: ErrorCode[], operation?: Operation) {
  demand(answer.status >= 400, `a refusal with ${codes.join(' or ')}`, answer.status);
  const body = fitting(errorBody, jsonOf(answer), 'the refusal');
  demand((codes as string[]).includes(body.code), `the code ${codes.join(' or ')}`, body.code);
  const { status, ...entry } = catalogue[body.code as ErrorCode];
  demandEqual(answer.status, status, `the status of ${body.code}`);
  if (operation) {
    const named = [...Object.keys(operation['~orpc'].errorMap), ...everywhere];
    demand(named.includes(body.code), `a code that ${nameOf(operation)} names`, body.code);
  }
  if ('data' in entry) fitting(entry.data, body.data, `data of ${body.code}`);
  return body;
}

/** Parsed, with nothing missing, nothing of another type, and nothing that the schema does not name. */
export function fitting<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  demand(parsed.success, `${what} to fit the contract: ${parsed.error && z.prettifyError(parsed.error)}`);
  const [extra] = unnamed(value, parsed.data, '');
  demand(extra === undefined, `${what} to have no field that the contract does not name`, extra);
  return parsed.data;
}

function unnamed(value: unknown, known: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = path ? `${path}.${name}` : name;
    const isNamed = typeof known === 'object' && known !== null && Object.hasOwn(known, name);
    return isNamed ? unnamed(inner, (known as Record<string, unknown>)[name], place) : [place];
  });
}

export function jsonOf({ headers, text }: Answer): unknown {
  demand(/^application\/json\b/.test(headers['content-type'] ?? ''), 'JSON', headers['content-type'] ?? 'no type');
  try {
    return JSON.parse(text);
  } catch {
    demand(false, 'JSON that can be read', text.slice(0, 100));
  }
}

/** `undefined`: it is no refusal in the one shape. */
function codeOf({ headers, text }: Answer): string | undefined {
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return undefined;
  return errorBody.safeParse(JSON.parse(text)).data?.code;
}
