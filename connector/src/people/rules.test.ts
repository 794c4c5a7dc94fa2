import { expect, test } from 'vitest';
import { type Condition, holdsAny } from './condition.ts';
import { type Facts, nobody, trustedEntitlements } from './facts.ts';
import { parseProposals, proposalsOf } from './proposals.ts';
import { accountOf, parseRules, type RulesFile, rightsOf } from './rules.ts';

const idp = 'https://login.test';
const trust = { namespaces: ['urn:geant:lumen.test'], authorities: ['login.lumen.test'] };
const group = 'urn:geant:lumen.test:group:team';

const facts = (
  claims: { entitlements?: string[]; affiliations?: string[]; assurance?: string[]; sub?: string } = {},
) => {
  const { entitlements = [], affiliations = [], assurance = [], sub = 'anna@lumen.test' } = claims;
  const held = trustedEntitlements({ entitlements, affiliations, assurance }, trust);
  return { ...nobody, person: { idp, sub }, entitlements: held, affiliations, assurance };
};

const held: [Condition, Facts, boolean][] = [
  [{ everybody: true }, nobody, true],
  [{ person: { idp, sub: 'anna@lumen.test' } }, facts(), true],
  [{ person: { idp: 'https://other.test', sub: 'anna@lumen.test' } }, facts(), false],
  [{ person: { idp, sub: 'anna@lumen.test' } }, nobody, false],
  [{ entitlement: group }, facts({ entitlements: [`${group}#login.lumen.test`] }), true],
  [{ entitlement: group }, facts({ entitlements: [group] }), true],
  [{ entitlement: group }, facts({ entitlements: [`${group}#evil.test`] }), false],
  [{ entitlement: group }, facts({ entitlements: [`${group}2#login.lumen.test`] }), false],
  [{ entitlement: group }, facts({ entitlements: [`${group}:sub#login.lumen.test`] }), false],
  [{ entitlement: group, subgroups: true }, facts({ entitlements: [`${group}:sub#login.lumen.test`] }), true],
  [{ entitlement: `${group}:role=head` }, facts({ entitlements: [group] }), false],
  [{ entitlement: group }, facts({ entitlements: [`${group}:role=head`] }), true],
  [{ entitlement: group }, facts({ entitlements: ['urn:geant:other.test:group:team'] }), false],
  [{ entitlement: group }, facts({ entitlements: [`${group} `, `${group}\u202e`, `${group}#a#b`] }), false],
  [{ affiliation: 'member@lumen.test' }, facts({ affiliations: ['member@lumen.test'] }), true],
  [
    { affiliation: 'member@lumen.test' },
    facts({ affiliations: ['Member@lumen.test', 'member@lumen.test.evil'] }),
    false,
  ],
  [
    { assurance: 'https://refeds.org/assurance/IAP/medium' },
    facts({ assurance: ['https://refeds.org/assurance/IAP/high'] }),
    true,
  ],
  [{ assurance: 'https://refeds.org/assurance/IAP/medium' }, facts(), false],
  [{ proposal: 'any' }, facts(), false],
  [{ proposal: 'any' }, { ...facts(), proposals: ['P1'] }, true],
  [{ proposal: 'P1' }, { ...facts(), proposals: ['P1'] }, true],
  [{ proposal: 'P1' }, { ...facts(), proposals: ['P2'] }, false],
  [{ proposal: 'any', affiliation: 'member@lumen.test' }, { ...facts(), proposals: ['P1'] }, false],
];

test.each(held)('SEC-T9 of a rule that asks for %j, what %j holds is %s', (asked, person, answer) => {
  expect(holdsAny([asked], person)).toBe(answer);
});

const file = (changes: object = {}): RulesFile =>
  ({ trust, flavours: {}, plans: {}, accounts: [], rights: [], ...changes }) as RulesFile;
const everybody = [{ everybody: true as const }];

test('the account is that of the first rule that holds and yields a name', () => {
  const { value } = parseRules(
    file({
      accounts: [
        { account: { is: 'named', name: 'boss' }, when: [{ person: { idp, sub: 'ada@lumen.test' } }] },
        { account: { is: 'subject', scope: 'lumen.test' }, when: everybody },
        { account: { is: 'own' }, when: [{ affiliation: 'member@lumen.test' }] },
      ],
    }),
    'rules.json',
  );
  expect(accountOf(value, facts({ sub: 'ada@lumen.test' }), 'x')).toEqual({ name: 'boss', provedBy: 'rule' });
  expect(accountOf(value, facts({ sub: 'anna@lumen.test' }), 'x')).toEqual({ name: 'anna', provedBy: 'claim' });
  for (const sub of [
    'anna@lumen.test.evil',
    'anna@evil@lumen.test',
    'root@lumen.test',
    '0@lumen.test',
    'An na@lumen.test',
  ]) {
    expect(accountOf(value, facts({ sub }), 'x'), sub).toBeUndefined();
  }
  const member = facts({ sub: 'x@other.test', affiliations: ['member@lumen.test'] });
  expect(accountOf(value, member, 'k3v9q0zt5m1x8d2c')).toEqual({ name: 'uk3v9q0zt5m1x8d2c', provedBy: 'everybody' });
});

test('an entry that is wrong gives nobody anything, and takes no other along', () => {
  const { value, problems } = parseRules(
    file({
      flavours: {
        small: { cores: 1, memoryBytes: 1, maxLifetimeSeconds: 60 },
        odd: { cores: -1, memoryBytes: 1, maxLifetimeSeconds: 60 },
      },
      plans: {
        good: { environment: 'x@1', flavours: ['small', 'odd', 'absent'], when: everybody },
        bad: { environment: 'x@1', flavours: ['small'], when: [{ entitlement: 'urn:nonsense' }] },
        free: { environment: 'x@1', flavours: ['small'], when: [] },
        empty: { environment: 'x@1', flavours: ['small'], when: [{ subgroups: true }] },
      },
      accounts: [{ account: { is: 'named', name: 'root' }, when: everybody }],
      rights: [
        { right: 'god', when: everybody },
        { right: 'user', when: everybody },
      ],
    }),
    'rules.json',
  );
  expect(value.flavours.map(({ id }) => id)).toEqual(['small']);
  expect(value.plans.map(({ id }) => id)).toEqual(['good-small']);
  expect(value.accounts).toEqual([]);
  expect(rightsOf(value, facts())).toEqual(['user']);
  expect(problems.map(({ subject }) => subject)).toEqual([
    'flavours.odd.cores',
    'plans.good.flavours',
    'plans.good.flavours',
    'plans.bad.when.0.entitlement',
    'plans.free.when',
    'plans.empty.when.0',
    'accounts.0.account.name',
    'rights.0.right',
  ]);
  expect(problems.every(({ code, message }) => code === 'RULE_WRONG' && message.startsWith('rules.json: '))).toBe(true);
});

test('a file of another shape is refused as a whole', () => {
  expect(() => parseRules({ plans: {} }, 'rules.json')).toThrow('rules.json cannot be used');
  expect(() => parseRules(file({ colour: 'red' }), 'rules.json')).toThrow(/colour/);
  expect(() => parseProposals([], 'proposals.json')).toThrow('proposals.json cannot be used');
});

test('a team is who is named in it, or holds what it names; a proposal that is wrong has none', () => {
  const { value, problems } = parseProposals(
    {
      proposals: [
        { id: 'P1', title: 'One', members: [{ person: { idp, sub: 'anna@lumen.test' } }] },
        { id: 'P2', title: 'Two', members: [{ entitlement: group }] },
        { id: 'P3', title: 'Three', members: [] },
        { id: 'P4', title: 'Four', members: [{ everybody: true }] },
        { id: 'P5', title: 'Five', members: [{ person: 'anna@lumen.test' }] },
      ],
    },
    'proposals.json',
  );
  const teams = (who: ReturnType<typeof facts>) => proposalsOf(value, who).map(({ id }) => id);
  expect(teams(facts())).toEqual(['P1']);
  expect(teams(facts({ entitlements: [group] }))).toEqual(['P1', 'P2']);
  expect(teams(facts({ sub: 'bob@lumen.test' }))).toEqual([]);
  expect(problems.map(({ subject }) => subject)).toEqual(['proposals.3', 'proposals.4']);
});
