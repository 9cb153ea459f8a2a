#!/usr/bin/env bash
# One Kubernetes node in a container, with the interface that Testcontainers' K3sContainer expects of k3s:
#   server [--tls-san=NAME]...   control plane and node; writes /etc/rancher/k3s/k3s.yaml, logs "Node controller sync successful"
#   agent --server=HOST          a node only; shares the volume /pki with its server
# Configured by NODE_LABELS (a=b,c=d), NODE_TAINTS (a=b:NoSchedule,...), REGISTRIES (host:port=http://host:port,...), MANIFESTS
# (what of /manifests a server begins with; all of it) and NETWORK_POLICIES (enforced; else nothing enforces them).
# Stopped and started again, it goes on with the state it had. When one of its parts ends, it ends, and prints that part's log.
set -euo pipefail
# shellcheck source=devstack/images/node/lib/pki.sh
. /lib/dp-node/pki.sh
# shellcheck source=devstack/images/node/lib/control-plane.sh
. /lib/dp-node/control-plane.sh
# shellcheck source=devstack/images/node/lib/runtime.sh
. /lib/dp-node/runtime.sh
# shellcheck source=devstack/images/node/lib/kubelet.sh
. /lib/dp-node/kubelet.sh

mode=${1:?server or agent}
shift
names=(localhost kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local)
addresses=(127.0.0.1 10.43.0.1)
server=127.0.0.1
for argument in "$@"; do
  case $argument in
    --tls-san=*) if [[ ${argument#*=} =~ ^[0-9.]+$ ]]; then addresses+=("${argument#*=}"); else names+=("${argument#*=}"); fi ;;
    --server=*) server=${argument#*=} ;;
    *) ;; # k3s' own flags, such as --disable=traefik, mean nothing here
  esac
done

# The parts above use these.
# shellcheck disable=SC2034
state=/var/lib/node log=/var/log/node pki=/pki
node=$(hostname) ip=$(hostname -I | awk '{print $1}')
names+=("$node") addresses+=("$ip")
admin=/etc/rancher/k3s/k3s.yaml
mkdir -p "$state" "$log" "$pki" /etc/rancher/k3s
# The host's limit may be higher than what this container may raise it to; a node needs many files.
ulimit -n "$(ulimit -Hn)"

declare -A parts=()
run() { # NAME COMMAND...: in the background, with a log of its own
  local name=$1
  shift
  "$@" >"$log/$name.log" 2>&1 &
  parts[$name]=$!
}

# Fails, and so ends the node, when one of its parts has ended.
parts_run() { [ -z "$(ended_parts)" ]; }

ended_parts() {
  local name
  for name in "${!parts[@]}"; do kill -0 "${parts[$name]}" 2>/dev/null || echo "$name"; done
}

# shellcheck disable=SC2317,SC2329  # the traps call it
finish() {
  trap - TERM INT EXIT
  local running
  mapfile -t running < <(jobs -p)
  kill "${running[@]}" 2>/dev/null || true
  for _ in $(seq 20); do
    [ -n "$(jobs -pr)" ] || break
    sleep 0.1
  done
  # The pods' processes are not ours to wait for. What etcd has written is safe with the kernel.
  [ $$ != 1 ] || kill -KILL -1 2>/dev/null || true
  wait
  for _ in $(seq 10); do
    remove_cgroups
    [ -e "$(find /sys/fs/cgroup -maxdepth 2 -type d -name "${cgroup:-none}" -print -quit)" ] || break
    sleep 0.1
  done
  exit "${1:-0}"
}

# shellcheck disable=SC2317,SC2329  # the traps call it
broken() {
  local name
  echo "the node ends; the ends of its logs:" >&2
  tail -n 3 "$log"/*.log >&2
  for name in $(ended_parts); do
    echo "$name has ended; what it said last:" >&2
    tail -n 10 "$log/$name.log" >&2
  done
  finish 1
}
trap 'finish 0' TERM INT
trap broken EXIT

start_containerd
import_images &
importing=$!
if [ "$mode" = server ]; then
  make_authority
  start_control_plane
else
  until [ -e "$pki/ready" ]; do parts_run; sleep 0.1; done
fi
make_node_credentials
wait "$importing"
start_kubelet
start_proxy
start_pod_network
await --for=condition=Ready "node/$node"
until admin label node "$node" --overwrite "node-restriction.kubernetes.io/pool=$(pool)" >/dev/null; do parts_run; sleep 0.2; done
[ "$mode" = agent ] || wait "$manifests"
echo "Node controller sync successful"

wait -n || true
exit 1
