import type { Instance } from '@atrium/contract/v1/instances';

export function anInstance(more: Partial<Instance> = {}): Instance {
  return {
    id: 'k3v9q0zt5m1x8d2c',
    name: 'quiet heron',
    plan: 'notebook-small',
    environment: { id: 'notebook@2026.1', name: 'Notebook', version: '2026.1' },
    flavour: 'small',
    cores: 2,
    memoryBytes: 4_294_967_296,
    network: 'none',
    data: [],
    state: 'ready',
    reason: null,
    interfaces: [],
    owner: { id: 'p1', name: 'Mira Okafor' },
    role: 'owner',
    createdAt: '2026-11-25T09:14:00.000Z',
    startedAt: '2026-11-25T09:14:00.000Z',
    readyAt: '2026-11-25T09:14:05.000Z',
    endsAt: '2026-11-26T09:14:00.000Z',
    extendableTo: null,
    warnSeconds: 900,
    estimate: null,
    connections: 0,
    lastInputAt: null,
    pictureAt: null,
    ...more,
  };
}
