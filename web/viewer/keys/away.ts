/** Makes noVNC let go of every key: the event by which it notices that the window was left. */
class LetGo extends Event {
  constructor() {
    super('blur');
  }
}

function letGoOfKeys(): void {
  window.dispatchEvent(new LetGo());
}

/**
 * Leaving the page, or the desktop in it, releases all keys there. A browser that takes Ctrl+T for itself may tell of the
 * key after it told that the page was left: until the person is back, no key counts.
 */
export function guardKeys(desktop: HTMLElement, onLeave: () => void): void {
  let isAway = false;
  const leave = () => {
    isAway = true;
    letGoOfKeys();
    onLeave();
  };
  const comeBack = () => {
    isAway = false;
  };

  window.addEventListener('blur', (event) => {
    if (!(event instanceof LetGo)) leave();
  });
  window.addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => document.hidden && leave());
  window.addEventListener('focus', comeBack);
  window.addEventListener('pointerdown', comeBack, true);
  desktop.addEventListener('focusout', letGoOfKeys);
  window.addEventListener(
    'keydown',
    (event) => {
      if (!isAway) return;
      event.stopImmediatePropagation();
      event.preventDefault();
    },
    true,
  );
}

/** In the desktop every key is the desktop's; these three together are the way out. */
export function onWayOut(desktop: HTMLElement, leave: () => void): void {
  desktop.addEventListener(
    'keydown',
    (event) => {
      const { ctrlKey, altKey, shiftKey, key } = event;
      if (!ctrlKey || !altKey || !shiftKey || !['Control', 'Alt', 'Shift', 'Meta'].includes(key)) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      letGoOfKeys();
      leave();
    },
    true,
  );
}
