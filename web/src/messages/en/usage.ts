import type { Formats } from '../formats.ts';

export const usage = (f: Formats) => ({
  title: 'What you use',
  at: (facility: string) => `Yours at ${facility}`,
  asking: 'asking …',
  sentence: (coreHours: number, instances: number) =>
    instances === 0
      ? 'nothing this month'
      : `${f.number(coreHours)} core hours in ${f.number(instances)} ${f.plural(instances, { one: 'instance', other: 'instances' })} this month`,
  usedOf: (resource: string, used: number, max: number) =>
    resource.endsWith('Bytes') ? `${f.memory(used)} of ${f.memory(max)}` : `${f.number(used)} of ${f.number(max)}`,
  limits: { instances: 'Instances', cores: 'Cores', memoryBytes: 'Memory', gpus: 'GPUs', diskBytes: 'Disk' },
});
