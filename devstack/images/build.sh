#!/usr/bin/env bash
# Builds the local platform's images from pinned Go modules and Debian packages, without an image registry.
#
#   build.sh NAME...             builds what is missing of these, as much at once as the machine allows; prints their references
#   build.sh --tag NAME...       prints the references, builds nothing
#   build.sh --check NAME...     says what would keep it from building what is missing of these: no Go, no room; builds nothing
#   build.sh --room NAME...      prints the GiB that building them takes, for each disk, and the folder that is written to
#   build.sh --list              prints every name with its version
#
# NAME is a name of images.tsv; or `all`, which is those that the quick platform and the tests need; or `full`, what the full one needs
# beside them. A reference's tag ends in a hash of everything the image is made from, so a changed
# input is a new image and an unchanged one is never built twice. Compiled programs are kept under
# ${XDG_CACHE_HOME:-~/.cache}/dp-devstack, so an interrupted run goes on where it was; Go's caches lie there too, until all images are
# there (DEVSTACK_KEEP_GO=1 keeps them longer).
set -euo pipefail
shopt -s inherit_errexit # else a name that is not in the tables would go unnoticed inside $(...)
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=devstack/images/lib/keys.sh
. lib/keys.sh
# shellcheck source=devstack/images/lib/make.sh
. lib/make.sh
# shellcheck source=devstack/images/lib/schedule.sh
. lib/schedule.sh
# shellcheck source=devstack/images/lib/room.sh
. lib/room.sh

mode=build
case ${1:-} in
  --tag | --list | --check | --room) mode=${1#--}; shift ;;
  -h | --help | '') sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "build.sh"; exit 0 ;;
esac
names=$(expand "$@")
case $mode in
  list) rows images.tsv | cut -f 1,2 ;;
  tag) references "$names" ;;
  check | room)
    for name in $names; do want "$name"; done
    if [ "$mode" = room ]; then room; else need_go && need_room; fi
    ;;
  build)
    docker info >/dev/null 2>&1 || fail "no Docker daemon answers; devstack/docker/ensure-daemon.sh starts one"
    mkdir -p "$cache/bin" "$cache/log"
    exec 9>"$cache/lock"
    flock -n 9 || { say "images: waiting for another build of images"; flock 9; }
    # shellcheck disable=SC2086 # names have no spaces
    build_missing $names
    references "$names"
    ;;
esac
