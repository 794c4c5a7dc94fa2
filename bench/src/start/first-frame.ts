/**
 * Runs in every page before its own scripts. On a desktop it notes, on the wall clock, when its canvas first shows anything
 * and when it first shows panel and icons: of the first icon's place and of the panel's, each has more colours than a
 * wallpaper has there.
 */
export const noteFirstFrame = `(() => {
  const seen = (globalThis.firstFrame = { anything: 0, whole: 0 });
  const now = () => performance.timeOrigin + performance.now();
  const coloursIn = (context, x, y, width, height) =>
    new Set(new Uint32Array(context.getImageData(x, y, width, height).data.buffer)).size;
  const look = () => {
    const canvas = document.querySelector('canvas');
    const context = canvas?.width > 400 && canvas.getContext('2d');
    if (context) {
      if (!seen.anything && coloursIn(context, 0, 0, canvas.width, 200) > 1) seen.anything = now();
      if (coloursIn(context, 0, 0, 240, 34) > 150 && coloursIn(context, 0, 40, 130, 300) > 1000) seen.whole = now();
    }
    if (!seen.whole) setTimeout(look, 25);
  };
  look();
})()`;
