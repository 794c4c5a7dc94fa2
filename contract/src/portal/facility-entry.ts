import * as z from 'zod';
import { linkUrl, secureUrl } from '../secure-url.ts';
import { facilityKinds } from '../v1/facility.ts';
import { accent, facilityId } from '../v1/values.ts';

/**
 * By what a facility joins a federation: the connector's `init` prints it, the coordinator puts it into the portal's
 * directory of facilities, one file each. Nothing in it is secret.
 */
export const facilityEntry = z
  .strictObject({
    id: facilityId.meta({ description: 'Short name in this federation; never given again', examples: ['lumen'] }),
    name: z
      .string()
      .min(1)
      .max(60)
      .meta({ description: 'As people call it', examples: ['Lumen'] }),
    kind: z
      .union([z.enum(facilityKinds), z.string().max(40)])
      .meta({ description: 'What it is', examples: ['synchrotron'] }),
    accent: accent.meta({ description: 'Its colour', examples: ['#0b6b6e'] }),
    connectorUrl: secureUrl.meta({
      description: 'Where the portal reaches its connector',
      examples: ['https://connector.facility.example'],
    }),
    audience: secureUrl.meta({
      description: "The connector's publicUrl: tokens for it name this, and no two facilities share it",
      examples: ['https://connector.facility.example'],
    }),
    appsUrl: secureUrl.nullable().meta({
      description: 'The domain of its interfaces as browsers see it; null: it offers no compute',
      examples: ['https://apps.facility.example'],
    }),
    contact: z
      .email()
      .nullable()
      .meta({ description: 'Who helps there', examples: ['help@facility.example'] }),
    accessUrl: linkUrl
      .nullable()
      .meta({ description: 'How to get a proposal there', examples: ['https://facility.example/proposals'] }),
    receives: z
      .array(z.enum(['entitlements', 'affiliation', 'assurance']))
      .default(['entitlements', 'affiliation', 'assurance'])
      .meta({ description: "Which of a person's claims its tokens carry", examples: [['entitlements']] }),
  })
  .meta({ title: 'Facility entry' });

export type FacilityEntry = z.output<typeof facilityEntry>;
