#!/usr/bin/env bash
# buildkitd with its steps on a bridge of their own, fenced in before it takes a build.
#   REGISTRY   the platform's registry as host:port, which also answers for docker.io (default registry:5000)
#   /certs     when it holds ca.pem, cert.pem and key.pem, clients must present a certificate of that authority
set -euo pipefail
registry=${REGISTRY:-registry:5000}
runtime=runc
if ! ((($((16#$(awk '/^CapBnd/ {print $2}' /proc/self/status))) >> 24) & 1)); then runtime=runc-unprivileged; fi # no CAP_SYS_RESOURCE

mkdir -p /etc/buildkit
cat >/etc/buildkit/buildkitd.toml <<EOF
root = "/var/lib/buildkit"
insecure-entitlements = []
[log]
  format = "text"
[history]
  maxAge = 3600
  maxEntries = 20
[worker.oci]
  binary = "$runtime"
  networkMode = "bridge"
  cniBinaryPath = "/usr/lib/cni"
  cniPoolSize = 4
  gc = true
  max-parallelism = 4
  [[worker.oci.gcpolicy]]
    filters = ["type==source.local", "type==exec.cachemount", "type==source.git.checkout"]
    keepDuration = "168h"
    maxUsedSpace = "2GB"
  [[worker.oci.gcpolicy]]
    all = true
    reservedSpace = "1GB"
    maxUsedSpace = "20GB"
    minFreeSpace = "2GB"
[frontend."gateway.v0"]
  allowedRepositories = ["docker.io/docker/dockerfile", "ghcr.io/railwayapp/railpack-frontend", "$registry/docker/dockerfile", "$registry/railwayapp/railpack-frontend"]
[registry."docker.io"]
  mirrors = ["$registry"]
[registry."$registry"]
  http = true
EOF
tls=()
if [ -e /certs/ca.pem ]; then tls=(--tlscacert /certs/ca.pem --tlscert /certs/cert.pem --tlskey /certs/key.pem); fi

nft -f /etc/buildkit/fence.nft
# What goes from one step to another stays on the bridge, and passes the rules above only where the kernel sends it there.
nft -f /etc/buildkit/fence-bridge.nft || [ "$(cat /proc/sys/net/bridge/bridge-nf-call-iptables)" = 1 ]
exec buildkitd --config /etc/buildkit/buildkitd.toml --addr unix:///run/buildkit/buildkitd.sock --addr tcp://0.0.0.0:1234 "${tls[@]}" "$@"
