#!/usr/bin/env bash
# Makes the files that are others' anew, from their Go modules (pinned here, verified by the Go proxy's checksums): custom resource
# definitions, without their descriptions, which are four fifths of them, and cert-manager's own chart with our values.
# For who changes a version; needs go and python3. helm and controller-gen are compiled the first time, which takes ten minutes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dp-devstack/vendor
mkdir -p "$cache"
cert_manager=v1.21.2 traefik=v3.7.13 helm_controller=v0.17.9 operator=v0.93.1

module() { go mod download -json "$1" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p'; }
program() { [ -x "$cache/${1##*/}" ] || GOBIN=$cache go install "$1@$2" && printf '%s\n' "$cache/${1##*/}"; }
short() { python3 "$here/tests/crds.py" "$@"; } # FILE... > their definitions, shortened

source=$(module "github.com/traefik/traefik/v3@$traefik")
short "$source"/docs/content/reference/dynamic-configuration/traefik.io_*.yaml >"$here/ingress/crds.yaml"

source=$(module "github.com/k3s-io/helm-controller@$helm_controller")
short "$source"/pkg/crds/yaml/generated/*.yaml >"$here/tests/helm-controller-crds.yaml"

# The operator's own chart brings all of them; these are there before it, because our rules and monitors are of these kinds.
generator=$(program sigs.k8s.io/controller-tools/cmd/controller-gen v0.19.0)
source=$(module "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring@$operator")
cp -r "$source" "$work/monitoring" && chmod -R u+w "$work/monitoring"
(cd "$work/monitoring" && "$generator" crd:crdVersions=v1 paths=./v1/... output:crd:dir="$work/crds")
short "$work"/crds/monitoring.coreos.com_{prometheusrules,servicemonitors,podmonitors}.yaml >"$here/prometheus/stack/crds.yaml"

# What lies in the module is the chart before its release: one line of it is made by their build.
helm=$(program helm.sh/helm/v4/cmd/helm v4.3.1)
source=$(module "github.com/cert-manager/cert-manager@$cert_manager")
cp -r "$source/deploy/charts/cert-manager" "$work/chart" && chmod -R u+w "$work/chart"
sed -i "s/^\(version\|appVersion\):.*/\1: $cert_manager/" "$work/chart/Chart.yaml"
"$helm" template cert-manager "$work/chart" --namespace cert-manager --values "$here/cert-manager/values.yaml" --no-hooks >"$work/rendered.yaml"
short --with-others "$work/rendered.yaml" "$source"/deploy/crds/*.yaml >"$here/cert-manager/rendered.yaml"
