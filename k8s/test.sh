#!/usr/bin/env bash
# Checks the manifests: linters, schemas of the Kubernetes in use and of every definition that is shipped, rules that every object keeps,
# production's objects against a golden file, alerts by promtool, and a real API server's opinion of all of it.
#
#   test.sh            part of ./dev test, about a minute
#   test.sh --update   the same, and what is rendered now becomes the golden file
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
update=() started=$SECONDS
case ${1:-} in
  --update) update=(--update) ;;
  '') ;;
  *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" && exit 2 ;;
esac
bin=$("$here/tools.sh")
export PATH=$bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# NAME COMMAND...: what it says is shown only when it fails.
check() {
  local name=$1 at=$SECONDS
  shift
  if (set -e; "$@") >"$work/$name.log" 2>&1; then
    printf 'k8s: %-10s %3d s  %s\n' "$name" "$((SECONDS - at))" "$(tail -n 1 "$work/$name.log" | cut -c 1-110)"
  else
    cat "$work/$name.log"
    printf 'k8s: %-10s FAILED after %d s\n' "$name" "$((SECONDS - at))"
    return 1
  fi
}

scripts() { (cd .. && git ls-files -z --cached --others --exclude-standard .ci dev devstack k8s | xargs -0 grep -d skip -lZ "^#!.*\(bash\|/sh\)\|^# shellcheck shell=" | xargs -0 shellcheck -x); }
render() { for overlay in production local; do kubectl kustomize "overlays/$overlay" >"$work/$overlay.yaml"; done; }
golden() { python tests/golden.py "$work/production.yaml" tests/production.golden.yaml "${update[@]}"; }
schemas() {
  local kubernetes
  kubernetes=$(tests/schemas.sh)
  python tests/schemas.py crds "$work/production.yaml,$work/local.yaml,tests/helm-controller-crds.yaml" "$work/crds"
  kubeconform -strict -summary -skip CustomResourceDefinition -schema-location "$kubernetes/{{ .ResourceKind }}{{ .KindSuffix }}.json" \
    -schema-location "$work/crds/{{ .ResourceKind }}{{ .KindSuffix }}.json" "$work/production.yaml" "$work/local.yaml"
}
reachable() {
  python tests/reachability.py "$work/local.yaml" tests/reachability.local.tsv
  python tests/reachability.py "$work/production.yaml" tests/reachability.tsv
}
alerts() {
  promtool check rules observability/rules/*.yaml
  promtool test rules observability/rule-tests/*.yaml
  python tests/alerts.py
}

failed=''
check rendered render || exit 1
check server python tests/server.py "$work" &
server=$!
check yamllint yamllint --strict -c .yamllint . || failed=yes
check shellcheck scripts || failed=yes
check golden golden || failed=yes
check schemas schemas || failed=yes
check objects python tests/objects.py "$work" || failed=yes
check broken python tests/broken.py "$work" || failed=yes
check reachable reachable || failed=yes
check alerts alerts || failed=yes
check dashboards python tests/dashboards.py || failed=yes
wait "$server" || failed=yes
[ -z "$failed" ] || { echo "k8s: FAILED after $((SECONDS - started)) s"; exit 1; }
echo "k8s: passed in $((SECONDS - started)) s"
