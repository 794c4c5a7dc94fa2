import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

type Colour = [red: number, green: number, blue: number];

const patience = { timeout: 90_000, interval: 250 };

/** Of the terminal that the desktop environment brings. */
const terminalGround: Colour = [27, 30, 51];
const terminalText: Colour = [236, 238, 247];

/** A desktop as it is seen: the canvas of the viewer, and the keys and the pointer on it. */
export function desktopOn(page: Page) {
  const canvas = page.locator('canvas').first();

  /** Pixels whose colour differs from this one by little. */
  async function pixelsLike([red, green, blue]: Colour): Promise<number> {
    return page.evaluate(`(() => {
      const canvas = document.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const far = Math.abs(data[at] - ${red}) + Math.abs(data[at + 1] - ${green}) + Math.abs(data[at + 2] - ${blue});
        if (far < 6) count += 1;
      }
      return count;
    })()`);
  }

  /** How many colours there are: an empty screen has one, a wallpaper some, one with icons thousands. */
  async function colours(): Promise<number> {
    return page.evaluate(`(() => {
      const canvas = document.querySelector('canvas');
      if (!canvas?.width) return 0;
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);
  }

  /** With its icons, and when nothing moves any more. */
  async function untilDrawn(): Promise<void> {
    await canvas.waitFor({ timeout: 60_000 });
    let before = 0;
    await vi.waitFor(async () => {
      const now = await colours();
      const isSettled = now === before;
      before = now;
      expect(now).toBeGreaterThan(2000);
      expect(isSettled).toBe(true);
    }, patience);
  }

  /** By its button in the bar; resolves when its prompt is there. */
  async function openTerminal(): Promise<void> {
    const text = await pixelsLike(terminalText);
    await canvas.click({ position: { x: 158, y: 17 } });
    await vi.waitFor(async () => expect(await pixelsLike(terminalGround)).toBeGreaterThan(200_000), patience);
    await vi.waitFor(async () => expect((await pixelsLike(terminalText)) - text).toBeGreaterThan(100), patience);
  }

  async function type(line: string): Promise<void> {
    await page.keyboard.type(line, { delay: 15 });
    await page.keyboard.press('Enter');
  }

  return { pixelsLike, colours, untilDrawn, openTerminal, type };
}
