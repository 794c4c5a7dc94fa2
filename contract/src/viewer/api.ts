import { eventIterator, oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { control, peopleHere } from '../v1/members.ts';
import { instanceId, interfaceKind, interfaceName, role, time } from '../v1/values.ts';

const { ACCESS_ENDED, ACTION_FORBIDDEN, CONTROL_TAKEN, CONNECTOR_UNREACHABLE, CROSS_SITE } = catalogue;
const { INPUT_INVALID, INSTANCE_NOT_FOUND, MEMBER_NOT_FOUND, OWNER_AWAY } = catalogue;

/** All that the bar over a desktop shows. */
export const viewerSession = z.object({
  instance: z.object({ id: instanceId, name: z.string(), state: z.string(), endsAt: time, warnSeconds: z.int() }),
  interface: z.object({ name: interfaceName, kind: interfaceKind, title: z.string() }),
  facility: z.object({ id: z.string(), name: z.string(), accent: z.string() }),
  person: z.object({ id: z.string(), name: z.string() }),
  role,
  drives: z.boolean().meta({ description: 'Whether keys, pointer and clipboard of this person are felt now' }),
  people: peopleHere,
  ready: z.boolean().meta({ description: 'Whether the interface answers' }),
  loginEndsAt: time.meta({ description: 'When the person must have signed in again' }),
  portalUrl: z.url(),
  language: z.string(),
  colourScheme: z.enum(['light', 'dark', 'auto']),
});

export type ViewerSession = z.output<typeof viewerSession>;

/**
 * What the page of a viewer asks the gateway, on the host of its interface and by the cookie of that host, below
 * `/.atrium/api`. It needs neither the portal nor the connector, so it works while they are away.
 */
export const viewer = {
  session: {
    get: oc.route({ method: 'GET', path: '/session' }).errors({ ACCESS_ENDED }).output(viewerSession),
    follow: oc
      .route({ method: 'GET', path: '/session/changes', description: 'Begins with how it is, then each change' })
      .errors({ ACCESS_ENDED })
      .output(eventIterator(viewerSession)),
    control: oc
      .route({ method: 'POST', path: '/session/control', description: 'The one thing here that the connector decides' })
      .errors({ ACCESS_ENDED, INPUT_INVALID, ACTION_FORBIDDEN, CONTROL_TAKEN, MEMBER_NOT_FOUND, OWNER_AWAY })
      .errors({ INSTANCE_NOT_FOUND, CONNECTOR_UNREACHABLE, CROSS_SITE })
      .input(control)
      .output(z.object({})),
  },
};
