import type { Route } from '@orpc/contract';

/** Who may call an operation; in the document its `security`, with the `scope` of the token beside the scheme. */

export type Spec = Extract<Route['spec'], (...args: never[]) => unknown>;

const person = { accessToken: ['person'] };
const machine = { accessToken: ['machine'] };

export const fromPersons: Spec = (operation) => ({ ...operation, security: [person] });
export const fromMachines: Spec = (operation) => ({ ...operation, security: [machine] });
/** Without a token, or with one of a machine: what is public. With the token of a person: what that person may see. */
export const fromEverybody: Spec = (operation) => ({ ...operation, security: [{}, person, machine] });
