#!/usr/bin/env bash
# The full platform's own tests, a lane for itself because it takes minutes: ./dev test full
#
# Starts a full platform beside any other, deploys the sample, tries the checklist, dials the table of who reaches whom, and dials it again
# with the engine of NetworkPolicies stopped on every node: pods that start then have no rules, so forbidden pairs have to open.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dev=$here/../dev
export DEVSTACK_INSTANCE=full-tests
started=$SECONDS
python=$("$here/tools.sh")/python
nodes=(k3s-1 ops-1 build-1 run-1 run-2)
step() { printf 'full: %4d s  %s\n' "$((SECONDS - started))" "$*"; }
engines() { # STOP or CONT
  local node
  # shellcheck disable=SC2016 # the node's own shell
  for node in "${nodes[@]}"; do docker exec "$containers$node" sh -c 'kill -s "$0" $(pidof netpol)' "$1"; done
}
trap '"$dev" down --full --volumes' EXIT

"$dev" demo --full
containers=$(docker ps --filter "label=ink.ml.dp.devstack" --format '{{.Names}}' | sed -n 's/^\(dp-devstack-.*-full-tests-full-\)k3s-1$/\1/p' | head -n 1)
step "the sample answers"
"$dev" verify --full
step "the checklist holds"
"$python" "$here/tests/dial.py" "$containers"
step "dialled"
engines STOP
"$python" "$here/tests/dial.py" "$containers" --enforcers-stopped
engines CONT
step "passed"
