#!/usr/bin/env bash
# Builds the image of a machine: Debian 12 with systemd, and the programs of the devstack's node image that the k3s stand-in starts. Prints
# its reference; nothing is built when it is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dp-devstack
../../devstack/docker/ensure-daemon.sh
node=$(../../devstack/images/build.sh --tag node)
docker image inspect "$node" >/dev/null 2>&1 || ../../devstack/images/build.sh node >&2
reference=dp-devstack/machine:12-$({ echo "$node"; cat packages Dockerfile; } | sha256sum | cut -c 1-12)
if ! docker image inspect "$reference" >/dev/null 2>&1; then
  echo "machines: building their image (about a minute)" >&2
  command -v mmdebstrap >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap; } >&2
  mkdir -p "$cache"
  context=$(mktemp -d "$cache/machine.XXXXXX")
  trap 'rm -rf "$context"' EXIT
  mmdebstrap --quiet --variant=minbase --include="$(grep -v '^#' packages | paste -sd ,)" bookworm "$context/rootfs.tar" >&2
  cp Dockerfile "$context/"
  DOCKER_BUILDKIT=0 docker build --quiet --build-arg NODE="$node" --label ink.ml.dp.devstack.image=machine --tag "$reference" "$context" >&2
fi
echo "$reference"
