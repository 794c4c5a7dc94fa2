import { secureUrl } from '@atrium/contract/secure-url';
import * as z from 'zod';

/** Parameters of the authorization request that are ours to set, and no operator's. */
const reserved = ['state', 'nonce', 'redirect_uri', 'response_type', 'response_mode', 'client_id', 'scope'];
const reservedPrefix = /^(code_challenge|request)/;

const claim = z.string().min(1).max(100);

/**
 * One identity provider, as data. What an infrastructure proxy calls its claims, and whose entitlements and
 * affiliations it may assert, is its operator's knowledge and stands here, not in code.
 */
export const issuerProfile = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .meta({ description: 'Short name, used in /sign-in?issuer=', examples: ['login'] }),
  name: z
    .string()
    .min(1)
    .max(80)
    .meta({ description: 'As people know it', examples: ['Research login'] }),
  issuer: secureUrl.meta({
    description: 'Its issuer identifier, letter for letter as in its discovery document',
    examples: ['https://login.example'],
  }),
  clientId: z
    .string()
    .min(1)
    .meta({ description: 'What this portal is called there', examples: ['atrium'] }),
  clientKeyFile: z
    .string()
    .min(1)
    .meta({
      description: 'The private key (JWK, ES256, mode 0600) by which this portal proves to be that client',
      examples: ['client-key-login.json'],
    }),
  idTokenAlg: z
    .enum(['ES256', 'ES384', 'PS256', 'PS384', 'RS256', 'RS384', 'Ed25519', 'EdDSA'])
    .meta({ description: 'The one algorithm by which it signs ID tokens and logout tokens', examples: ['ES256'] }),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .default([
      'openid',
      'profile',
      'email',
      'voperson_id',
      'eduperson_entitlement',
      'eduperson_scoped_affiliation',
      'eduperson_assurance',
      'orcid',
    ])
    .refine((scopes) => scopes.includes('openid'), 'must hold openid')
    .meta({
      description: 'What is asked for; with offline_access the login also ends when the issuer says so at a refresh',
      examples: [['openid', 'profile', 'voperson_id', 'eduperson_entitlement', 'offline_access']],
    }),
  parameters: z
    .record(
      z.string().refine((name) => !reserved.includes(name) && !reservedPrefix.test(name), 'is set by the portal'),
      z.string(),
    )
    .default({})
    .meta({ description: 'More parameters of the authorization request', examples: [{ prompt: 'consent' }] }),
  claims: z
    .strictObject({
      person: claim.default('voperson_id'),
      name: claim.default('name'),
      organisation: claim.default('schac_home_organization'),
      entitlements: z.array(claim).default(['eduperson_entitlement', 'entitlements']),
      affiliations: z.array(claim).default(['eduperson_scoped_affiliation', 'voperson_external_affiliation']),
      assurance: z.array(claim).default(['eduperson_assurance']),
    })
    .prefault({})
    .meta({
      description: 'What it calls the permanent identifier, the name, the home organisation, and the rest',
      examples: [{ person: 'voperson_id' }],
    }),
  namespaces: z
    .array(z.string().regex(/^urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:\S+$/i))
    .default([])
    .meta({
      description: 'The namespaces in which it may assert entitlements; of others it may not',
      examples: [['urn:geant:login.example']],
    }),
  authorities: z
    .array(z.string().min(1))
    .default([])
    .meta({
      description: 'The authorities (the part behind #) that count in its entitlements',
      examples: [['login.example']],
    }),
  affiliationScopes: z
    .array(z.string().min(1))
    .default([])
    .meta({
      description: 'For which scopes (the part behind the last @) its affiliations count',
      examples: [['facility.example']],
    }),
  minAssurance: z
    .url()
    .nullable()
    .default(null)
    .meta({
      description: 'The least assurance with which anybody signs in; null: none is asked',
      examples: ['https://refeds.org/assurance/IAP/low'],
    }),
  requireIss: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether its answers must name it (RFC 9207); false only where it cannot', examples: [true] }),
  logoutTokenTyp: z
    .enum(['required', 'optional'])
    .default('required')
    .meta({
      description: 'Whether its logout tokens must be of type logout+jwt; optional only for an old issuer',
      examples: ['required'],
    }),
  idTokenHint: z
    .boolean()
    .default(false)
    .meta({
      description: 'Whether it wants the ID token at sign-out. It then shows in the history of the browser',
      examples: [false],
    }),
});

export type IssuerProfile = z.output<typeof issuerProfile>;
