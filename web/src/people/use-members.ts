import type { People } from '@atrium/contract/v1/members';
import { ORPCError } from '@orpc/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at } from '../api.ts';
import type { Seen } from '../instance/life.ts';

/** That somebody opens or closes a window is no event of the instance. */
const lookAgainMs = 10_000;

/** Who has a part in it, and who is here. */
export function useMembers({ instance, facility, silentSince }: Seen, isWanted = true) {
  const query = useQuery({
    ...at(facility.id).members.list.queryOptions({ input: { instance: instance.id } }),
    enabled: isWanted && !silentSince,
    refetchInterval: ({ state }) => isShared(state.data) && lookAgainMs,
  });
  const isOffered = !(query.error instanceof ORPCError && query.error.code === 'NOT_OFFERED');
  return { query, people: query.data, isOffered };
}

/** The person's own id at the facility. */
export function useOwnId({ facility, silentSince }: Seen): string | undefined {
  const me = useQuery({ ...at(facility.id).me.get.queryOptions(), enabled: !silentSince });
  return me.data?.person.id;
}

/** Changes of who has a part in it. The list shows them at once; the stream tells the others. */
export function useChangeMembers({ instance: { id }, facility }: Seen) {
  const queries = useQueryClient();
  const { members } = at(facility.id);
  const show = (people: People) => queries.setQueryData(members.list.queryKey({ input: { instance: id } }), people);
  const askAgain = () => queries.invalidateQueries({ queryKey: members.list.key({ input: { instance: id } }) });
  return {
    invite: useMutation(members.invite.mutationOptions({ onSuccess: askAgain })),
    revoke: useMutation(members.revoke.mutationOptions({ onSettled: askAgain })),
    changeRole: useMutation(members.changeRole.mutationOptions({ onSuccess: show })),
    remove: useMutation(members.remove.mutationOptions({ onSettled: askAgain })),
    leave: useMutation(members.remove.mutationOptions()),
    setAway: useMutation(members.setAway.mutationOptions({ onSuccess: show })),
  };
}

export function isShared(people: People | undefined): boolean {
  return people !== undefined && people.members.length > 1;
}
