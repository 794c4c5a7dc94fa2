import type { Account } from '../identity-provider/settings.ts';

const authority = 'login.demo.atrium.example';
const namespace = 'urn:geant:demo.atrium.example';

export const issuer = {
  namespaces: [namespace],
  authorities: [authority],
  affiliationScopes: ['uni-nord.example', 'lumen.example', 'helia.example', 'atrium.example'],
};

/** An entitlement as AARC-G069 writes it; `role` opens functions, and no data. */
export function entitlement(group: string, role?: string): string {
  return `${namespace}:group:${group}${role ? `:role=${role}` : ''}#${authority}`;
}

const assurance = (level: 'low' | 'medium' | 'high') => [
  'https://refeds.org/assurance/ID/unique',
  `https://refeds.org/assurance/IAP/${level}`,
];

type Person = Omit<Account, 'id' | 'email' | 'password'> & {
  /** For who reads the terminal. */
  is: string;
};

/** Everybody whom the demo knows. Who is in which proposal is a facility's own knowledge, and stands there. */
const persons: Person[] = [
  {
    userName: 'mira',
    name: 'Mira Okafor',
    is: 'scientist, in proposals at Lumen and Helia',
    organisation: 'uni-nord.example',
    entitlements: [entitlement('atrium')],
    affiliations: ['faculty@uni-nord.example'],
    assurance: assurance('medium'),
  },
  {
    userName: 'jonas',
    name: 'Jonas Lindqvist',
    is: 'doctoral student, in a proposal at Lumen',
    organisation: 'uni-nord.example',
    entitlements: [entitlement('atrium')],
    affiliations: ['student@uni-nord.example'],
    assurance: assurance('medium'),
  },
  {
    userName: 'olga',
    name: 'Olga Petrova',
    is: 'works with open data, has no institute',
    organisation: null,
    entitlements: [],
    affiliations: [],
    assurance: assurance('low'),
  },
  {
    userName: 'ines',
    name: 'Inês Carvalho',
    is: 'responsible for instruments at Lumen',
    organisation: 'lumen.example',
    entitlements: [entitlement('atrium'), entitlement('lumen', 'instrument-responsible')],
    affiliations: ['employee@lumen.example'],
    assurance: assurance('high'),
  },
  {
    userName: 'sam',
    name: 'Sam Whitfield',
    is: 'support',
    organisation: 'atrium.example',
    entitlements: [entitlement('atrium'), entitlement('atrium', 'support')],
    affiliations: ['employee@atrium.example'],
    assurance: assurance('high'),
  },
  {
    userName: 'ada',
    name: 'Ada Mbeki',
    is: 'administrator of Lumen',
    organisation: 'lumen.example',
    entitlements: [entitlement('atrium'), entitlement('lumen', 'facility-admin')],
    affiliations: ['employee@lumen.example'],
    assurance: assurance('high'),
  },
  {
    userName: 'cora',
    name: 'Cora Nielsen',
    is: 'coordinator of the federation',
    organisation: 'atrium.example',
    entitlements: [entitlement('atrium'), entitlement('atrium', 'coordinator')],
    affiliations: ['employee@atrium.example'],
    assurance: assurance('high'),
  },
];

/** The permanent identifier by which facilities know a person. */
export function identifierOf(userName: string): string {
  return `${userName}@demo.atrium.example`;
}

/** Their accounts at the identity provider, and what each of them is. */
export function accountsOf(passwordEnding: string): (Account & { is: string })[] {
  return persons.map((person) => ({
    ...person,
    id: identifierOf(person.userName),
    email: `${person.userName}@${person.organisation ?? 'mail.example'}`,
    password: `${person.userName}-${passwordEnding}`,
  }));
}
