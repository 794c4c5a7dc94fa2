import { expect, test } from 'vitest';
import { newInstance } from '../../testing/connector.ts';
import { sharedInstance } from '../../testing/shared-instance.ts';

const shared = sharedInstance();
const people = ['anna', 'bob', 'carol', 'dan', 'eve', 'fay'];

test('SEC-H42: what stands in a list is what may be had, for each person and each instance', async () => {
  await shared.join('bob', 'collaborator');
  await shared.join('carol', 'viewer');
  const dan = await shared.join('dan', 'collaborator');
  await shared.of('anna').members.remove({ instance: shared.id, person: dan });
  const { code } = await shared.invite('viewer');
  await shared.of('eve').members.look({ code });
  const own = await Promise.all(people.map((person) => shared.of(person).instances.create(newInstance())));
  const ids = [shared.id, ...own.map(({ id }) => id)].sort();

  const seen = await Promise.all(
    people.map(async (person) => {
      const client = shared.of(person);
      const { instances } = await client.instances.list({});
      const had = await Promise.all(ids.map((id) => client.instances.get({ id }).then(() => [id], refused)));
      return { person, listed: instances.map(({ id }) => id).sort(), had: had.flat() };
    }),
  );
  for (const { person, listed, had } of seen) expect(listed, person).toEqual(had);
  const parts = seen.filter(({ had }) => had.includes(shared.id)).map(({ person }) => person);
  expect(parts).toEqual(['anna', 'bob', 'carol']);
  expect(seen.map(({ had }) => had.length)).toEqual([2, 2, 2, 1, 1, 1]);
});

function refused({ code }: { code?: string }): string[] {
  expect(code).toBe('INSTANCE_NOT_FOUND');
  return [];
}
