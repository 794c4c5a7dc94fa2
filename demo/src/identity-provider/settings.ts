import * as z from 'zod';

const loopback = ['127.0.0.1', '[::1]', 'localhost'];

const text = z.string().min(1);
const strings = z.array(text).default([]);

const account = z
  .strictObject({
    id: text.meta({
      description: 'Permanent identifier, `voperson_id` and `sub`',
      examples: ['mira@demo.atrium.example'],
    }),
    userName: text.meta({ description: 'What is typed to sign in', examples: ['mira'] }),
    password: z.string().min(12).meta({ description: 'Made for this demo, at random' }),
    name: text.meta({ examples: ['Mira Okafor'] }),
    email: z.email(),
    organisation: text.nullable().meta({ description: 'Domain of the home organisation; null: none' }),
    entitlements: strings.meta({ description: 'AARC-G069' }),
    affiliations: strings.meta({ description: 'AARC-G025' }),
    assurance: strings.meta({ description: 'REFEDS and AARC-G021' }),
  })
  .meta({ title: 'Account' });

export type Account = z.output<typeof account>;

const key = z.looseObject({ kty: text });

export const settings = z.strictObject({
  issuer: z
    .url({ protocol: /^http$/ })
    .refine((issuer) => loopback.includes(new URL(issuer).hostname), 'is not on this machine')
    .meta({
      description: 'Its address, on this machine alone: an identity provider of a demo is none for anybody else',
      examples: ['http://127.0.0.1:7401'],
    }),
  stateFile: text.meta({ description: 'Where it keeps who is signed in', examples: ['identity-provider/state.json'] }),
  signingKey: key.meta({ description: 'Private key (JWK, ES256) under which it signs' }),
  cookieKey: z.string().min(32).meta({ description: 'Signs its cookies' }),
  portal: z
    .strictObject({
      clientId: text,
      origin: z.url(),
      publicKey: key.meta({ description: 'By which the portal proves to be that client (JWK)' }),
    })
    .meta({ description: 'The one portal that it serves' }),
  accounts: z.array(account).min(1).meta({ description: 'Who can sign in' }),
});

export type Settings = z.output<typeof settings>;
