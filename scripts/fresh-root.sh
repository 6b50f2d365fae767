#!/usr/bin/env bash
# scripts/fresh-root.sh [--keep] [COMMAND…]
#
# Proof that nothing but the repository is needed: makes a minimal Debian 12 in a temporary directory (debootstrap,
# plus ca-certificates), clones the committed state of this repository into it and runs COMMAND there, by default
# `./run.sh --build-only`. Try also `scripts/fresh-root.sh ./test.sh`.
#
#   --keep   leaves the root in place and says where, for a look with chroot; run its unmount line when done
#
# Needs root and debootstrap. Package sources, proxies and certificate authorities are those of this machine.
. "$(dirname -- "$0")/lib.sh"

keep=no
[ "${1:-}" != --keep ] || { keep=yes; shift; }
[ $# -gt 0 ] || set -- ./run.sh --build-only
[ "$(id -u)" = 0 ] || die "chroot and mount need root"
command -v debootstrap > /dev/null || die "debootstrap is missing: apt-get install debootstrap"

fresh=$(mktemp -d "${TMPDIR:-/tmp}/webchats-fresh.XXXXXX")
mounts=()

leave() {
  local i
  if [ $keep = yes ]; then
    say "the root stays in $fresh; unmount with: umount ${mounts[*]}"
    return
  fi
  for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do
    umount --lazy "${mounts[i]}"
  done
  # A mount that did not let go would take the machine's own /dev with it.
  if grep -q " $fresh/" /proc/mounts; then
    die "$fresh still holds a mount; it is not removed"
  fi
  rm -rf --one-file-system "$fresh"
}
trap leave EXIT

# The machine's Debian sources: `deb URI CODENAME COMPONENT`, one a line.
sources=$(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
  'Created-By: Packages' 'Origin: Debian' 'Component: main' | grep -E ' bookworm(-[a-z]+)? ' | sort -u)
[ -n "$sources" ] || die "this machine has no package source for Debian 12 (bookworm)"
mirror=$(awk '$3 == "bookworm" { print $2; exit }' <<< "$sources")

say "debootstrap into $fresh"
debootstrap --variant=minbase --include=ca-certificates bookworm "$fresh" "$mirror"
printf '%s\n' "$sources" > "$fresh/etc/apt/sources.list"
apt-config dump Acquire | grep -E '::(Proxy|Check-Date|Check-Valid-Until|CaInfo)' \
  > "$fresh/etc/apt/apt.conf.d/90machine" || true
cp /etc/resolv.conf "$fresh/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$fresh/etc/ssl/certs/"

for dir in proc sys dev dev/pts dev/shm; do
  [ -d "/$dir" ] || continue
  mount --bind "/$dir" "$fresh/$dir"
  mounts+=("$fresh/$dir")
done

git clone --quiet --no-hardlinks "$root" "$fresh/root/webchats"
git -C "$fresh/root/webchats" log -1 --format='commit %h %s' >&2

pass=(HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY npm_config_registry; do
  [ -z "${!name:-}" ] || pass+=("$name=${!name}")
done

say "$* in the fresh root"
started=$SECONDS
status=0
env -i "${pass[@]}" chroot "$fresh" /bin/bash -c 'cd /root/webchats && exec "$@"' bash "$@" || status=$?
say "exit code $status after $((SECONDS - started)) s"
exit $status
