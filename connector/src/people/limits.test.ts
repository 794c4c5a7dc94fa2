import { expect, test } from 'vitest';
import { nobody } from './facts.ts';
import { boundsOf, type LimitRule, limitRule } from './limits.ts';

const none = { instances: null, cores: null, memoryBytes: null, gpus: null, diskBytes: null };
const registered = { facility: { ...none, cores: 800 }, person: { ...none, instances: 2, cores: 8 } };
const now = new Date('2026-06-01T12:00:00Z');
const anna = { id: 'panna', facts: { ...nobody, affiliations: ['student@lumen.test'], proposals: ['P1'] } };

const rule = (of: object, max: object, more: object = {}): LimitRule =>
  limitRule.parse({ of, max, when: [{ affiliation: 'student@lumen.test' }], ...more });
const team = { is: 'group', id: 'p1', title: 'Proposal P1' };
const person = { is: 'person' };

test('nobody is bound by the facility alone', () => {
  expect(boundsOf(registered, [], undefined, now)).toEqual([
    { level: 'facility', holder: 'facility', title: null, max: registered.facility },
  ]);
});

test('a person without a rule has what everybody has', () => {
  expect(boundsOf(registered, [], anna, now)).toMatchObject([
    { level: 'facility' },
    { level: 'person', holder: 'panna', max: registered.person },
  ]);
});

test('each group of which a rule holds bounds the person, by what it limits', () => {
  const rules = [
    rule(team, { cores: 32 }, { when: [{ proposal: 'P1' }] }),
    rule({ ...team, id: 'staff' }, { cores: 64 }, { when: [{ affiliation: 'staff@lumen.test' }] }),
    rule({ ...team, id: 'students' }, { instances: 0 }),
  ];
  expect(boundsOf(registered, rules, anna, now)).toMatchObject([
    { level: 'facility' },
    { level: 'group', holder: 'p1', title: 'Proposal P1', max: { ...none, cores: 32 } },
    { level: 'group', holder: 'students', max: { ...none, instances: 0 } },
    { level: 'person' },
  ]);
});

test('the first rule for a person that holds takes the place of what it limits', () => {
  const rules = [
    rule(person, { cores: 99 }, { when: [{ affiliation: 'staff@lumen.test' }] }),
    rule(person, { cores: 16 }),
    rule(person, { cores: 1, instances: 1 }),
  ];
  expect(boundsOf(registered, rules, anna, now).at(-1)?.max).toEqual({ ...none, instances: 2, cores: 16 });
});

test.each([
  ['2026-06-01T12:00:00Z', 8],
  ['2026-06-01T12:00:01Z', 16],
])('a rule that ends at %s gives %i cores at noon', (until, cores) => {
  const [, own] = boundsOf(registered, [rule(person, { cores: 16 }, { until })], anna, now);
  expect(own?.max.cores).toBe(cores);
});

test.each([
  ['limits nothing', team, {}],
  ['limits something else', team, { watts: 3 }],
  ['less than nothing', team, { cores: -1 }],
  ['a group without a name', { is: 'group' }, { cores: 1 }],
])('a rule that has %s is refused', (_, of, max) => {
  expect(limitRule.safeParse({ of, max, when: [{ everybody: true }] }).success).toBe(false);
});
