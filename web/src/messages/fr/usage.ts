import type { Messages } from '../en.ts';
import type { Formats } from '../formats.ts';

export const usage = (f: Formats): Messages['usage'] => ({
  title: 'Ce que vous utilisez',
  at: (facility) => `À vous, à ${facility}`,
  asking: 'demande en cours …',
  sentence: (coreHours, instances) =>
    instances === 0
      ? 'rien ce mois-ci'
      : `${f.number(coreHours)} heures de cœur dans ${f.number(instances)} ${f.plural(instances, { one: 'instance', other: 'instances' })} ce mois-ci`,
  usedOf: (resource, used, max) =>
    resource.endsWith('Bytes') ? `${f.memory(used)} sur ${f.memory(max)}` : `${f.number(used)} sur ${f.number(max)}`,
  limits: { instances: 'Instances', cores: 'Cœurs', memoryBytes: 'Mémoire', gpus: 'GPU', diskBytes: 'Disque' },
});
