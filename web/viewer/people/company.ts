import type { ViewerSession } from '@atrium/contract/viewer/api';

export type Somebody = ViewerSession['people'][number] & { isSelf: boolean; drives: boolean };

/** Who is at a desktop together, and what oneself may do about keyboard and pointer. */
export type Company = {
  self: Somebody;
  /** Oneself first, then who is here. */
  people: Somebody[];
  /** Who alone has keyboard and pointer. */
  driver: Somebody | undefined;
  mayTake: boolean;
  mayFree: boolean;
  mayPassTo: Somebody[];
};

export function companyOf({ person, role, drives, people }: ViewerSession): Company {
  const isTaken = people.some(({ hasControl }) => hasControl);
  const all = people.map((one): Somebody => {
    const isSelf = one.id === person.id;
    const mayDrive = isSelf ? drives : one.isHere && mayControl(one.role);
    return { ...one, isSelf, isHere: isSelf || one.isHere, drives: isTaken ? one.hasControl : mayDrive };
  });
  // Alone, or before the facility has said who else there is.
  const self = all.find(({ isSelf }) => isSelf) ?? {
    ...{ ...person, role, drives, isSelf: true, isHere: true, hasControl: false },
  };
  const others = all.filter(({ isSelf }) => !isSelf);
  const driver = all.find(({ hasControl }) => hasControl);
  const decides = role === 'owner' || self.hasControl;
  return {
    self,
    people: [self, ...others.filter(({ isHere }) => isHere), ...others.filter(({ isHere }) => !isHere)],
    driver,
    mayTake: others.length > 0 && mayControl(role) && !self.hasControl && (role === 'owner' || !driver),
    mayFree: isTaken && decides,
    mayPassTo: others.filter((one) => decides && one.isHere && !one.hasControl && mayControl(one.role)),
  };
}

function mayControl(role: ViewerSession['role']): boolean {
  return role === 'owner' || role === 'collaborator';
}
