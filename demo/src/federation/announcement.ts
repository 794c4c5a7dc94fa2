import type { Account } from '../identity-provider/settings.ts';
import { facilities } from './facilities.ts';
import type { Places } from './places.ts';

type Told = { places: Places; accounts: (Account & { is: string })[]; state: string; memoryBytes: number };

/** What a person reads when everything runs: one address, and who can sign in. */
export function announcement({ places, accounts, state, memoryBytes }: Told): string {
  const names = facilities.map(({ name }) => name).join(', ');
  return `
Atrium is at ${places.portal.origin}

${accounts.map(({ userName, password, is }) => `  ${userName.padEnd(7)}${password.padEnd(17)}${is}`).join('\n')}

Name, password, role. The facilities are ${names}; all of them and all people are invented, all data are measured.
Everything is kept in ${state}. ${Math.round(memoryBytes / 2 ** 20)} MiB of memory. Ctrl-C ends the demo.
`;
}
