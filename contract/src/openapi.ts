import type { AnyContractRouter } from '@orpc/contract';
import { OpenAPIGenerator, type OpenAPIGeneratorGenerateOptions } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import * as z from 'zod';
import { errorBody } from './error-body.ts';
import { catalogue } from './errors.ts';

type About = { title: string; description: string };
type More = Pick<OpenAPIGeneratorGenerateOptions, 'servers' | 'security' | 'components' | 'commonSchemas'>;

/** A contract as an OpenAPI 3.1 document. Every refusal has the one shape; `x-error-codes` is the catalogue. */
export async function documentOf(contract: AnyContractRouter, about: About, { commonSchemas, ...more }: More) {
  const document = await new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(
    contract,
    {
      info: { ...about, version: '1.0.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      ...more,
      commonSchemas: { ...commonSchemas, Error: { schema: errorBody, strategy: 'output' } },
      customErrorResponseBodySchema: (defined) => ({
        $ref: '#/components/schemas/Error',
        description: defined.map(([code, message]) => `${code}: ${message}`).join('\n'),
      }),
    },
  );
  return { ...document, 'x-error-codes': errorCodes() };
}

/** The catalogue, as a connector in another language reads it. */
function errorCodes() {
  return Object.fromEntries(
    Object.entries(catalogue).map(([code, entry]) => [
      code,
      'data' in entry ? { ...entry, data: z.toJSONSchema(entry.data) } : entry,
    ]),
  );
}
