import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

/** Builds the pages and the viewers, unless what they are made of is what it was. `asOwner`: as whose files. */
export async function buildWeb(root: string, asOwner: string[]): Promise<string> {
  const bundles = ['web', 'web/viewer'].filter((bundle) => existsSync(join(root, bundle, 'vite.config.ts')));
  const made = join(root, '.atrium/web');
  const wanted = digestOf(root);
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted && bundles.every((one) => built(root, one)))
    return 'there';

  for (const bundle of bundles) await run([...asOwner, 'vite', 'build', bundle, '--logLevel', 'warn'], { cwd: root });
  await mkdir(join(root, '.atrium'), { recursive: true });
  await writeFile(made, wanted);
  const { uid, gid } = statSync(root);
  await chown(made, uid, gid);
  return `built ${bundles.join(' and ')}`;
}

function built(root: string, bundle: string): boolean {
  return existsSync(join(root, bundle, 'dist'));
}

/** Of everything that may end up in a bundle: names and contents. */
function digestOf(root: string): string {
  const files = globSync(['{web,contract}/**/*', 'package-lock.json', 'tsconfig.json'], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => ['node_modules', 'dist'].includes(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
