import { commandOf } from './processes.ts';

/** What a process of the demo is called, by what `demo status` says, or else by what it runs. */
export function nameProcesses(status: string, command = commandOf): (pid: number) => string {
  const servers = new Map(
    [...status.matchAll(/^(\S.*?) +running +(\d+)$/gm)].map(([, name = '', pid]) => [Number(pid), name]),
  );
  return (pid) => servers.get(pid) ?? (/\bpostgres\b/.test(command(pid)) ? 'PostgreSQL' : 'others');
}
