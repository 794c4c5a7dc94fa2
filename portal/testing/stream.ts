import type { TestBrowser } from './browser.ts';

type Heard = { id: string | undefined; event: string | undefined; data: unknown };

/** A page that listens to a stream of events. `heard` grows; `close` is a closed tab. */
export async function listenTo(browser: TestBrowser, path: string, headers: Record<string, string> = {}) {
  const tab = new AbortController();
  const response = await browser.ask(browser.portalUrl + path, { headers, signal: tab.signal });
  const heard: Heard[] = [];
  const comments: string[] = [];
  const ended = read(response, heard, comments).catch(() => {});
  return { response, heard, comments, ended, close: () => tab.abort() };
}

async function read({ body }: Response, heard: Heard[], comments: string[]): Promise<void> {
  let text = '';
  for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field('data');
      if (data === undefined) comments.push(block);
      else heard.push({ id: field('id'), event: field('event'), data: JSON.parse(data) });
    }
  }
}
