import { hash } from 'node:crypto';

/** What programs read in /etc and what holds no secret. Of all else of the root's /etc, nothing is there inside. */
export const taken = [
  'X11',
  'alternatives',
  'bash.bashrc',
  'bash_completion',
  'ca-certificates.conf',
  'dbus-1',
  'debian_version',
  'fonts',
  'gtk-2.0',
  'gtk-3.0',
  'inputrc',
  'jupyter',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'magic',
  'magic.mime',
  'mailcap',
  'matplotlibrc',
  'mime.types',
  'nanorc',
  'os-release',
  'profile',
  'profile.d',
  'protocols',
  'python3',
  'python3.11',
  'python3.13',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
  'terminfo',
  'xdg',
];

type Surroundings = { key: string; account: string; hostname: string; network: 'none' | 'open' };

/** The files of /etc that are made anew. The same for each repeat of one run. */
export function madeEtc({ key, account, hostname, network }: Surroundings): Record<string, string> {
  return {
    passwd: `root:x:0:0::/:/usr/sbin/nologin\n${account}:x:1000:1000::/home/${account}:/bin/bash\n`,
    group: `root:x:0:\n${account}:x:1000:\n`,
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
    hosts: `127.0.0.1 localhost ${hostname}\n::1 localhost\n`,
    hostname: `${hostname}\n`,
    'machine-id': `${hash('sha256', key).slice(0, 32)}\n`,
    'resolv.conf': network === 'open' ? 'nameserver 10.0.2.3\n' : '',
  };
}
