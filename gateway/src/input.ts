const typed = /\/api\/kernels\/[^/?]+\/channels(\?|$)|\/terminals\/websocket\/[^/?]+(\?|$)/;

/** A page that is merely left open asks again and again; only a person changes something. */
export function isChange(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH' || method === 'DELETE';
}

/** Whether what a browser sends on this WebSocket is what a person typed: a kernel's channel, or a terminal. */
export function isTypedInto(target: string): boolean {
  return typed.test(target);
}
