import type { Why } from '@atrium/contract/v1/values';
import type { Messages } from './en.ts';

// What a code means in the person's language. A newer server may send one that this page does not know yet: then its
// own text stands in.

export function sizeName(words: Messages, flavour: string): string {
  return said(words.flavours, flavour) ?? flavour;
}

export function kindName(words: Messages, kind: string): string {
  return said(words.kinds, kind) ?? kind;
}

export function networkName(words: Messages, network: string): string {
  return said(words.networks, network) ?? network;
}

export function whySentence(words: Messages, { code, message, until }: Why, facility: string): string {
  return said(words.whys, code)?.({ facility, until }) ?? message;
}

function said<Code extends string, Said>(table: Record<Code, Said>, code: string): Said | undefined {
  return Object.hasOwn(table, code) ? table[code as Code] : undefined;
}
