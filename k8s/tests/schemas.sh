#!/usr/bin/env bash
# Prints the folder of the JSON schemas of the Kubernetes in use, made from its own Go module: schemas cannot be downloaded everywhere.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
kubernetes=$(sed -n 's/^\tk8s.io\/kubernetes \(v[0-9.]*\)$/\1/p;s/^require k8s.io\/kubernetes //p' "$root/devstack/images/go/cluster/go.mod" | head -n 1)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/dp-devstack/schemas-$kubernetes-2
if [ ! -e "$folder/done" ]; then
  module=$(go mod download -json "k8s.io/kubernetes@$kubernetes" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
  mkdir -p "$folder"
  python3 "$root/k8s/tests/schemas.py" kubernetes "$module/api/openapi-spec/swagger.json" "$folder"
  touch "$folder/done"
fi
printf '%s\n' "$folder"
