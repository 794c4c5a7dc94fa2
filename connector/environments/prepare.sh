#!/bin/sh
# Prepares what the local engine runs. Called by whoever sets a machine up, before dropping to an unprivileged user:
#
#   prepare.sh packages               the Debian packages that the engine and the environments beside this file need, one
#                                     a line; those of an environment stand in the file `packages` of its folder
#   prepare.sh root CACHE             makes the root file system of notebooks in CACHE, unless it is there; prints its
#                                     directory, which the engine's setting `roots.lab` names. As root, about 60 s, 0.8 GB
#   prepare.sh root-name              the name of that directory in CACHE, without making it
#
# What it prints on stdout is the answer alone; progress and complaints go to stderr. It exits with 1 if it could not.
set -eu
here=$(dirname "$(readlink -f "$0")")

suite=trixie
# Of the root file system. JupyterLab is unpacked, not installed: its declared dependencies are 833 packages of node
# modules, and the built application uses none of them.
included=jupyter-server,python3-jupyterlab-server,python3-notebook-shim,python3-async-lru,python3-ipykernel,python3-ipywidgets,python3-jupyterlab-widgets,python3-h5py,python3-numpy,python3-scipy,python3-matplotlib,python3-terminado,bash-completion,less,procps
unpacked=jupyterlab
engine_packages='bubblewrap slirp4netns iproute2 util-linux coreutils mmdebstrap'

fail() {
  echo "$*" >&2
  exit 1
}

packages() {
  {
    printf '%s\n' $engine_packages
    cat "$here"/*/packages
  } | sort -u
}

# What makes the root makes its name: another list or another way to build gives another directory.
root_name() {
  made_by=$(sed -n '/^build_root()/,/^}/p' "$here/prepare.sh")
  echo "lab-$(printf '%s\n' "$suite" "$included" "$unpacked" "$made_by" | sha256sum | cut -c 1-12)"
}

root() {
  cache=$1
  target=$cache/$(root_name)
  mkdir -p "$cache"
  exec 9>"$cache/lab.lock"
  flock 9
  if [ ! -e "$target/identity" ]; then
    [ "$(id -u)" -eq 0 ] || fail 'The root file system of notebooks can only be made by root.'
    command -v mmdebstrap >/dev/null || fail 'mmdebstrap is missing: apt-get install mmdebstrap'
    rm -rf "$cache"/lab-*.unfinished
    build_root "$target.unfinished" >&2
    mv -T "$target.unfinished" "$target"
  fi
  echo "$target"
}

# Makes DIR/root and DIR/identity (what is in it, name=version). Whole or not at all: the caller renames DIR.
build_root() {
  mkdir -p "$1/build/lists"
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
  echo "deb ${mirror:=http://deb.debian.org/debian} $suite main" >"$1/build/sources.list"
  apt="apt-get -o Dir::State::Lists=$1/build/lists -o Dir::Etc::sourcelist=$1/build/sources.list -o Dir::Etc::sourceparts=/dev/null"
  $apt update -qq
  (cd "$1/build" && $apt download "$unpacked")
  mmdebstrap --quiet --variant=apt --aptopt='APT::Install-Recommends "false"' --include="$included" \
    --customize-hook="dpkg-deb -x $1/build/${unpacked}_*.deb \"\$1\"" \
    --customize-hook='chroot "$1" python3 -m compileall -q /usr/lib/python3/dist-packages/jupyterlab' \
    --customize-hook='rm -rf "$1"/usr/share/doc "$1"/usr/share/man "$1"/usr/share/locale "$1"/usr/share/nodejs/@jupyterlab' \
    --customize-hook='chroot "$1" jupyter-lab --version' \
    "$suite" "$1/root" "$mirror"
  {
    dpkg-query --admindir="$1/root/var/lib/dpkg" -W -f '${Package}=${Version}\n'
    dpkg-deb -W --showformat '${Package}=${Version}\n' "$1"/build/"$unpacked"_*.deb
  } | LC_ALL=C sort >"$1/identity"
  chmod 755 "$1" "$1/root"
  rm -rf "$1/build"
}

case ${1:-} in
  packages) packages ;;
  root) root "$(realpath -m "$2")" ;;
  root-name) root_name ;;
  *) sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2 && exit 64 ;;
esac
