import * as z from 'zod';
import type { Problem } from '../engines/engine.ts';
import type { Read } from '../watched-file.ts';
import { holdsAny, member } from './condition.ts';
import type { Facts } from './facts.ts';

const proposal = z.strictObject({
  id: z.string().min(1).max(60),
  title: z.string().min(1).max(300),
  members: z.array(member).meta({ description: 'Persons, or whoever holds an entitlement' }),
});

const file = z.strictObject({ proposals: z.array(z.unknown()) });

/** The proposals as they are written, for those who write them. */
export type ProposalsFile = { proposals: z.input<typeof proposal>[] };
export type Proposal = z.output<typeof proposal>;

/** @throws Error when the file as a whole has another shape; a proposal that is wrong has no team. */
export function parseProposals(written: unknown, name: string): Read<Proposal[]> {
  if (written === undefined) return { value: [], problems: [] };
  const whole = file.safeParse(written);
  if (!whole.success) throw new Error(`${name} cannot be used: ${z.prettifyError(whole.error)}`);
  const problems: Problem[] = [];
  const value = whole.data.proposals.flatMap((one, index) => {
    const parsed = proposal.safeParse(one);
    if (parsed.success) return [parsed.data];
    const subject = `proposals.${index}`;
    problems.push({
      code: 'PROPOSAL_WRONG',
      message: `${name}: ${subject}: ${z.prettifyError(parsed.error)}`,
      subject,
    });
    return [];
  });
  return { value, problems };
}

/** The proposals in whose team a person is. */
export function proposalsOf(all: Proposal[], facts: Omit<Facts, 'proposals'>): Proposal[] {
  return all.filter(({ members }) => members.length > 0 && holdsAny(members, { ...facts, proposals: [] }));
}
