import RFB from '@novnc/novnc';
import type { Key } from '../keys/keysyms.ts';
import { openLine } from './line.ts';

type Listener = {
  onOpen: () => void;
  onClosed: (code: number) => void;
  onRoundTrip: (ms: number) => void;
  /** Text that was copied in the desktop. */
  onCopied: (text: string) => void;
};

/** How the desktop meets the window; `zoom` 1 shows each of its pixels as one. */
export type Size = { kind: 'fit' } | { kind: 'scale' } | { kind: 'zoom'; zoom: number };

/** The desktop on the page, over as many connections as it takes. */
export function createDesktop(stage: HTMLElement, listener: Listener) {
  let rfb: RFB | undefined;
  let canvas: HTMLCanvasElement | undefined;
  let lastPicture: HTMLCanvasElement | undefined;
  let isWatching = true;
  let size: Size = { kind: 'scale' };
  let label = '';
  const resized = new MutationObserver(() => layOut());

  function open(): void {
    const address = new URL('/.atrium/rfb', location.href.replace(/^http/, 'ws'));
    const line = openLine(address.href, { onRoundTrip: listener.onRoundTrip, onClosed: closed });
    const opening = new RFB(stage, line, { shared: true });
    rfb = opening;
    opening.background = 'transparent';
    opening.addEventListener('connect', () => {
      canvas = stage.querySelector('canvas:not([data-past])') ?? undefined;
      if (canvas) describe(canvas);
      if (canvas) resized.observe(canvas, { attributeFilter: ['width', 'height'] });
      apply();
      lastPicture?.remove();
      listener.onOpen();
    });
    opening.addEventListener('clipboard', (event) => listener.onCopied((event as CustomEvent).detail.text));
    opening.addEventListener('disconnect', () => line.close());
    opening.viewOnly = isWatching;
  }

  function closed(code: number): void {
    resized.disconnect();
    if (canvas) keep(canvas);
    rfb = canvas = undefined;
    listener.onClosed(code);
  }

  /** What was there last stays to be seen, greyed, until there is something new. */
  function keep(shown: HTMLCanvasElement): void {
    lastPicture?.remove();
    lastPicture = shown;
    shown.dataset.past = '';
    shown.setAttribute('aria-hidden', 'true');
    shown.removeAttribute('tabindex');
    stage.append(shown);
  }

  function describe(shown: HTMLCanvasElement): void {
    shown.tabIndex = 0;
    shown.setAttribute('role', 'application');
    shown.setAttribute('aria-label', label);
  }

  /** Only who may give the desktop another size does; whoever else is there scales what they see. */
  function apply(): void {
    if (!rfb) return;
    rfb.viewOnly = isWatching;
    rfb.resizeSession = size.kind === 'fit';
    rfb.scaleViewport = true;
    layOut();
  }

  function layOut(): void {
    const isZoomed = size.kind === 'zoom' && canvas !== undefined;
    const zoom = size.kind === 'zoom' ? size.zoom : 1;
    stage.style.width = isZoomed ? `${Math.round((canvas?.width ?? 0) * zoom)}px` : '';
    stage.style.height = isZoomed ? `${Math.round((canvas?.height ?? 0) * zoom)}px` : '';
  }

  function press({ keysym, code }: Key, isDown?: boolean): void {
    rfb?.sendKey(keysym, code, isDown);
  }

  return {
    open,
    close: () => rfb?.disconnect(),
    canvas: () => canvas,
    focus: () => rfb?.focus({ preventScroll: true }),
    press,
    /** All of them down, then up again from the last. */
    pressTogether(keys: Key[]): void {
      for (const key of keys) press(key, true);
      for (const key of keys.toReversed()) press(key, false);
    },
    paste: (text: string) => rfb?.clipboardPasteFrom(text),
    setLabel(text: string): void {
      label = text;
      canvas?.setAttribute('aria-label', text);
    },
    setWatching(watching: boolean): void {
      isWatching = watching;
      apply();
    },
    setSize(wanted: Size): void {
      size = wanted;
      apply();
    },
    picture: () => new Promise<Blob | null>((resolve) => (rfb ? rfb.toBlob(resolve, 'image/png') : resolve(null))),
  };
}

export type Desktop = ReturnType<typeof createDesktop>;
