import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const compress = promisify(brotliCompress);

/** Lays a `.br` beside each script and style of the build, so that the portal compresses nothing while it answers. */
export function precompressed(): Plugin {
  let directory = '';
  return {
    name: 'precompressed',
    apply: 'build',
    configResolved: ({ build, root }) => {
      directory = join(root, build.outDir, build.assetsDir);
    },
    closeBundle: async () => {
      const files = (await readdir(directory)).filter((name) => /\.(?:js|css|svg)$/.test(name));
      await Promise.all(files.map((name) => compressFile(join(directory, name))));
    },
  };
}

async function compressFile(file: string): Promise<void> {
  const content = await readFile(file);
  const small = await compress(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  if (small.length < content.length) await writeFile(`${file}.br`, small);
}
