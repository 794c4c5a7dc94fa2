import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { facilityId, time } from '../v1/values.ts';

const { INPUT_INVALID, LOGIN_REQUIRED, LOGIN_NOT_FOUND, CROSS_SITE } = catalogue;

export const preferences = z.strictObject({
  language: z
    .string()
    .regex(/^[A-Za-z0-9-]{2,20}$/)
    .nullable()
    .meta({ description: 'BCP 47; null: as the browser asks', examples: ['fr'] }),
  colourScheme: z.enum(['auto', 'light', 'dark']),
});

export const me = z
  .object({
    name: z.string().meta({ description: 'As the person writes it', examples: ['Mira Okafor'] }),
    organisation: z.string().nullable(),
    preferences,
    loginEndsAt: time.meta({ description: 'Its absolute end' }),
    federationRoles: z.array(z.string()).meta({ examples: [['coordinator']] }),
  })
  .meta({ title: 'Person who is signed in' });

export type Me = z.output<typeof me>;

const login = z
  .object({
    id: z.string().meta({ description: 'Names the login; opens nothing' }),
    isThis: z.boolean(),
    browser: z.string().meta({ examples: ['Chromium on Linux'] }),
    beganAt: time,
    lastUsedAt: time,
    endsAt: time,
  })
  .meta({ title: 'Login' });

export type Login = z.output<typeof login>;

const signedIn = oc.errors({ INPUT_INVALID, LOGIN_REQUIRED });

export const account = {
  me: signedIn.route({ method: 'GET', path: '/me', summary: 'Who is signed in' }).output(me),

  get: signedIn.route({ method: 'GET', path: '/account', summary: 'What the portal knows of the person' }).output(
    z.object({
      issuer: z.url(),
      subject: z.string(),
      subjectFrom: z.enum(['voperson_id', 'sub']),
      claims: z
        .array(z.object({ name: z.string(), values: z.array(z.string()) }))
        .meta({ description: 'As they were received at the last sign-in' }),
      ignored: z
        .array(z.object({ claim: z.string(), value: z.string(), because: z.string() }))
        .meta({ description: 'Values that count for nothing, and why' }),
      leftOut: z
        .array(z.object({ facility: facilityId, claim: z.string(), values: z.array(z.string()) }))
        .default([])
        .meta({ description: 'Values that do not fit into a token for a facility, and count for nothing there' }),
      logins: z.array(login),
    }),
  ),

  prefer: signedIn
    .route({ method: 'PUT', path: '/account/preferences', summary: 'Language and colours' })
    .errors({ CROSS_SITE })
    .input(preferences)
    .output(preferences),

  endLogin: signedIn
    .route({ method: 'DELETE', path: '/account/logins/{id}', summary: 'End one login, and all that it opened' })
    .errors({ CROSS_SITE, LOGIN_NOT_FOUND })
    .input(z.strictObject({ id: z.string().regex(/^\w{1,64}$/) }))
    .output(z.object({})),
};
