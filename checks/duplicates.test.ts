import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sources = globSync('{checks,contract,server,connector,gateway,portal,web,demo,bench,cli,e2e}/**/*.{ts,tsx}', {
  exclude: (name) => name.includes('node_modules') || name.endsWith('dist'),
});

test('no file imports one module twice', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.flatMap((file) => twice(readFileSync(file, 'utf8')).map((name) => `${file}: ${name}`))).toEqual([]);
});

test('an import that stands there twice is found, with types beside it or not', () => {
  const planted = `import { a } from './a.ts';\nimport b from 'b';\nimport {\n  type C,\n} from './a.ts';\n`;
  expect(twice(planted)).toEqual(['./a.ts']);
});

/** The modules that a file imports by more than one statement. */
function twice(source: string): string[] {
  const names = [...source.matchAll(/^(?:import|\}) [^;]*?from '([^']+)';|^import '([^']+)';/gm)].map(
    ([, from, alone]) => from ?? alone ?? '',
  );
  return names.filter((name, at) => names.indexOf(name) !== at);
}
