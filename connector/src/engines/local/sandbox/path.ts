/** Where the programs of the host that the engine itself starts are looked for. */
export const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
