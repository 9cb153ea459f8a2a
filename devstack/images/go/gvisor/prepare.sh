#!/usr/bin/env bash
# Writes to DIRECTORY a vendored copy of gVisor whose shim leaves its own OOM score alone: the score of -999 that it
# hard-codes is refused where CAP_SYS_RESOURCE is missing, and pods then stay in ContainerCreating.
set -euo pipefail
target=$1
rm -rf "$target" && mkdir -p "$target"
cd "$(dirname "${BASH_SOURCE[0]}")"
cp go.mod go.sum "$target/"
cd "$target"
go mod vendor
manager=vendor/gvisor.dev/gvisor/pkg/shim/v1/manager.go
sed -i 's/^\(\toomScoreMax = \)-999$/\10/' "$manager"
grep -q '^	oomScoreMax = 0$' "$manager" || { echo "gvisor: the shim's OOM score is no longer where it was; look at $manager" >&2; exit 1; }
