import type { ViewerSession } from '@atrium/contract/viewer/api';

const api = '/.atrium/api/session';
const askAgainMs = 3_000;

type Listener = {
  onSession: (session: ViewerSession) => void;
  /** The gateway no longer knows this browser. */
  onOver: () => void;
};

/** Follows what the gateway says of the session; it comes from this page's own host, by its cookie. */
export function followSession({ onSession, onOver }: Listener) {
  let stream: EventSource | undefined;
  let isOver = false;
  follow();

  function follow(): void {
    stream?.close();
    stream = new EventSource(`${api}/changes`);
    stream.addEventListener('message', ({ data }) => onSession(JSON.parse(data)));
    // What is merely cut it opens again by itself; what is refused it gives up, and does not say why.
    stream.addEventListener('error', () => {
      if (stream?.readyState === EventSource.CLOSED) void ask();
    });
  }

  /** Asks once more, for instance when the line to the desktop is cut: is it the network, or the right? */
  async function ask(): Promise<void> {
    if (isOver) return;
    const status = await statusNow();
    if (status === 200 && stream?.readyState !== EventSource.OPEN) follow();
    else if (status === 401 || status === 403) end();
    else if (stream?.readyState === EventSource.CLOSED) setTimeout(ask, askAgainMs);
  }

  function end(): void {
    isOver = true;
    stream?.close();
    onOver();
  }

  return { ask };
}

async function statusNow(): Promise<number> {
  try {
    const { status } = await fetch(api, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    return status;
  } catch {
    return 0; // No network, or nobody there: neither says anything of the right.
  }
}
