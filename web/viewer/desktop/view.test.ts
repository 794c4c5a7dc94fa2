import type { ViewerSession } from '@atrium/contract/viewer/api';
import { expect, test } from 'vitest';
import { type Known, mayOpen, pauseMs, type View, viewOf } from './view.ts';

const ready: ViewerSession = {
  instance: {
    id: 'a123456789012345',
    name: 'Tidy Grebe',
    state: 'ready',
    endsAt: '2026-12-02T17:00:00Z',
    warnSeconds: 600,
  },
  interface: { name: 'desktop', kind: 'desktop', title: 'Desktop' },
  facility: { id: 'lumen', name: 'Lumen', accent: '#2472b3' },
  person: { id: 'p123456789012345', name: 'Mira Okafor' },
  role: 'owner',
  drives: true,
  people: [],
  ready: true,
  loginEndsAt: '2026-11-26T20:00:00Z',
  portalUrl: 'http://localhost:7400',
  language: 'en',
  colourScheme: 'auto',
};
const stopped: ViewerSession = { ...ready, ready: false, instance: { ...ready.instance, state: 'stopped' } };
const first: Known = {
  session: undefined,
  access: 'asking',
  isOnline: true,
  line: 'closed',
  closed: undefined,
  failures: 0,
  hasBeenOpen: false,
};
const open: Partial<Known> = { access: 'held', session: ready, line: 'open', hasBeenOpen: true };
const cut: Partial<Known> = { ...open, line: 'closed', closed: 1006 };

test.each<[string, Partial<Known>, View, 'opens' | 'waits']>([
  ['at first', {}, { kind: 'asking' }, 'waits'],
  ['with the session there', { access: 'held', session: ready }, { kind: 'opening' }, 'opens'],
  ['while it opens', { access: 'held', session: ready, line: 'opening' }, { kind: 'opening' }, 'waits'],
  ['open', open, { kind: 'nothing' }, 'waits'],
  ['open, while the session says otherwise', { ...open, session: stopped }, { kind: 'nothing' }, 'waits'],
  ['cut', cut, { kind: 'lost', isOnline: true }, 'opens'],
  ['cut, and the gateway goes', { ...cut, closed: 1001 }, { kind: 'lost', isOnline: true }, 'opens'],
  ['cut, without a network', { ...cut, isOnline: false }, { kind: 'lost', isOnline: false }, 'opens'],
  ['cut three times', { ...cut, failures: 3 }, { kind: 'down' }, 'opens'],
  ['the desktop died', { ...cut, session: { ...ready, ready: false } }, { kind: 'down' }, 'waits'],
  ['stopped', { ...cut, session: stopped }, { kind: 'state', state: 'stopped' }, 'waits'],
  ['login over', { ...cut, closed: 4401 }, { kind: 'ended', why: 'login' }, 'waits'],
  ['right gone', { ...cut, closed: 4403 }, { kind: 'ended', why: 'right' }, 'waits'],
  ['instance over', { ...cut, closed: 4404 }, { kind: 'ended', why: 'over' }, 'waits'],
  ['access over, and the line not yet', { ...open, access: 'over' }, { kind: 'nothing' }, 'waits'],
  ['cookie gone', { ...cut, access: 'over' }, { kind: 'ended', why: 'access' }, 'waits'],
])('%s', (_, change, view, does) => {
  const known = { ...first, ...change };
  expect(viewOf(known)).toEqual(view);
  expect(mayOpen(known)).toBe(does === 'opens');
});

test('the first try comes at once, later ones ever more slowly, and never rarer than each 8 s', () => {
  expect([0, 1, 2, 5, 50].map(pauseMs)).toEqual([250, 500, 1000, 8000, 8000]);
});
