#!/usr/bin/env bash
# Makes what cert-manager issues in production, where no cert-manager runs: the Secrets of buildkitd and its client, and the wildcard
# certificate, each kept when it is there. Runs on the control node.
set -euo pipefail
k() { kubectl --kubeconfig=/etc/rancher/k3s/k3s.yaml "$@"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }
authority() { # NAME
  key "$1"
  openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 3650 -out "$1.crt"
}
issue() { # AUTHORITY NAME USAGE SUBJECT-ALTERNATIVE-NAMES
  key "$2"
  openssl req -new -key "$2.key" -subj "/CN=$2" -out "$2.csr"
  openssl x509 -req -in "$2.csr" -CA "$1.crt" -CAkey "$1.key" -set_serial "0x$(openssl rand -hex 8)" -days 365 -out "$2.crt" \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=%s\n' "$4" "$3") 2>/dev/null
}
keep() { # NAMESPACE NAME AUTHORITY CERTIFICATE
  k create secret generic "$2" --namespace="$1" --from-file=ca.crt="$3.crt" --from-file=tls.crt="$4.crt" --from-file=tls.key="$4.key" >/dev/null
}

if ! k get secret --namespace=dp-system build-worker-buildkit >/dev/null 2>&1; then
  authority dp-buildkit
  issue dp-buildkit buildkitd serverAuth DNS:buildkitd,DNS:buildkitd.dp-system,DNS:buildkitd.dp-system.svc
  issue dp-buildkit build-worker clientAuth DNS:build-worker
  k delete secret --namespace=dp-system buildkitd-certs --ignore-not-found >/dev/null
  keep dp-system buildkitd-certs dp-buildkit buildkitd
  keep dp-system build-worker-buildkit dp-buildkit build-worker
fi
if ! k get secret --namespace=dp-ingress wildcard-apps-tls >/dev/null 2>&1; then
  authority dp-local
  issue dp-local wildcard serverAuth 'DNS:*.apps.localhost'
  keep dp-ingress wildcard-apps-tls dp-local wildcard
fi
