import type { InstanceEvent } from '@atrium/contract/v1/events';
import type { Instance, InterfaceState, ReasonCode } from '@atrium/contract/v1/instances';
import type { Why, WhyCode } from '@atrium/contract/v1/values';
import type { Seen } from '../instance/life.ts';
import type { Messages } from './en.ts';

// What a code means in the person's language. A newer server may send one that this page does not know yet: then its
// own text stands in.

export type WhyMessages = Record<WhyCode, (facts: { facility: string; until: string | null }) => string>;

/** Why an instance is as it is: in a few words, as a clause before "so it did not start", why, and what now. */
export type Reason = {
  short: string;
  what: string;
  why: (facility: string) => string;
  now: (facility: string) => string;
};

export function sizeName(words: Messages, flavour: string): string {
  return said(words.flavours, flavour) ?? flavour;
}

export function kindName(words: Messages, kind: string): string {
  return said(words.kinds, kind) ?? kind;
}

export function networkName(words: Messages, network: string): string {
  return said(words.networks, network) ?? network;
}

export function limitName({ usage }: Messages, resource: string): string {
  return said(usage.limits, resource) ?? resource;
}

export function whySentence(words: Messages, { code, message, until }: Why, facility: string): string {
  return said(words.whys, code)?.({ facility, until }) ?? message;
}

export function stateName(
  { instance: words }: Messages,
  { state, readyAt }: Pick<Instance, 'state' | 'readyAt'>,
): string {
  if (state === 'failed' && readyAt === null) return words.didNotStart;
  return said(words.states, state) ?? state;
}

export function interfaceState({ instance, reasons }: Messages, { state, reason }: InterfaceState): string {
  const is = said<string, string>(instance.interfaceStates, state) ?? state;
  return reason ? `${is}: ${said(reasons, reason.code)?.short ?? reason.code}` : is;
}

/** How a way in is, when what it leads into may rest or be out of reach. */
export function wayState(words: Messages, { instance, silentSince }: Seen, one: InterfaceState): string {
  if (silentSince) return words.instance.interfaceStates.outOfReach;
  if (instance.state === 'stopped') return words.instance.interfaceStates.resting;
  return interfaceState(words, one);
}

export function interfaceDown({ instance }: Messages, { title }: InterfaceState): string {
  return instance.down(title);
}

export function reasonOf({ reasons }: Messages, reason: Instance['reason']): Reason {
  const code = reason?.code ?? '';
  const nothing = () => '';
  return said<ReasonCode, Reason>(reasons, code) ?? { short: code, what: code, why: nothing, now: nothing };
}

export function reasonShort(words: Messages, reason: Instance['reason']): string {
  return reasonOf(words, reason).short;
}

export function problemSentence(
  { facilities }: Messages,
  { code, message, subject }: { code: string; message: string; subject: string | null },
): string {
  return said(facilities.problems, code)?.(subject?.replace('@', ' ') ?? '') ?? message;
}

/** `undefined`: only its own name tells what it is. */
export function claimName({ account }: Messages, claim: string): string | undefined {
  return said(account.claimNames, claim);
}

/** An event as a sentence, the person who did it named where it was one. */
export function happened(words: Messages, event: InstanceEvent, { instance }: Seen): string {
  const title = instance.interfaces.find(({ name }) => name === event.interface?.name)?.title;
  const act = said(words.instance.events, event.action);
  if (act) {
    const what = act(title ?? event.interface?.name, event.endsAt, event.about ?? '');
    return event.by.kind === 'person' ? words.instance.by(what, event.by.name) : what;
  }
  if (event.interface) {
    const { name, state, reason } = event.interface;
    return `${title ?? name}: ${interfaceState(words, { name, kind: '', title: name, state, reason })}`;
  }
  const what = said(words.instance.states, event.state) ?? event.state;
  return event.reason ? words.instance.becauseOf(what, reasonShort(words, event.reason)) : what;
}

function said<Code extends string, Said>(table: Record<Code, Said>, code: string): Said | undefined {
  return Object.hasOwn(table, code) ? table[code as Code] : undefined;
}
