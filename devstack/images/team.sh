#!/usr/bin/env bash
# Compile once for a team: the local platform's images in a registry of yours, known by their digests.
#
#   team.sh ensure NAME...                     what build.sh NAME... does, but what DEVSTACK_IMAGES has is pulled instead of compiled
#   team.sh push REGISTRY/PREFIX [--full] [--file FILE] [NAME...]
#                                              builds what is missing, pushes the images and writes their digests down
#
# NAME is as build.sh knows it; of a push it is `all` when none is given, and --full is `full` beside them. DEVSTACK_IMAGES is the
# REGISTRY/PREFIX that was pushed to. The digests are in digests.tsv here, which a team commits, or in the FILE that was given, which
# DEVSTACK_DIGESTS then names. What is pulled is what the file says or nothing: an image whose key (the hash in its tag) is another than
# this checkout's, or that the registry does not have, is built as ever.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C
images=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
digests=${DEVSTACK_DIGESTS:-$images/digests.tsv}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf 'images: %s\n' "$*" >&2; }
fail() {
  say "$@"
  exit "${status:-1}"
}
usage() {
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$images/team.sh" >&2
  exit 2
}
there() { docker image inspect "$1" >/dev/null 2>&1; }
name_of() { local rest=${1#dp-devstack/} && printf '%s\n' "${rest%%:*}"; }
# What Docker said, in a few words.
why() {
  if grep -q 'manifest unknown' "$1"; then
    echo "the registry does not have it"
  else
    tail -n 1 "$1" | sed 's/^Error response from daemon: //' | cut -c 1-200
  fi
}

# A registry's host, then at least one word: without one, a host that has no dot would be a name of Docker Hub.
checked_place() {
  local place=$1 word='[a-z0-9]+([._-]+[a-z0-9]+)*'
  [[ $place =~ ^[A-Za-z0-9.-]+(:[0-9]+)?(/$word)+$ ]] ||
    status=2 fail "'$place' is no place for images: it is REGISTRY/PREFIX, such as registry.example.com/devstack"
}

push_one() { # PLACE REFERENCE: prints the digest that the registry gave
  local name target digest
  name=$(name_of "$2") target=$1/$(name_of "$2"):${2##*:}
  docker tag "$2" "$target"
  if ! docker push "$target" >"$work/push" 2>&1; then
    docker rmi "$target" >/dev/null 2>&1 || true
    say "tried to push $name to $1 but failed because: $(why "$work/push")"
    fail "next: docker login ${1%%/*}, if it wants to know who you are; then try again"
  fi
  docker rmi "$target" >/dev/null
  digest=$(grep -o 'digest: sha256:[0-9a-f]\{64\}' "$work/push" | tail -n 1)
  [ -n "$digest" ] || fail "tried to push $name to $1 but failed because Docker named no digest"
  printf '%s\n' "${digest#digest: }"
}

push() {
  local place='' file='' full='' sets=() reference digest name started=$SECONDS
  while [ $# -gt 0 ]; do
    case $1 in
      --full) full=full ;;
      --file)
        [ -n "${2:-}" ] || usage
        file=$2
        shift
        ;;
      -*) usage ;;
      *) if [ -z "$place" ]; then place=$1; else sets+=("$1"); fi ;;
    esac
    shift
  done
  checked_place "$place"
  [ "${#sets[@]}" -gt 0 ] || sets=(all)
  [ -z "$full" ] || sets+=(full)
  file=${file:-$digests}
  mkdir -p "$(dirname "$file")"
  ensure "${sets[@]}" >"$work/references"
  : >"$work/rows"
  while read -r reference; do
    digest=$(push_one "$place" "$reference")
    name=$(name_of "$reference")
    say "pushed $place/$name@$digest"
    printf '%s\t%s\t%s\n' "$name" "${reference##*:}" "$digest" >>"$work/rows"
  done <"$work/references"
  # Kept are the lines of images that are not pushed this time; one whose key has changed since is not pulled anyway.
  if [ -e "$file" ]; then
    awk -F'\t' 'NR == FNR {new[$1]; next} !/^#/ && NF && !($1 in new)' "$work/rows" "$file" >"$work/kept"
    cat "$work/kept" >>"$work/rows"
  fi
  {
    echo "# What ./dev images push has pushed; DEVSTACK_IMAGES=REGISTRY/PREFIX ./dev ... pulls it, and nothing else. To be committed."
    printf '# name\ttag\tdigest\n'
    sort "$work/rows"
  } >"$file.part"
  mv "$file.part" "$file"
  say "pushed $(wc -l <"$work/references") images in $((SECONDS - started)) s; their digests are in $file, which you commit"
  say "from then on: DEVSTACK_IMAGES=$place ./dev demo"
}

# In a process of its own: several are pulled at once. Its status does not matter, only what is there afterwards.
pull_one() { # REFERENCE
  local reference=$1 name tag known digest pinned log
  name=$(name_of "$reference") tag=${reference##*:} log=$work/pull-$name
  IFS=$'\t' read -r known digest < <(awk -F'\t' -v name="$name" '$1 == name {print $2 "\t" $3; exit}' "$digests") || true
  if [ -z "${known:-}" ]; then
    say "$name is not in $digests; it is built here"
  elif [ "$known" != "$tag" ]; then
    say "$name was pushed as $known, and this checkout has $tag; it is built here"
  elif ! [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then
    say "$name has no digest in $digests; it is built here"
  else
    pinned=$DEVSTACK_IMAGES/$name@$digest
    if ! docker pull --quiet "$pinned" >"$log" 2>&1; then
      say "$name cannot be pulled as $pinned: $(why "$log"); it is built here"
    else
      # Docker has compared the digest. That the file names the right one for this name is left to ask.
      if [ "$(docker image inspect --format '{{index .Config.Labels "ink.ml.dp.devstack.image"}}' "$pinned")" = "$name" ]; then
        docker tag "$pinned" "$reference"
        say "pulled $name"
      else
        say "$name cannot be pulled as $pinned: that is another image; it is built here"
      fi
      docker rmi "$pinned" >/dev/null 2>&1 || true
    fi
  fi
}

pull() { # REFERENCES of what is missing
  local started=$SECONDS reference pulled=0
  checked_place "$DEVSTACK_IMAGES"
  if [ ! -e "$digests" ]; then
    say "there is no $digests, so nothing can be pulled; ./dev images push $DEVSTACK_IMAGES makes it where the images are"
    return
  fi
  for reference in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge 4 ]; do wait -n || true; done
    pull_one "$reference" &
  done
  wait
  for reference in "$@"; do if there "$reference"; then pulled=$((pulled + 1)); fi; done
  say "pulled $pulled of $# images from $DEVSTACK_IMAGES in $((SECONDS - started)) s"
}

ensure() { # NAME...
  local reference missing=()
  if [ -n "${DEVSTACK_IMAGES:-}" ]; then
    docker info >/dev/null 2>&1 || fail "no Docker daemon answers; devstack/docker/ensure-daemon.sh starts one"
    "$images/build.sh" --tag "$@" >"$work/wanted"
    while read -r reference; do there "$reference" || missing+=("$reference"); done <"$work/wanted"
    [ "${#missing[@]}" = 0 ] || pull "${missing[@]}"
  fi
  "$images/build.sh" "$@"
}

case ${1:-} in
  push | ensure)
    [ $# -ge 2 ] || usage
    "$@"
    ;;
  *) usage ;;
esac
