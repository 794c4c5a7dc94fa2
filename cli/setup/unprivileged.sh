#!/usr/bin/env bash
# unprivileged.sh STATE CACHE PROGRAM [ARGUMENT ...]: runs a program of the checkout as somebody who may do nothing but write in
# STATE. For root that is an account without an entry on this machine (PostgreSQL wants its account named, so the program
# sees a passwd file with one more line); the checkout is then read-only, at a path which that account can read even
# when it lies below /root. Anybody else runs it as they are.
set -euo pipefail
uid=64321
inside=/run/atrium/checkout
root=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")

if [[ $EUID -eq 0 && $1 != --inside ]]; then exec unshare --mount --propagation private -- "$0" --inside "$@"; fi
[[ $1 != --inside ]] || shift
state=$1 cache=$2
shift 2

# One run at a time: a second one would clear away what the first works with. The lock goes with the program.
claim() {
  exec 9<"$state"
  flock --nonblock 9 || {
    echo "atrium: another run uses the state directory $state; wait for its end, or choose another with --state" >&2
    exit 1
  }
}

if [[ $EUID -ne 0 ]]; then
  mkdir -p -m 0700 "$state"
  claim
  mkdir -p "$state/home" "$state/tmp"
  cd "$root"
  exec env TMPDIR="$state/tmp" ATRIUM_CACHE="$cache" NODE_COMPILE_CACHE="$state/compiled" "$@"
fi

if [[ -e $state && $(stat -c %u "$state") -ne $uid && $(ls -A "$state") ]]; then
  echo "atrium: the state directory $state holds somebody else's files; choose an empty one" >&2
  exit 1
fi
mkdir -p "$state" "$inside"
chown $uid:$uid "$state"
chmod 0700 "$state"
claim
install -d -o $uid -g $uid -m 0700 "$state/home" "$state/tmp"

passwd=$(mktemp /run/atrium/passwd.XXXXXX)
{ cat /etc/passwd && echo "atrium:x:$uid:$uid:Atrium:$state/home:/bin/bash"; } >"$passwd"
chmod 0644 "$passwd"
mount --bind "$passwd" /etc/passwd
rm "$passwd"
mount --rbind "$root" "$inside"
mount -o remount,bind,ro "$inside"

# Open to everybody on most machines: an instance with a network of its own makes its end of it there.
if [[ -e /dev/net/tun && ! $(stat -c %a /dev/net/tun) =~ 6$ ]]; then
  tun=$(mktemp -d /run/atrium/tun.XXXXXX)
  if mknod -m 0666 "$tun/tun" c 10 200 2>/dev/null; then mount --bind "$tun/tun" /dev/net/tun; fi
fi

drop=(setpriv --reuid=$uid --regid=$uid --clear-groups --no-new-privs --)
"${drop[@]}" "$inside/node_modules/.bin/node" --version >/dev/null || {
  echo "atrium: other accounts may not read $root; allow it: chmod -R go+rX '$root'" >&2
  exit 1
}
"${drop[@]}" test -w "$state" || {
  echo "atrium: the way to the state directory $state is closed to other accounts; choose one elsewhere" >&2
  exit 1
}

# On cgroup v2 a process may move others only below a group that is its own already.
if [[ -w /sys/fs/cgroup/atrium/servers/cgroup.procs ]]; then echo $$ >/sys/fs/cgroup/atrium/servers/cgroup.procs; fi

# Nothing of root's environment comes along.
keep=(TERM="${TERM:-dumb}" LANG=C.UTF-8 HOME="$state/home" USER=atrium TMPDIR="$state/tmp" ATRIUM_CACHE="$cache" NODE_COMPILE_CACHE="$state/compiled" PATH="$inside/node_modules/.bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
cd "$inside"
exec "${drop[@]}" env -i "${keep[@]}" "$@"
