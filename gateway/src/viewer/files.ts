import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { routeNotFound } from '@atrium/contract/errors';

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } };
const worthCompressing = 1024;

export type ViewerFile = { type: string; plain: Buffer; brotli: Buffer | undefined };

/**
 * The pages of the viewer as they were built, in memory: a few hundred kilobytes, and no request can name any other file.
 * @throws Error when they are not there
 */
export function readViewerFiles(directory: string) {
  const files = new Map<string, ViewerFile>();
  for (const entry of entriesOf(directory)) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const type = types[entry.name.slice(entry.name.lastIndexOf('.') + 1)];
    if (type) files.set(path.slice(directory.length).replace(/^\/+/, ''), fileOf(readFileSync(path), type));
  }
  const index = files.get('index.html');
  files.delete('index.html');
  if (!index) throw new Error(`viewerDirectory: ${directory} holds no built viewer (index.html). Run: ./atrium build`);

  function find(path: string): ViewerFile {
    const file = files.get(path);
    if (!file) throw routeNotFound();
    return file;
  }

  return { index: index.plain.toString(), find };
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
}

function fileOf(plain: Buffer, type: string): ViewerFile {
  const isWorth = plain.length >= worthCompressing && type !== types.woff2;
  return { type, plain, brotli: isWorth ? brotliCompressSync(plain, quality) : undefined };
}
