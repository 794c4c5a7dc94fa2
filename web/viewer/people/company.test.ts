import type { ViewerSession } from '@atrium/contract/viewer/api';
import { expect, test } from 'vitest';
import { companyOf } from './company.ts';

type Person = ViewerSession['people'][number];
const anna: Person = { id: 'anna', name: 'Anna Berg', role: 'owner', isHere: true, hasControl: false };
const bob: Person = { id: 'bob', name: 'Bob Carl', role: 'collaborator', isHere: true, hasControl: false };
const cleo: Person = { id: 'cleo', name: 'Cleo Dahl', role: 'viewer', isHere: true, hasControl: false };

function seenBy(self: Person, people: Person[], drives: boolean) {
  const { id, name, role } = self;
  return companyOf({ person: { id, name }, role, drives, people } as ViewerSession);
}
const drivers = ({ people }: ReturnType<typeof companyOf>) => people.filter(({ drives }) => drives).map(({ id }) => id);

test('alone, one drives and there is nothing to take or to pass', () => {
  for (const people of [[], [anna]]) {
    const seen = seenBy(anna, people, true);
    expect(seen).toMatchObject({ driver: undefined, mayTake: false, mayFree: false, mayPassTo: [] });
    expect(drivers(seen)).toEqual(['anna']);
  }
});

test('together, all who may type do, until one takes keyboard and pointer', () => {
  const free = seenBy(bob, [anna, bob, cleo], true);
  expect(drivers(free)).toEqual(['bob', 'anna']);
  expect(free).toMatchObject({ mayTake: true, mayFree: false, mayPassTo: [] });
});

test('a collaborator takes from nobody; the owner from everybody', () => {
  const taken = [{ ...anna, hasControl: true }, bob, cleo];
  expect(seenBy(bob, taken, false)).toMatchObject({ driver: { id: 'anna' }, mayTake: false, mayFree: false });
  const passed = [anna, { ...bob, hasControl: true }, cleo];
  expect(seenBy(anna, passed, false)).toMatchObject({ driver: { id: 'bob' }, mayTake: true, mayFree: true });
});

test('who has them passes them on, to who is here and may type', () => {
  const had = seenBy(bob, [anna, { ...bob, hasControl: true }, cleo], true);
  expect(had.mayPassTo.map(({ id }) => id)).toEqual(['anna']);
  expect(had.mayFree).toBe(true);
  const away = seenBy(bob, [{ ...anna, isHere: false }, { ...bob, hasControl: true }, cleo], true);
  expect(away.mayPassTo).toEqual([]);
});

test('a viewer decides nothing', () => {
  const seen = seenBy(cleo, [anna, bob, cleo], false);
  expect(seen).toMatchObject({ mayTake: false, mayFree: false, mayPassTo: [] });
});
