import type { Role } from '@atrium/contract/v1/values';
import type { Formats } from '../formats.ts';

export const people = (f: Formats) => ({
  title: 'People',
  you: 'you',
  missing: 'Who has a part in it could not be listed.',
  outOfReach: (facility: string) => `Who has a part in it is known at ${facility}, which does not answer now.`,
  alone: 'Nobody else has a part in it. Whoever you invite sees it on this page, live.',
  since: (at: string) => `since ${f.stamp(at)}`,
  here: 'here',
  away: 'not here',
  hasControl: 'has keyboard and pointer',
  roles: {
    owner: 'owner',
    collaborator: 'collaborator',
    viewer: 'viewer',
    support: 'support',
  } satisfies Record<Role, string>,
  roleOf: (name: string) => `Role of ${name}`,
  means: {
    viewer: (owner: string | undefined) =>
      owner
        ? `Sees ${owner}’s desktop; keyboard and mouse do nothing there.`
        : 'Sees your desktop; keyboard and mouse do nothing there.',
    collaborator: (owner: string | undefined) =>
      owner
        ? `Types, clicks and opens notebooks: acts with ${owner}’s account and files.`
        : 'Types, clicks and opens notebooks: acts with your account and your files.',
  },
  changed: (name: string, role: string) => `${name} is ${role} now`,
  remove: 'Remove…',
  removeName: (name: string) => `Remove ${name}`,
  removeWhat: (name: string) =>
    `What ${name} has open here closes at once. To come back, ${name} needs a new invitation.`,
  removed: (name: string) => `${name} has no part in it any more`,
  keep: (name: string) => `Keep ${name}`,
  leave: 'Leave…',
  leaveName: (name: string) => `Leave ${name}`,
  leaveWhat: (owner: string) => `What you have open here closes. To come back, you need a new invitation by ${owner}.`,
  stay: 'Stay',
  left: (name: string) => `You have left ${name}`,
  whileAway: 'While you are away',
  awayIs: { close: 'Closed', watch: 'Watch', allow: 'Go on' },
  awayMeans: {
    close: 'Nobody else gets in, and what they have open closes a minute after you left.',
    watch: 'Everybody else may watch the desktop; keyboard and mouse do nothing until you are back.',
    allow: 'Collaborators go on as if you were here, with your account and your files.',
  },
  awayTold: {
    close: (owner: string) => `While ${owner} is away, it is closed to everybody else.`,
    watch: (owner: string) => `While ${owner} is away, everybody else may watch the desktop.`,
    allow: (owner: string) => `While ${owner} is away, all goes on.`,
  },
  awayChanged: (is: string) => `While you are away: ${is}`,
  ownerAway: (owner: string) => `${owner} is not here, so it is closed to others.`,
  ownerAwayNow: 'Open it when the owner is back; this page follows how it is. Or ask to go on without.',
  ownerAwayWatch: (owner: string) => `${owner} is not here, so until then others watch the desktop, and no more.`,
  opensWhenBack: 'opens when the owner is here',
  invite: 'Invite',
  inviteTo: (name: string) => `Invite to ${name}`,
  as: 'As',
  note: 'A line with it',
  noteExample: 'Could you look at the mask?',
  makeLink: 'Make the link',
  cancel: 'Cancel',
  link: 'Link',
  linkMade: (role: string) => `A link for one person, as ${role}`,
  linkOnce: (until: string) =>
    `Send it to that person alone: it lets in whoever opens it first. Valid until ${f.deadline(until)}, and shown only now.`,
  copy: 'Copy the link',
  copied: 'Copied',
  copyYourself: 'This browser does not copy by itself. The link is selected: copy it now.',
  done: 'Done',
  invitations: 'Invitations',
  invited: (role: string) => `Invited as ${role}`,
  until: (at: string) => `open until ${f.deadline(at)}`,
  invitationIs: {
    accepted: (name: string) => `accepted by ${name}`,
    declined: (name: string) => `declined by ${name}`,
    revoked: () => 'taken back',
    expired: () => 'never answered, and over',
  } as Record<string, (name: string) => string>,
  somebody: 'somebody',
  answered: (count: number) => `${f.number(count)} ${f.plural(count, { one: 'that is over', other: 'that are over' })}`,
  revoke: 'Take back',
  revokeNamed: (role: string, until: string) => `Take back the invitation as ${role} until ${f.deadline(until)}`,
  revoked: 'The invitation is taken back; its link opens nothing',
  shared: (owner: string, role: string) => `${owner}’s, ${role}`,
  yourRole: {
    collaborator: 'you collaborate',
    viewer: 'you watch',
    support: 'you support',
  } as Record<string, string>,
});

export const join = (f: Formats) => ({
  title: 'You are invited',
  at: (facility: string) => `You are invited to work on an instance at ${facility}.`,
  signInFirst:
    'Sign in, and you see who invites you and to what. Nothing is accepted by that, and the link waits here meanwhile.',
  who: (owner: string, name: string) => `${owner} invites you to ${name}`,
  as: 'You would be',
  opens: 'Opens for you',
  note: (owner: string) => `${owner} writes`,
  until: 'Answer until',
  deadline: (at: string) => f.deadline(at),
  from: (owner: string, organisation: string) => `${owner}: ${organisation}`,
  means: {
    viewer: (owner: string) => `You see ${owner}’s desktop. Your keyboard and mouse do nothing there.`,
    collaborator: (owner: string) =>
      `You type, click and open notebooks as ${owner}: with ${owner}’s account and files. What you do there counts as ${owner}’s doing.`,
  },
  seen: 'All who have a part in it see your name.',
  account: (name: string) =>
    `You answer as ${name}. If that is somebody else’s account, sign out and open the link again: it stays unused until you accept.`,
  accept: 'Accept',
  decline: 'Decline',
  declined: 'You have declined',
  declinedWhat: (owner: string) => `${owner} sees that. The link opens nothing any more.`,
  missing: 'The invitation could not be shown.',
  stillThere: 'The invitation stays as it is.',
  refused: 'This invitation cannot be accepted',
  over: 'This invitation is over',
  wasIt: 'If it was you who accepted, it is in your list of instances.',
  yours: 'You are in already',
  askFacility: (facility: string) => `Write to ${facility}`,
  howToGet: 'How to get an account',
  none: 'There is no invitation here',
  noneWhat:
    'Its link is not whole, or was answered already. Open it again as it was sent to you, up to the last character.',
});
