import {
  type AnyContractProcedure,
  type InferSchemaInput,
  type InferSchemaOutput,
  isContractProcedure,
} from '@orpc/contract';
import { api } from '../v1/api.ts';
import type { Sent } from './wire.ts';

/** One operation of the Common API, as `api.instances.get`. */
export type Operation = AnyContractProcedure;
type Schema<Of extends Operation, Side extends 'inputSchema' | 'outputSchema'> = NonNullable<Of['~orpc'][Side]>;
export type InputOf<Of extends Operation> = InferSchemaInput<Schema<Of, 'inputSchema'>>;
export type OutputOf<Of extends Operation> = InferSchemaOutput<Schema<Of, 'outputSchema'>>;

export const forEverybody: Operation[] = [
  api.facility.get,
  api.datasets.list,
  api.datasets.get,
  api.environments.list,
  api.flavours.list,
  api.plans.list,
];
export const forMachines: Operation[] = [api.access.endLogin, api.access.endPerson, api.access.logins];

/** What a facility with compute may do without. */
const optional: Operation[] = [...Object.values(api.members), ...Object.values(api.usage), api.instances.restart];
export const isOptional = (operation: Operation) => optional.includes(operation);

export const all: { name: string; operation: Operation }[] = operationsOf(api, []);
export const forPersons = all.filter(({ operation }) => ![...forEverybody, ...forMachines].includes(operation));

function operationsOf(contract: object, names: string[]): { name: string; operation: Operation }[] {
  if (isContractProcedure(contract)) return [{ name: names.join('.'), operation: contract }];
  return Object.entries(contract).flatMap(([name, inner]) => operationsOf(inner as object, [...names, name]));
}

export function nameOf(operation: Operation): string {
  return all.find((one) => one.operation === operation)?.name ?? 'an unknown operation';
}

/** The request of an operation, as the OpenAPI document says it: what is not in the path stands in the query of a GET, else in a body. */
export function requestOf(operation: Operation, input: unknown): Sent {
  const { method = 'POST', path = '/', inputStructure } = operation['~orpc'].route;
  const detailed =
    inputStructure === 'detailed' ? (input as { headers: Record<string, string>; body: object }) : undefined;
  const fields = { ...((detailed?.body ?? input ?? {}) as Record<string, unknown>) };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(fields[name]);
    delete fields[name];
    return encodeURIComponent(value);
  });
  const headers = Object.entries(detailed?.headers ?? {});
  if (method === 'GET') return { method, path: `/v1${filled}${queryOf(fields)}`, headers };
  if (method === 'DELETE') return { method, path: `/v1${filled}`, headers };
  const body = JSON.stringify(fields);
  return { method, path: `/v1${filled}`, headers: [...headers, ['content-type', 'application/json']], body };
}

function queryOf(fields: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) value.forEach((one, at) => void query.append(`${name}[${at}]`, String(one)));
    else if (value !== undefined) query.append(name, String(value));
  }
  return query.size > 0 ? `?${query}` : '';
}
