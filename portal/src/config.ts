import { dirname, join, resolve } from 'node:path';
import { linkUrl, secureOrigin } from '@atrium/contract/secure-url';
import { parseSettings, readSettings } from '@atrium/server/settings';
import * as z from 'zod';
import { issuerProfile } from './signin/issuer-profile.ts';
import { roleRule } from './signin/rights.ts';

const seconds = z.number().positive();
const file = z.string().min(1);
const link = linkUrl.nullable().default(null);

export const settings = z.strictObject({
  publicUrl: secureOrigin.meta({
    description: 'The address of this portal as browsers know it; also the issuer of its tokens',
    examples: ['https://portal.example'],
  }),
  host: z
    .string()
    .default('127.0.0.1')
    .meta({ description: 'Where to listen; TLS ends in front of this process', examples: ['127.0.0.1'] }),
  port: z
    .int()
    .min(0)
    .max(65535)
    .meta({ description: 'The port to listen on; 0 takes a free one', examples: [7400] }),
  trustedProxies: z
    .array(z.string().min(1))
    .default([])
    .meta({
      description: 'Addresses of the proxies in front, whose X-Forwarded-For counts; of nobody else it does',
      examples: [['10.0.0.7']],
    }),
  stateDirectory: file.meta({
    description: 'Where this portal keeps what it must not lose; only one process may use it',
    examples: ['/var/lib/atrium-portal'],
  }),
  databaseUrl: z
    .string()
    .optional()
    .meta({
      description: 'DATABASE_URL: a PostgreSQL of your own, 15 or newer; unset, one is started in stateDirectory',
      examples: ['postgresql://atrium@db.portal.example/atrium'],
    }),
  facilitiesDirectory: file.default('facilities').meta({
    description: 'One JSON file for each facility, as `atrium connector init` prints it; read again when it changes',
    examples: ['facilities'],
  }),
  pagesDirectory: file.default(join(import.meta.dirname, '../../web/dist')).meta({
    description: 'The built pages',
    examples: ['/usr/share/atrium/pages'],
  }),
  signingKeysFile: file.meta({
    description: 'The keys that sign tokens for connectors, made by `atrium portal init`; mode 0600',
    examples: ['signing-keys.json'],
  }),
  encryptionKeysFile: file.meta({
    description: 'The keys under which refresh tokens are stored, made by `atrium portal init`; mode 0600',
    examples: ['encryption-keys.json'],
  }),
  name: z
    .string()
    .min(1)
    .max(60)
    .default('Atrium')
    .meta({ description: 'What this portal is called', examples: ['Atrium'] }),
  description: z
    .string()
    .max(300)
    .default('Open a desktop or a notebook with your measured data, at any facility.')
    .meta({ description: 'One sentence for search engines and link previews', examples: ['Remote data analysis'] }),
  helpUrl: link.meta({ description: 'Where help is', examples: ['https://portal.example/docs'] }),
  legalUrl: link.meta({ description: 'Terms of use, or the imprint', examples: ['https://portal.example/terms'] }),
  privacyUrl: link.meta({ description: 'Privacy notice', examples: ['https://portal.example/privacy'] }),
  supportEmail: z
    .email()
    .nullable()
    .default(null)
    .meta({ description: 'Who helps people with the portal', examples: ['support@portal.example'] }),
  issuers: z
    .array(issuerProfile)
    .min(1)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two issuers have one id')
    .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'one issuer stands there twice')
    .meta({
      description: 'The identity providers at which people sign in; the first is proposed',
      examples: [
        [
          {
            id: 'login',
            name: 'Research login',
            issuer: 'https://login.example',
            clientId: 'atrium',
            clientKeyFile: 'client-key-login.json',
            idTokenAlg: 'ES256',
          },
        ],
      ],
    }),
  federationRoles: z
    .array(roleRule)
    .default([])
    .meta({
      description: 'Who has which role in the federation, by claims. They open functions of the portal alone',
      examples: [
        [
          {
            role: 'coordinator',
            issuer: 'login',
            entitlement: 'urn:geant:login.example:group:atrium:role=coordinator',
          },
        ],
      ],
    }),
  logins: z
    .strictObject({
      idleSeconds: seconds.default(1800),
      absoluteSeconds: seconds.default(43_200),
      activitySeconds: seconds.default(60),
      sweepSeconds: seconds.default(5),
    })
    .prefault({})
    .meta({
      description:
        'How long a login lives without work and at most; how often connectors are asked for the last input, and how often ended logins are looked for',
      examples: [{ idleSeconds: 1800, absoluteSeconds: 43200, activitySeconds: 60, sweepSeconds: 5 }],
    }),
  facilityCalls: z
    .strictObject({
      relaySeconds: seconds.default(15),
      fanOutSeconds: seconds.default(4),
      watchSeconds: seconds.default(15),
      longestAnswerBytes: z
        .int()
        .positive()
        .default(4 * 2 ** 20),
    })
    .prefault({})
    .meta({
      description:
        'How long a facility may take for one call, and when several are asked at once; how often each is asked how it is; the largest answer that is read',
      examples: [{ relaySeconds: 15, fanOutSeconds: 4, watchSeconds: 15, longestAnswerBytes: 4194304 }],
    }),
  limits: z
    .strictObject({
      anonymousCallsPerMinute: z.int().positive().default(120),
      signInsPerMinute: z.int().positive().default(60),
      logoutsPerMinute: z.int().positive().default(600),
    })
    .prefault({})
    .meta({
      description: 'Calls of people who are not signed in, and begun sign-ins, by address; back-channel logouts in all',
      examples: [{ anonymousCallsPerMinute: 120, signInsPerMinute: 60, logoutsPerMinute: 600 }],
    }),
});

export type Config = z.output<typeof settings>;

/**
 * Reads the configuration file of a portal, once. Paths in it are relative to the file.
 * @throws Error that names every missing or wrong setting, what it is for, and an example.
 */
export function readConfig(path: string): Config {
  return withPaths(readSettings(settings, path, { environment: { databaseUrl: process.env.DATABASE_URL } }), path);
}

/** As `readConfig`, for what has been read already. */
export function parseConfig(path: string, written: unknown): Config {
  return withPaths(parseSettings(settings, path, written), path);
}

function withPaths(config: Config, path: string): Config {
  const at = (relative: string) => resolve(dirname(path), relative);
  return {
    ...config,
    stateDirectory: at(config.stateDirectory),
    facilitiesDirectory: at(config.facilitiesDirectory),
    pagesDirectory: at(config.pagesDirectory),
    signingKeysFile: at(config.signingKeysFile),
    encryptionKeysFile: at(config.encryptionKeysFile),
    issuers: config.issuers.map((issuer) => ({ ...issuer, clientKeyFile: at(issuer.clientKeyFile) })),
  };
}
