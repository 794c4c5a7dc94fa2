import { expect, test } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from './openapi.ts';

/** A refusal names its codes in the description of its body: a line for each. */
const refusal = z
  .object({ content: z.object({ 'application/json': z.object({ schema: z.object({ description: z.string() }) }) }) })
  .transform(({ content }) => content['application/json'].schema.description.split('\n'))
  .transform((lines) => lines.map((line) => line.slice(0, line.indexOf(':'))));
const operation = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  responses: z.record(z.string(), z.unknown()),
});
const { paths, 'x-error-codes': codes } = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), operation)),
    'x-error-codes': z.record(z.string(), z.object({ status: z.int() })),
  })
  .parse(await openApiDocument());
const operations = Object.values(paths).flatMap((methods) => Object.values(methods));

test.each(operations)('the document says who may call $operationId', ({ security }) => {
  const [person, machine] = [{ accessToken: ['person'] }, { accessToken: ['machine'] }];
  expect(security).toBeOneOf([[person], [machine], [{}, person, machine]]);
});

test.each(operations)('the document has the status of each code that $operationId names', ({ responses }) => {
  for (const [status, answer] of Object.entries(responses).filter(([status]) => Number(status) >= 400)) {
    for (const code of refusal.parse(answer))
      expect({ code, ...codes[code] }).toMatchObject({ status: Number(status) });
  }
});
