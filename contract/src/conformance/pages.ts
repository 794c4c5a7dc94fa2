import { demand } from './expectation.ts';

type Page<Row> = { rows: Row[]; next: string | null };
type Get<Row> = (after: string | undefined) => Promise<Page<Row>>;

/** So many pages are turned at most before one stops believing in an end. */
const mostPages = 1000;

/** The first pages of a list: what earlier runs have left may make it long. */
export async function firstPagesOf<Row>(get: Get<Row>, most: number): Promise<Row[][]> {
  const pages: Row[][] = [];
  let after: string | undefined;
  do {
    const { rows, next } = await get(after);
    pages.push(rows);
    demand(next === null || next !== after, 'a cursor that moves on', next);
    after = next ?? undefined;
  } while (after !== undefined && pages.length < most);
  return pages;
}

/** All of it, to the last page. */
export async function allPagesOf<Row>(get: Get<Row>): Promise<Row[][]> {
  const pages = await firstPagesOf(get, mostPages);
  demand(pages.length < mostPages, 'an end of the pages');
  return pages;
}
