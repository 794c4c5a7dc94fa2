import type { RawChannel } from '@novnc/novnc';

const pingMs = 5_000;
const silentMs = 15_000;

type Listener = {
  onRoundTrip: (ms: number) => void;
  /** With the code that the gateway gave, or 1006 where nothing was said. */
  onClosed: (code: number) => void;
};

/**
 * A WebSocket to the desktop that notices when nobody is at the other end any more. The stream of the desktop is in binary
 * messages, which noVNC gets; a short text comes back as it was sent, which tells the time there and back.
 */
export function openLine(url: string, { onRoundTrip, onClosed }: Listener): RawChannel {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  let heardAt = performance.now();
  let askedAt: number | undefined;
  let isOver = false;
  const timer = setInterval(tick, pingMs);

  const channel: RawChannel = {
    send: (data) => socket.send(data),
    close: () => socket.close(),
    binaryType: 'arraybuffer',
    protocol: '',
    get readyState() {
      return isOver ? WebSocket.CLOSED : socket.readyState;
    },
    onopen: null,
    onmessage: null,
    onerror: null,
    onclose: null,
  };

  socket.onopen = (event) => {
    heardAt = performance.now();
    channel.onopen?.(event);
    tick();
  };
  socket.onmessage = (event) => {
    heardAt = performance.now();
    if (typeof event.data !== 'string') channel.onmessage?.(event);
    else if (askedAt !== undefined) onRoundTrip(heardAt - askedAt);
    if (typeof event.data === 'string') askedAt = undefined;
  };
  socket.onclose = (event) => end(event);

  function tick(): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    const now = performance.now();
    if (askedAt === undefined) {
      askedAt = now;
      socket.send('?');
    } else if (now - Math.max(askedAt, heardAt) > silentMs) {
      socket.close(); // Which takes its time where nobody answers: it is over now.
      end(new CloseEvent('close', { code: 1006 }));
    }
  }

  function end(event: CloseEvent): void {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    channel.onclose?.(event);
    onClosed(event.code);
  }

  return channel;
}
