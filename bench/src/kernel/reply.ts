import type { Page } from 'playwright-core';

/** In a page of a notebook's own origin: begins a kernel, and resolves when it has first said what it is. */
export function kernelReply(page: Page, base: string, token: string | undefined): Promise<void> {
  return page.evaluate(`(async () => {
    const headers = ${JSON.stringify(token ? { authorization: `token ${token}` } : {})};
    const xsrf = /_xsrf=([^;]+)/.exec(document.cookie)?.[1];
    if (xsrf) headers['x-xsrftoken'] = xsrf;
    const made = await fetch('${base}api/kernels', { method: 'POST', headers });
    if (!made.ok) throw new Error('a kernel was refused with ' + made.status);
    const { id } = await made.json();
    const address = new URL('${base}api/kernels/' + id + '/channels', location.href);
    address.protocol = 'ws';
    ${token ? `address.searchParams.set('token', '${token}');` : ''}
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      const header = { msg_id: 'bench', session: 'bench', username: '', msg_type: 'kernel_info_request', version: '5.3' };
      const message = { header, parent_header: {}, metadata: {}, content: {}, channel: 'shell', buffers: [] };
      socket.onopen = () => socket.send(JSON.stringify(message));
      socket.onmessage = ({ data }) => String(data).includes('kernel_info_reply') && resolve();
      socket.onclose = () => reject(new Error('the channel to the kernel was closed'));
    });
    socket.close();
  })()`);
}
