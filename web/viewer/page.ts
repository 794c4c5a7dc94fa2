import type { Control } from '@atrium/contract/v1/members';
import type { ViewerSession } from '@atrium/contract/viewer/api';
import barStyles from './bar/bar.module.css';
import { createBar } from './bar/bar.ts';
import { createFullScreen } from './bar/full-screen.ts';
import { createMore } from './bar/more.ts';
import { barButton } from './bar/panel.ts';
import { createClipboard } from './clipboard/clipboard.ts';
import { createClipboardPanel } from './clipboard/panel.ts';
import { keepOpen } from './desktop/connection.ts';
import { createDesktop } from './desktop/desktop.ts';
import { createSizing } from './desktop/sizing.ts';
import stageStyles from './desktop/stage.module.css';
import { type Known, viewOf } from './desktop/view.ts';
import { element, on } from './element.ts';
import { guardKeys, onWayOut } from './keys/away.ts';
import { createKeysPanel } from './keys/panel.ts';
import type { Messages } from './messages/en.ts';
import { noticeOf } from './notice/content.ts';
import { createNotice } from './notice/notice.ts';
import { askForControl } from './people/control.ts';
import { createPeople } from './people/people-panel.ts';
import { createWatching } from './people/watching.ts';
import { createKeyRow } from './phone/key-row.ts';
import phoneStyles from './phone/phone.module.css';
import { followSession } from './session.ts';
import { pictureName } from './ways.ts';

const tickMs = 1_000;

/** Puts the page together: the bar, the desktop, what may stand over it, and the keys of a phone. */
export function showDesktop(words: Messages, clock: () => Date): void {
  const isPhone = matchMedia('(max-width: 760px)');
  let roundTrip: number | undefined;
  let isRowWanted = isPhone.matches;

  const stage = element('div', { class: stageStyles.stage });
  const pane = element('div', { class: stageStyles.pane }, stage);
  const desktop = createDesktop(stage, {
    onOpen: opened,
    onClosed: (code) => connection.closed(code),
    onRoundTrip: (ms) => {
      roundTrip = ms;
      bar.showRoundTrip(ms);
    },
    onCopied: (text) => void clipboard.copied(text),
  });
  const sizing = createSizing(words, { desktop, pane, stage, isPhone });

  const keyRow = createKeyRow(words, { press: desktop.press });
  const foot = element('footer', { class: phoneStyles.foot }, keyRow.typed, keyRow.row, sizing.tools.tools);
  const keysPanel = createKeysPanel(words, {
    send(keys) {
      desktop.pressTogether(keys);
      desktop.focus();
    },
    showRow: (isShown) => {
      isRowWanted = isShown;
      keyRow.row.hidden = !isShown;
    },
    isRowShown: isRowWanted,
  });
  const clipboardPanel = createClipboardPanel(words, () => clipboard);
  const clipboard = createClipboard({ paste: desktop.paste, onChange: () => clipboardPanel.update() });
  const fullScreen = createFullScreen(words, () => bar.bar);
  const picture = on(barButton(words.bar.screenshot, 'camera', { class: barStyles.onDesktop ?? '' }), { click: save });
  const more = createMore(words, [
    { name: words.bar.screenshot, act: save },
    { name: words.bar.fullScreen, act: () => void fullScreen.toggle() },
  ]);
  fullScreen.button.classList.add(barStyles.onDesktop ?? '');
  const forDrivers = [clipboardPanel.button, keysPanel.button];
  const tools = [...forDrivers, sizing.panel.button, picture, fullScreen.button, more.button];
  const people = createPeople(words, ask);
  const panels = [people, clipboardPanel, keysPanel, sizing.panel, more].map(({ panel }) => panel);
  const bar = createBar(words, clock, people.button, tools);

  const watching = createWatching(words, ask);
  const following = followSession({ onSession: (said) => connection.session(said), onOver: () => connection.over() });
  const connection = keepOpen({ open: desktop.open, check: following.ask, onChange: show });
  const notice = createNotice(words, { retry: connection.tryNow, triesAt: connection.triesAt, clock });

  keyRow.row.hidden = !isRowWanted;
  const main = element('main', { class: stageStyles.main }, pane, sizing.map.map, watching.foot, notice.veil);
  document.body.append(bar.bar, main, foot, ...panels, ...notice.voices);
  guardKeys(stage, keyRow.letGo);
  onWayOut(stage, bar.focus);
  isPhone.addEventListener('change', () => show(connection.known()));
  setInterval(() => {
    bar.tick();
    notice.tick();
  }, tickMs);
  show(connection.known());

  function opened(): void {
    connection.opened();
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) desktop.focus();
  }

  function show(known: Known): void {
    const { session } = known;
    const view = viewOf(known);
    notice.update(noticeOf(view, words, session), !known.hasBeenOpen || view.kind === 'ended');
    if (known.line !== 'open') bar.showRoundTrip(undefined);
    if (session) tell(session);
  }

  function tell(session: ViewerSession): void {
    const { drives } = session;
    document.title = words.title(session.instance.name, session.interface.title);
    bar.update(session);
    people.update(session);
    more.update(session, roundTrip);
    desktop.setLabel(words.desktop(session.instance.name));
    if (!drives) {
      keyRow.letGo();
      for (const { close } of [clipboardPanel, keysPanel]) close();
    }
    desktop.setWatching(!drives);
    sizing.update({ isOwner: session.role === 'owner', isWatching: !drives });
    watching.update(session);
    for (const button of forDrivers) button.hidden = !drives;
    foot.hidden = !drives && !isPhone.matches;
    keyRow.row.hidden = !drives || !isRowWanted;
  }

  async function ask(asked: Control): Promise<void> {
    const refusal = (await askForControl(asked, words)) ?? '';
    people.showWhy(refusal);
    watching.showWhy(refusal);
    if (!refusal) people.close();
  }

  async function save(): Promise<void> {
    const taken = await desktop.picture();
    if (!taken) return;
    const href = URL.createObjectURL(taken);
    const name = connection.known().session?.instance.name ?? '';
    element('a', { href, download: pictureName(name, clock()) }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }
}
