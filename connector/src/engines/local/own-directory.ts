import { lstat, mkdir } from 'node:fs/promises';

/**
 * Makes a directory that nobody but this account may look into, or takes it when it is exactly that already. Its parent
 * must be there. What somebody else has put in its place, a symbolic link too, is never used.
 * @throws Error that names the directory and what is wrong with it.
 */
export async function ownDirectory(path: string): Promise<'made' | 'there'> {
  try {
    await mkdir(path, { mode: 0o700 });
    return 'made';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = await lstat(path);
  if (!found.isDirectory()) throw new NotOurs(path, 'is no directory');
  if (found.uid !== process.getuid?.()) throw new NotOurs(path, 'belongs to somebody else');
  if ((found.mode & 0o077) !== 0) throw new NotOurs(path, 'is open to others (its mode must be 0700)');
  return 'there';
}

export class NotOurs extends Error {
  constructor(path: string, what: string) {
    super(`${path} ${what}`);
  }
}
