import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { processOf } from '../testing/federation.ts';
import { people } from '../testing/people.ts';

const signIn = people();
const mebibyte = 2 ** 20;

test('C29: a real JupyterLab saves a notebook with a large output, shows a large message, and takes a large file', {
  timeout: 600_000,
}, async () => {
  const { state } = inject('federation');
  const mira = await signIn('mira');
  const { id } = await mira.launch('lumen', 'notebook-small');
  const { page } = await mira.open('lumen', id, 'lab');
  await page.goto(new URL('/lab', page.url()).href);
  await page.getByRole('main').first().waitFor({ timeout: 60_000 });
  const gateway = await processOf(state, 'lumen gateway');
  const ask = <Asked extends object>(script: string, asked: Asked) =>
    page.evaluate<string>(`(${script})(${JSON.stringify(asked)})`);
  await ask(save, { path: 'first.ipynb', size: mebibyte }); // What is kept for good: compiled code, and buffers.

  const grown = await growthOf(gateway, async () => {
    const [size, message, pieces] = inject('full')
      ? [60 * mebibyte, 30 * mebibyte, 300]
      : [20 * mebibyte, 10 * mebibyte, 20];
    expect(await ask(save, { path: 'large.ipynb', size })).toBe(sumOf('A', size));
    expect(await ask(print, { size: message })).toBe(String(message));
    expect(await ask(upload, { path: 'large.bin', pieces, size: mebibyte })).toBe(sumOf('B', pieces * mebibyte));
  });
  expect(grown / mebibyte).toBeLessThan(32);

  const refused = await ask(refuse, { path: 'no-such-directory/large.ipynb' });
  expect(JSON.parse(refused), "Jupyter's own refusal arrives as it is").toMatchObject({ status: 500, by: 'jupyter' });
});

function sumOf(letter: string, size: number): string {
  return createHash('sha256').update(Buffer.alloc(size, letter)).digest('hex');
}

/** How much memory the process took at most meanwhile, over what it had before (proc(5)). */
async function growthOf(pid: number, act: () => Promise<void>): Promise<number> {
  const read = (name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = read('VmRSS');
  await act();
  return read('VmHWM') - before;
}

/** What follows runs in JupyterLab's own page, and asks as JupyterLab does. */
const hexOf = `async (bytes) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
  (byte) => byte.toString(16).padStart(2, '0')).join('')`;

/** Saves a notebook with one output of that size, reads it back, and gives the sum of the output. */
const save = `async ({ path, size }) => {
  const output = { output_type: 'stream', name: 'stdout', text: 'A'.repeat(size) };
  const cell = { cell_type: 'code', execution_count: 1, id: 'one', metadata: {}, source: '', outputs: [output] };
  const content = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  const body = JSON.stringify({ type: 'notebook', format: 'json', content });
  const headers = { 'content-type': 'application/json' };
  const saved = await fetch('/api/contents/' + path, { method: 'PUT', headers, body });
  if (!saved.ok) throw new Error(saved.status + ' ' + (await saved.text()));
  const { content: kept } = await (await fetch('/api/contents/' + path)).json();
  const text = [kept.cells[0].outputs[0].text].flat().join('');
  return (${hexOf})(new TextEncoder().encode(text));
}`;

/** Lets a kernel print that much at once, and gives how long the message was that came. */
const print = `async ({ size }) => {
  const kernel = await (await fetch('/api/kernels', { method: 'POST' })).json();
  const socket = new WebSocket('ws://' + location.host + '/api/kernels/' + kernel.id + '/channels');
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  const header = { msg_id: 'm', session: 's', username: 'u', msg_type: 'execute_request', version: '5.3' };
  const content = { code: 'display({"text/plain": "x" * ' + size + '}, raw=True)', silent: false, stop_on_error: true };
  const longest = new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.msg_type === 'display_data') resolve(String(message.content.data['text/plain'].length));
      if (message.msg_type === 'error' || message.msg_type === 'stream') reject(new Error(data.slice(0, 500)));
    };
    socket.onclose = ({ code }) => reject(new Error('closed with ' + code));
  });
  socket.send(JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel: 'shell' }));
  const length = await longest;
  socket.onclose = null;
  socket.close();
  await fetch('/api/kernels/' + kernel.id, { method: 'DELETE' });
  return length;
}`;

/** Uploads in pieces, as the upload button does, and gives the sum of what comes down again. */
const upload = `async ({ path, pieces, size }) => {
  const content = btoa('B'.repeat(size));
  for (let piece = 1; piece <= pieces; piece++) {
    const chunk = piece === pieces ? -1 : piece;
    const body = JSON.stringify({ type: 'file', format: 'base64', chunk, content });
    const headers = { 'content-type': 'application/json' };
    const taken = await fetch('/api/contents/' + path, { method: 'PUT', headers, body });
    if (!taken.ok) throw new Error(taken.status + ' ' + (await taken.text()));
  }
  return (${hexOf})(await (await fetch('/files/' + path)).arrayBuffer());
}`;

/** Saves where Jupyter cannot. */
const refuse = `async ({ path }) => {
  const body = JSON.stringify({ type: 'file', format: 'text', content: 'x' });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch('/api/contents/' + path, { method: 'PUT', headers, body });
  const said = await answer.json();
  return JSON.stringify({ status: answer.status, by: 'traceId' in said ? 'us' : 'jupyter' });
}`;
