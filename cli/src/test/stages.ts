/**
 * What `./atrium test` runs, and how many minutes each stage may take on two cores. Two lanes run at once: one is bound
 * by the processor, one mostly waits for others. A test file belongs to the first stage with a pattern for it.
 */
export type Stage = { name: string; lane: 'processor' | 'waiting'; minutes: number; files: string[] };

export const stages: Stage[] = [
  {
    name: 'conformance',
    lane: 'waiting',
    minutes: 3,
    files: ['{cli,connector}/src/conformance.test.ts', 'e2e/python-connector/**'],
  },
  { name: 'crashes', lane: 'waiting', minutes: 4, files: ['**/*crash*.test.ts'] },
  { name: 'engines', lane: 'waiting', minutes: 5, files: ['connector/src/engines/**'] },
  { name: 'gateway', lane: 'waiting', minutes: 5, files: ['gateway/**'] },
  { name: 'federation', lane: 'waiting', minutes: 9, files: ['e2e/**', 'demo/src/federation/**'] },
  { name: 'accessibility', lane: 'processor', minutes: 8, files: ['web/**/accessibility*.test.ts'] },
  { name: 'pages', lane: 'processor', minutes: 8, files: ['web/**'] },
  { name: 'units and stores', lane: 'processor', minutes: 8, files: ['**'] },
];

/** The checks come before the tests, in the processor's lane. */
export const checks: { name: string; command: string[] }[] = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'types of the pages', command: ['tsc', '--noEmit', '--project', 'web'] },
  { name: 'Biome', command: ['biome', 'ci', '--error-on-warnings', '--colors=off'] },
  { name: 'knip', command: ['knip', '--no-progress'] },
];
export const checksMinutes = 2;
