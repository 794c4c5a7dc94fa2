import { once } from 'node:events';
import { createServer } from 'node:net';

/** @throws Error that names the first port on which somebody else listens. */
export async function requireFree(ports: number[]): Promise<void> {
  for (const port of ports) {
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new Error(
        `port ${port} is taken by another program. Choose another place with --port, for example --port 8400`,
      );
    } finally {
      server.close();
    }
  }
}
