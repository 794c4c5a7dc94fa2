import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';
import { Unmet } from './step.ts';

/** What the local engine and its environments need, as the script beside them says it. */
export async function packagesOfEnvironments(root: string): Promise<string[]> {
  return (await run([join(root, prepare), 'packages'])).split('\n').filter((line) => line !== '');
}

/** What makes the root file system of notebooks; one of the packages above. */
export const makerOfNotebookRoot = 'mmdebstrap';

/** Where the root file system of notebooks lies, if it was made. */
export async function notebookRoot(root: string, cache: string): Promise<string | undefined> {
  const directory = join(cache, (await run([join(root, prepare), 'root-name'])).trim());
  return existsSync(directory) ? directory : undefined;
}

/** The root file system in which notebooks run: made once for each list of what is in it. */
export async function makeNotebookRoot(root: string, cache: string, asRoot: string[] | undefined): Promise<string> {
  if (await notebookRoot(root, cache)) return 'there';
  if (!asRoot) throw new Unmet('only root can make it: notebooks are unavailable');
  try {
    await run([...asRoot, join(root, prepare), 'root', cache]);
    return 'made';
  } catch (error) {
    throw new Unmet(`could not be made: notebooks are unavailable\n${(error as Error).message}`);
  }
}

const prepare = 'connector/environments/prepare.sh';
