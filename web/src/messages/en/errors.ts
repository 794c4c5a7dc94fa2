import { type ErrorMessages, namesName } from '../explain.ts';
import type { Formats } from '../formats.ts';

export const errors = (f: Formats): { offline: string; byCode: ErrorMessages } => ({
  offline: 'The portal cannot be reached. Look at your connection.',
  byCode: {
    INPUT_INVALID: ({ issues }) =>
      issues.some(({ path }) => namesName(path))
        ? 'This name cannot be kept. Use 1 to 80 characters, without < or > and without signs that nobody sees.'
        : `This cannot be sent: ${issues.map(({ path }) => path).join(', ')}.`,
    MALFORMED_REQUEST: () => 'The portal could not read the request.',
    PLAN_UNKNOWN: () => 'This size is no longer offered there. Choose another.',
    UNAUTHENTICATED: () => 'You are signed out. Sign in again; this page stays as it is.',
    TOKEN_REPLAYED: () => 'The facility saw this request twice. Try again.',
    ACTION_FORBIDDEN: () => 'Your role on this instance does not allow this. Ask its owner.',
    OWNER_AWAY: () =>
      'The owner is not here, and until then the instance is closed to others. Open it when the owner is here, or ask to go on without.',
    INVITATION_NOT_FOUND: () => 'There is no such invitation. Ask for a new link.',
    INVITATION_OVER: ({ state }) => invitationOver[state] ?? 'This invitation is over. Ask for a new link.',
    MEMBER_NOT_FOUND: () => 'This person has no part in the instance.',
    MEMBER_ALREADY: () => 'You have a part in this instance already. It is in your list of instances.',
    CONTROL_TAKEN: ({ driver }) => `${driver} has keyboard and pointer. Ask for them, or wait until they are free.`,
    ACCESS_ENDED: () => 'Your access here has ended. Open it again from your instances.',
    REQUEST_FORBIDDEN: () => 'This page may not ask that. Open the address in a window of its own.',
    TICKET_REFUSED: () => 'This way in is used or too old. Open it again from your instances.',
    BODY_STALLED: () => 'What was being sent stopped coming. Look at your connection and send it again.',
    INTERFACE_BROKEN: () => 'The notebook or desktop gave no answer that can be passed on. Load the page again.',
    CONNECTOR_UNREACHABLE: () => 'The facility lets nobody in at the moment. What is open stays open.',
    INTERFACE_NOT_READY: () => 'This instance is not running. Look under Instances how it is.',
    CROSS_SITE: () => 'The request did not come from this page. Load the page again.',
    DATASET_NOT_FOUND: () => 'There is no such dataset, or it is not open to you.',
    INSTANCE_NOT_FOUND: () => 'There is no such instance, or you have no part in it.',
    ROUTE_NOT_FOUND: () => 'The portal does not know this page. Load it again.',
    IDEMPOTENCY_KEY_REUSED: () =>
      'This was asked before, with other choices. Look under Instances: it may have started.',
    INSTANCE_QUOTA_EXCEEDED: () => 'This passes a limit. Choose a smaller size or another place.',
    BODY_TOO_LARGE: () => 'This is too much for one request.',
    CONTENT_TYPE_NOT_SUPPORTED: () => 'The portal could not read the request.',
    INTERNAL: () => 'Something went wrong at the portal. What runs goes on running.',
    END_BEYOND_RULE: ({ latest }) => `The end can be ${f.deadline(latest)} at the latest.`,
    LOGIN_REQUIRED: () => 'You are signed out. Sign in again; this page stays as it is.',
    SCOPE_INSUFFICIENT: () => 'This is not for people to ask.',
    PLAN_FORBIDDEN: () => 'This size is not for you there. Choose another, or ask the facility.',
    DATASET_FORBIDDEN: ({ pid }) => `You may not open ${pid}. Ask its team, or leave it out.`,
    ACCOUNT_MISSING: () => 'You have no account at this facility. Ask its user office.',
    SIGN_IN_FAILED: () => 'The sign-in could not be completed. Begin again.',
    INTERFACE_UNKNOWN: () => 'This instance has no such way in.',
    PICTURE_NOT_FOUND: () => 'There is no picture of this desktop yet.',
    FACILITY_UNKNOWN: () => 'The federation has no such facility.',
    LOGIN_NOT_FOUND: () => 'This login has already ended.',
    STATE_FORBIDS: () => 'The instance has changed meanwhile, so this cannot be done now.',
    TOO_MANY_REQUESTS: () => 'This was asked too often. Wait a minute.',
    NOT_OFFERED: () => 'This facility does not offer this.',
    DATABASE_UNAVAILABLE: () => 'The portal lost its database for a moment. What runs goes on running.',
    FACILITY_BROKEN: () => 'The facility gave an answer that cannot be read. Its operators can tell why.',
    FACILITY_SILENT: ({ since }) => `The facility has not answered since ${f.moment(since)}. What runs there goes on.`,
  },
});

const invitationOver: Record<string, string> = {
  accepted: 'This invitation has been used. Each link lets one person in: ask for a new one.',
  declined: 'This invitation has been declined. Ask for a new link.',
  revoked: 'This invitation was taken back.',
  expired: 'This invitation is too old. Ask for a new link.',
  ended: 'The instance of this invitation has ended.',
};
