import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod';

type More = {
  /** Values that stand in for what the file leaves out. */
  environment?: Record<string, string | undefined>;
  /** Settings that open something: a file that holds one is for its owner's eyes alone. */
  secrets?: string[];
};

/**
 * Reads a file of settings, once.
 * @throws Error that names every missing or wrong setting, what it is for, and an example; or the secret that others may
 *   read.
 */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  file: string,
  { environment = {}, secrets = [] }: More = {},
): z.output<Schema> {
  const written = parseJson(file);
  const held = secrets.filter((name) => Object.hasOwn(written, name));
  if (held.length > 0 && (statSync(file).mode & 0o077) !== 0) {
    throw new Error(`${file} holds ${held.join(' and ')} and may be read by others: its mode must be 0600`);
  }
  return parseSettings(schema, file, { ...environment, ...written });
}

/** As `readSettings`, for what has been read already. */
export function parseSettings<Schema extends z.ZodType>(schema: Schema, file: string, written: unknown) {
  const parsed = schema.safeParse(written);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) => explain(schema, issue));
  throw new Error(`${file} cannot be used:\n${complaints.join('\n')}`);
}

function parseJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function explain(schema: z.ZodType, { path, message }: z.core.$ZodIssue): string {
  const { description, examples } = documentationOf(schema, path);
  const example = Array.isArray(examples) ? ` Example: ${JSON.stringify(examples[0])}` : '';
  return `  ${path.join('.') || '(whole file)'}: ${message}. ${description ? `${description}.` : ''}${example}`;
}

/** The nearest setting on the way to `path` that says what it is for. */
function documentationOf(root: z.ZodType, path: PropertyKey[]): z.core.GlobalMeta {
  let schema: unknown = root;
  let documentation: z.core.GlobalMeta = {};
  for (const key of path) {
    schema = unwrapped(schema);
    if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodObject) schema = schema.shape[key as string];
    else break;
    if (schema instanceof z.ZodType) documentation = schema.meta() ?? documentation;
  }
  return documentation;
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
    ? unwrapped(schema.unwrap())
    : schema;
}
