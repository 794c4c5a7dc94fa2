import { eventCursor } from '@atrium/contract/v1/events';
import { facilityId } from '@atrium/contract/v1/values';

const longest = 4096;

/** How far a browser has read at each facility: `helia=7.2,lumen=1042.77`, the id of each event of the one stream. */
export type Cursors = Map<string, string>;

export function encodeCursors(cursors: Cursors): string {
  return [...cursors].map(([facility, cursor]) => `${facility}=${cursor}`).join(',');
}

/** What cannot be read is as good as not there: then the browser is told to ask everything again. */
export function decodeCursors(id: string | undefined): Cursors {
  if (id === undefined || id.length > longest) return new Map();
  const pairs = id.split(',').map((pair): [string, string] => {
    const [facility = '', cursor = ''] = pair.split('=');
    return [facility, cursor];
  });
  return new Map(pairs.filter(([facility, cursor]) => facilityId.safeParse(facility).success && isCursor(cursor)));
}

export function isCursor(value: string | undefined): value is string {
  return eventCursor.safeParse(value).success;
}
