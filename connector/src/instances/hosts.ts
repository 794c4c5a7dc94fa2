import { mintHostLabel } from '@atrium/server/ids';
import type { Instance } from './instance.ts';

/** A host of its own for each interface, for as long as the instance is known; its label is never given again. */
export function hostsFor({ id: instanceId, spec }: Instance) {
  return spec.environment.interfaces.map(({ name }) => ({ label: mintHostLabel(), instanceId, interface: name }));
}
