#!/usr/bin/env bash
# Starts buildkitd behind its fence. Everything that differs from one place to the next is an environment variable:
#   REGISTRY         the registry that images are pushed to, as host:port
#   MIRROR           the mirror of docker.io, as host:port
#   STEP_DNS         resolvers of the build steps, between spaces: public ones
#   RESOLVERS        whom the resolver in /etc/resolv.conf asks in turn, where that is one of Docker's inside this container
#   OWN_ADDRESSES    the platform's machines at their public addresses, as CIDR between spaces
#   PARALLEL_STEPS   how many steps run at once
#   STEP_RUNTIME, the steps' limits and the tenants': see step-runtime/settings.go
#   /certs           when it holds ca.pem, cert.pem and key.pem, clients must present a certificate of that authority
set -euo pipefail
export REGISTRY=${REGISTRY:-registry:5000} MIRROR=${MIRROR:-mirror:5020} PARALLEL_STEPS=${PARALLEL_STEPS:-4}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
read -ra dns <<<"${STEP_DNS:-9.9.9.9 1.1.1.1}"
configuration=/run/buildkit/buildkitd.toml

mkdir -p /run/buildkit
quoted=$(printf '"%s", ' "${dns[@]}")
STEP_DNS=${quoted%, }
while IFS= read -r line; do
  for name in REGISTRY MIRROR STEP_DNS PARALLEL_STEPS; do line=${line//"\$($name)"/"${!name}"}; done
  printf '%s\n' "$line"
done <"$here/buildkitd.toml" >"$configuration"

nft -f "$here/fence.nft"
# What goes from one step to another stays on the bridge, and passes the rules above only where the kernel sends it there.
nft -f "$here/fence-bridge.nft" || [ "$(cat /proc/sys/net/bridge/bridge-nf-call-iptables)" = 1 ]
for address in ${OWN_ADDRESSES:-}; do nft add element inet dp_build own "{ $address }"; done
while read -r keyword address _; do
  case $keyword-$address in nameserver-*:*) ;; nameserver-*) nft add element inet dp_build resolvers "{ $address }" ;; esac
done </etc/resolv.conf
for address in ${RESOLVERS:-}; do nft add element inet dp_build resolvers "{ $address }"; done

# Where the registries are now. They may move, so this is asked again and again; what does not resolve stays as it was.
known=''
admit_registries() {
  local found='' place address
  for place in "$REGISTRY" "$MIRROR"; do
    while read -r address _; do found+="${found:+, }$address . ${place##*:}"; done < <(getent ahostsv4 "${place%:*}" | sort -u -k 1,1)
  done
  if [ -n "$found" ] && [ "$found" != "$known" ]; then
    printf 'flush set inet dp_build registries\nadd element inet dp_build registries { %s }\n' "$found" | nft -f - && known=$found
  fi
}
admit_registries || true
(while sleep 2; do admit_registries || true; done) &

tls=()
if [ -e /certs/ca.pem ]; then tls=(--tlscacert /certs/ca.pem --tlscert /certs/cert.pem --tlskey /certs/key.pem); fi
exec buildkitd --config "$configuration" --addr unix:///run/buildkit/buildkitd.sock --addr tcp://0.0.0.0:1234 "${tls[@]}" "$@"
