#!/usr/bin/env bash
# Checks the manifests without a cluster: yamllint, and kubeconform against the API of the pinned Kubernetes version, whose
# schemas are taken from its own Go module, since they cannot be downloaded everywhere.
# Needs: python3, go; installs yamllint (pip) and kubeconform (go) when they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
kubernetes=$(sed -n 's/^\tk8s.io\/kubernetes \(v[0-9.]*\)$/\1/p;s/^require k8s.io\/kubernetes //p' devstack/images/go/kubernetes/go.mod | head -n 1)
kubeconform=v0.8.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dp-devstack/schemas-$kubernetes
PATH=$PATH:$(go env GOPATH)/bin

command -v yamllint >/dev/null || python3 -m pip install --quiet yamllint==1.38.0
command -v kubeconform >/dev/null || go install "github.com/yannh/kubeconform/cmd/kubeconform@$kubeconform"

if [ ! -e "$cache/done" ]; then
  module=$(go mod download -json "k8s.io/kubernetes@$kubernetes" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
  mkdir -p "$cache"
  python3 - "$module/api/openapi-spec/swagger.json" "$cache" <<'PYTHON'
import json
import os
import sys

swagger, cache = sys.argv[1:]
with open(swagger, encoding="utf-8") as file:
    definitions = json.load(file)["definitions"]
for definition in definitions.values():
    # As the API server does under strict validation: a field that it does not know is a mistake.
    if "properties" in definition and "additionalProperties" not in definition:
        definition["additionalProperties"] = False
definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"] = {"type": ["string", "integer"]}
definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"] = {"type": ["string", "number"]}
with open(os.path.join(cache, "_definitions.json"), "w", encoding="utf-8") as file:
    json.dump({"definitions": definitions}, file)
for name, definition in definitions.items():
    for kind in definition.get("x-kubernetes-group-version-kind", []):
        group = kind["group"].split(".")[0]
        parts = [kind["kind"], group, kind["version"]] if group else [kind["kind"], kind["version"]]
        with open(os.path.join(cache, "-".join(parts).lower() + ".json"), "w", encoding="utf-8") as file:
            json.dump({"$ref": "_definitions.json#/definitions/" + name}, file)
PYTHON
  touch "$cache/done"
fi

yamllint --strict -c k8s/.yamllint k8s
find k8s -name '*.yaml' -not -path '*/rules/*' -not -path '*/rule-tests/*' -print0 |
  xargs -0 kubeconform -strict -summary -schema-location "$cache/{{ .ResourceKind }}{{ .KindSuffix }}.json"
