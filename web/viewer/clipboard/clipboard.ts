/** What this browser lets a page do with the clipboard: it says so, or gives itself away by what it lacks. */
type Rule = 'granted' | 'prompt' | 'denied' | 'never';

/** The desktop's own limit, and the gateway's. */
export const mostBytes = 256 * 1024;

type Parts = {
  paste: (text: string) => void;
  onChange: () => void;
};

/** Carries text between this device and the desktop, each way only as the person wants and the browser lets it. */
export function createClipboard({ paste, onChange }: Parts) {
  const wants = { toDesktop: true, fromDesktop: true };
  let rule: Rule = 'never';
  let text = '';
  let isTooLong = false;
  void learnRule();
  window.addEventListener('focus', () => rule === 'granted' && void fetch());

  async function learnRule(): Promise<void> {
    try {
      // Only Chromium knows this permission; where a browser asks at each paste there is nothing to know.
      const permission = await navigator.permissions.query({ name: 'clipboard-read' as PermissionName });
      const note = () => {
        rule = permission.state;
        wants.toDesktop = rule === 'granted';
        onChange();
      };
      permission.addEventListener('change', note);
      note();
    } catch {
      rule = 'never';
      wants.toDesktop = false;
      onChange();
    }
  }

  /** What this device holds goes to the desktop. The browser may ask the person first. */
  async function fetch(): Promise<void> {
    if (!wants.toDesktop || !document.hasFocus()) return;
    try {
      give(await navigator.clipboard.readText());
    } catch {
      await learnRule(); // Refused: the switch goes back, and the sentence says why.
    }
  }

  function give(given: string): void {
    isTooLong = new Blob([given]).size > mostBytes;
    if (!isTooLong && given !== text && given !== '') {
      text = given;
      paste(given);
    }
    onChange();
  }

  return {
    known: () => ({ wants, rule, text, isTooLong }),
    /** Text from the box. */
    give,
    async want(direction: keyof typeof wants, isWanted: boolean): Promise<void> {
      wants[direction] = isWanted;
      onChange();
      if (direction === 'toDesktop' && isWanted) await fetch();
    },
    /** Text was copied in the desktop. It is text, and nothing in it is opened. */
    async copied(copied: string): Promise<void> {
      text = copied;
      onChange();
      if (!wants.fromDesktop || !document.hasFocus()) return;
      try {
        await navigator.clipboard.writeText(copied);
      } catch {
        // It stands in the box.
      }
    },
  };
}

export type Clipboard = ReturnType<typeof createClipboard>;
