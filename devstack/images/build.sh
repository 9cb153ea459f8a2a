#!/usr/bin/env bash
# Builds the local platform's images from pinned Go modules and Debian packages, without an image registry.
#
#   build.sh NAME...             builds what is missing of these, one at a time; prints their references
#   build.sh --tag NAME...       prints the references, builds nothing
#   build.sh --list              prints every name with its version and the minutes it takes
#
# NAME is a name of images.tsv; or `all`, which is those that the quick platform and the tests need; or `full`, what the full one needs
# beside them. A reference's tag ends in a hash of everything the image is made from, so a changed
# input is a new image and an unchanged one is never built twice. Compiled programs are kept under
# ${XDG_CACHE_HOME:-~/.cache}/dp-devstack, so an interrupted run goes on where it was.
set -euo pipefail
shopt -s inherit_errexit # else a name that is not in the tables would go unnoticed inside $(...)
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dp-devstack

say() { printf '%s\n' "$*" >&2; }
fail() { say "images: $*"; exit 1; }
rows() { grep -v '^#' "$1"; }
row() { awk -F'\t' -v name="$2" '$1 == name {print; found = 1} END {exit !found}' "$1" || fail "there is no $2 in $1; try --list"; }
field() { cut -f "$1"; }
short() { sha256sum | cut -c 1-12; }

# The identity of a program: what its module pins, how it is patched, and how it is compiled.
program_key() {
  local program=$1 line module
  line=$(row programs.tsv "$program") module=$(field 2 <<<"$line")
  { printf '%s\n' "$line"; find -L "go/$module" -type f -print0 | sort -z | xargs -0 cat; } | short
}

# The identity of an image: its files, its base's and its programs' identities.
image_key() {
  local name=$1 line base program
  line=$(row images.tsv "$name") base=$(field 3 <<<"$line")
  {
    printf '%s\n' "$line"
    find -L "$name" -type f -print0 | sort -z | xargs -0 sha256sum
    [ "$base" = - ] || image_key "$base"
    for program in $(programs_of "$name"); do program_key "$program"; done
    [ "$name" != node ] || for program in coredns traefik pause; do image_key "$program"; done
    [ "$name" != node ] || cat ../docker/unprivileged-runtime.sh
  } | short
}

programs_of() { row images.tsv "$1" | field 4 | sed 's/^-$//'; }
reference() { printf 'dp-devstack/%s:%s-%s\n' "$1" "$(row images.tsv "$1" | field 2)" "$(image_key "$1")"; }
# The references of $names. Hashing all inputs takes seconds, and every ./dev asks: what it gave is kept as long as no input has another
# name, size or time.
references() {
  local stamp kept name
  stamp=$({ printf '%s\n' "$PWD" "$names"; find -L . ../docker/unprivileged-runtime.sh -type f -printf '%p %s %C@\n' | sort; } | short)
  kept=$cache/references/$stamp
  if [ ! -s "$kept" ]; then
    mkdir -p "$cache/references"
    find "$cache/references" -type f -mtime +7 -delete
    for name in $names; do reference "$name"; done >"$kept.$$"
    mv "$kept.$$" "$kept"
  fi
  cat "$kept"
}
present() { docker image inspect "$(reference "$1")" >/dev/null 2>&1; }
expand() {
  local name
  for name in "$@"; do
    case $name in
      all) rows images.tsv | awk -F'\t' '$6 != "full" {print $1}' ;;
      full) rows images.tsv | awk -F'\t' '$6 == "full" {print $1}' ;;
      *) row images.tsv "$name" >/dev/null && printf '%s\n' "$name" ;;
    esac
  done
}

compile() {
  local program=$1 key line module package flags out source started=$SECONDS
  key=$(program_key "$program") line=$(row programs.tsv "$program")
  module=$(field 2 <<<"$line") package=$(field 3 <<<"$line") flags=$(field 4 <<<"$line" | sed 's/^-$//')
  out=$cache/bin/$program-$key
  [ -x "$out" ] && return
  command -v go >/dev/null || fail "Go 1.26 or newer is needed to build images: https://go.dev/dl/"
  say "images:   compiling $program"
  source=$PWD/go/$module
  if [ -x "$source/prepare.sh" ]; then source=$cache/src/$module-$key && "go/$module/prepare.sh" "$source" >&2; fi
  (cd "$source" && CGO_ENABLED=0 GOFLAGS='-trimpath -buildvcs=false' GOTOOLCHAIN=local GOWORK=off nice go build -ldflags "-s -w $flags" -o "$out.part" "$package") >&2 ||
    fail "$program could not be compiled"
  mv "$out.part" "$out"
  say "images:   compiled $program in $((SECONDS - started)) s"
}

# A Debian system as a tar, from the packages that NAME/packages lists.
debootstrap() {
  local name=$1 out=$2
  if ! command -v mmdebstrap >/dev/null; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then fail "mmdebstrap is needed: install Debian's package of that name"; fi
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap; } >&2
  fi
  # shellcheck disable=SC2016 # mmdebstrap gives the hook its own $1
  mmdebstrap --quiet --variant=minbase --include="$(grep -v '^#' "$name/packages" | paste -sd ,)" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/*' bookworm "$out" >&2
}

build() {
  local name=$1 reference line base context program started=$SECONDS
  reference=$(reference "$name")
  present "$name" && return
  line=$(row images.tsv "$name") base=$(field 3 <<<"$line")
  [ "$base" = - ] || build "$base"
  [ "$name" != node ] || for program in pause coredns traefik; do build "$program"; done
  say "images: building $name $(field 2 <<<"$line") (about $(field 5 <<<"$line") min when nothing is cached)"
  for program in $(programs_of "$name"); do compile "$program"; done
  context=$(mktemp -d "$cache/context.XXXXXX")
  cp -rL "$name/." "$context/" # production's files are links here
  for program in $(programs_of "$name"); do ln "$cache/bin/$program-$(program_key "$program")" "$context/$program"; done
  cp ../docker/unprivileged-runtime.sh "$context/"
  if [ -e "$name/packages" ]; then debootstrap "$name" "$context/rootfs.tar"; fi
  if [ "$name" = node ]; then
    mkdir "$context/images"
    for program in pause coredns traefik; do
      docker tag "$(reference "$program")" "dp-devstack/$program:node"
      docker save -o "$context/images/$program.tar" "dp-devstack/$program:node"
    done
  fi
  DOCKER_BUILDKIT=0 docker build --quiet ${base:+--build-arg BASE="$([ "$base" = - ] || reference "$base")"} \
    --label ink.ml.dp.devstack.image="$name" --tag "$reference" "$context" >/dev/null 2>"$cache/docker-build.log" ||
    { cat "$cache/docker-build.log" >&2; rm -rf "$context"; fail "the image $name could not be built"; }
  rm -rf "$context"
  say "images: built $reference in $((SECONDS - started)) s"
}

mode=build
case ${1:-} in
  --tag | --list) mode=${1#--}; shift ;;
  -h | --help | '') sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "build.sh"; exit 0 ;;
esac
names=$(expand "$@")
case $mode in
  list) rows images.tsv | cut -f 1,2,5 ;;
  tag) references ;;
  build)
    docker info >/dev/null 2>&1 || fail "no Docker daemon answers; devstack/docker/ensure-daemon.sh starts one"
    mkdir -p "$cache/bin"
    exec 9>"$cache/lock"
    flock -n 9 || { say "images: waiting for another build of images"; flock 9; }
    rm -rf "$cache"/context.*
    for name in $names; do build "$name"; done
    references
    ;;
esac
