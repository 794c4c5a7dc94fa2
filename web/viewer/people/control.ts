import type { Control } from '@atrium/contract/v1/members';
import type { Messages } from '../messages/en.ts';

const address = '/.atrium/api/session/control';

/** Asks for keyboard and pointer, or gives them; a refusal comes back as a sentence. What follows comes by the session. */
export async function askForControl(asked: Control, { people: words }: Messages): Promise<string | undefined> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-atrium': 'page' },
      body: JSON.stringify(asked),
    });
    if (answer.ok) return undefined;
    const { code, message, data } = await answer.json();
    return Object.hasOwn(words.refusals, code) ? words.refusals[code]?.(data?.driver ?? '') : message;
  } catch {
    return words.notReached;
  }
}
