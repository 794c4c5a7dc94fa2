import { createHash } from 'node:crypto';
import { interfaceKind, interfaceName } from '@atrium/contract/v1/values';
import { type Document, isMap, isPair, isScalar, LineCounter, type ParsedNode, parseDocument, visit } from 'yaml';
import * as z from 'zod';
import type { OfferedInterface } from '../engines/engine.ts';

const text = z.string().min(1);

const common = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/),
  title: text.max(80),
  description: text.max(1000),
  software: z.array(text.max(120)).max(100).default([]),
  techniques: z.array(text.max(120)).max(100).default([]),
  archived: z.boolean().default(false),
  interfaces: z
    .array(z.strictObject({ name: interfaceName, kind: interfaceKind, title: text.max(60) }))
    .min(1)
    .max(8)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two interfaces have the same name'),
  engines: z.record(z.string(), z.unknown()),
});

/** What an environment's file says. `parts`: one for each kind of engine that can run it. */
export type EnvironmentFile = Omit<z.output<typeof common>, 'engines'> & {
  /** Its name and its version. */
  id: string;
  interfaces: OfferedInterface[];
  parts: Record<string, unknown>;
  /** Of the bytes of the file. */
  sha256: string;
  /** Where a field stands: the line of it, or of the nearest one above it that is there. */
  lineOf: (path: PropertyKey[]) => number;
};

/** An error of a file, for whoever wrote it. */
export class EnvironmentFileError extends Error {
  constructor(file: string, line: number, field: string, message: string) {
    super(`${file}, line ${line}${field === '' ? '' : `, ${field}`}: ${message}`);
  }
}

/** @throws EnvironmentFileError that names file, line and field. */
export function parseEnvironmentFile(file: string, bytes: Buffer): EnvironmentFile {
  const lines = new LineCounter();
  const document = parseDocument(bytes.toString('utf8'), { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax) throw new EnvironmentFileError(file, lines.linePos(syntax.pos[0]).line, '', plain(syntax.message));
  nameNullEngine(document.contents);

  const lineOf = (path: PropertyKey[]) => {
    for (let length = path.length; length > 0; length--) {
      const at = startOf(document.contents, path.slice(0, length));
      if (at !== undefined) return lines.linePos(at).line;
    }
    return 1;
  };
  const parsed = common.safeParse(contentsOf(file, document, lines));
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const path = first?.path ?? [];
    throw new EnvironmentFileError(file, lineOf(path), path.join('.'), first?.message ?? 'cannot be used');
  }
  const { engines, ...rest } = parsed.data;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...rest, id: `${rest.name}@${rest.version}`, parts: engines, sha256, lineOf };
}

/** As plain values. An alias must go somewhere, and may not unfold without end. */
function contentsOf(file: string, document: Document.Parsed, lines: LineCounter): unknown {
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) || !alias.range) return;
      throw new EnvironmentFileError(file, lines.linePos(alias.range[0]).line, '', `*${alias.source} goes nowhere`);
    },
  });
  try {
    return document.toJS();
  } catch (error) {
    throw new EnvironmentFileError(file, 1, '', (error as Error).message);
  }
}

/** In YAML, `null:` is a key that is nothing; here it is the name of an engine. */
function nameNullEngine(contents: ParsedNode | null): void {
  visit(contents, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === null) key.value = 'null';
    },
  });
}

/** Where the key of a field begins, or the entry of a list. */
function startOf(contents: ParsedNode | null, path: PropertyKey[]): number | undefined {
  const last = path.at(-1);
  const parent: unknown =
    path.length === 1 ? contents : (contents as { getIn?: GetIn } | null)?.getIn?.(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
    return isPair(pair) && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
  }
  const entry = (parent as { get?: (key: unknown, keep: true) => unknown } | undefined)?.get?.(last, true);
  return (entry as { range?: [number, number, number] } | undefined)?.range?.[0];
}

type GetIn = (path: Iterable<unknown>, keepScalar: true) => unknown;

/** The message without the piece of text and the arrow that YAML adds below it. */
function plain(message: string): string {
  return message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
}
