import { BlockList, isIPv6 } from 'node:net';

const never = new BlockList();
never.addSubnet('0.0.0.0', 8, 'ipv4');
never.addSubnet('169.254.0.0', 16, 'ipv4');
never.addSubnet('224.0.0.0', 3, 'ipv4');
never.addAddress('::', 'ipv6');
never.addSubnet('fe80::', 10, 'ipv6');
never.addSubnet('ff00::', 8, 'ipv6');
never.addSubnet('fd00:ec2::', 32, 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether a connector may be at this address: not where clouds hand out credentials (link-local), nowhere that is many,
 * and on this machine only when its entry says so. Networks of a site are a matter of whoever writes the entry.
 */
export function mayDial(address: string, mayBeLoopback: boolean): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  return !never.check(address, family) && (mayBeLoopback || !loopback.check(address, family));
}
