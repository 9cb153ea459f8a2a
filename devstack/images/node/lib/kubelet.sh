# shellcheck shell=bash disable=SC2154  # entry.sh, which reads this, sets the variables
# The kubelet, the service proxy and the pods' network.

pool() { local pool=${NODE_LABELS:-}; pool=${pool##*pool=}; printf '%s' "${pool%%,*}"; }

# Nodes on one host share its cgroup tree. Two kubelets with the same root would clean up each other's pods. A process in the
# group `alive` of each root keeps other nodes from taking the root for a leftover; the lock, from doing so before it is there.
make_cgroups() {
  local trees=(/sys/fs/cgroup) tree holder
  [ -e /sys/fs/cgroup/cgroup.controllers ] || trees=(/sys/fs/cgroup/*/) # version 1: one tree for each controller
  exec 8</sys/fs/cgroup
  flock 8
  remove_cgroups
  sleep infinity 8<&- &
  holder=$!
  for tree in "${trees[@]}"; do
    mkdir -p "$tree/$cgroup/alive" 2>/dev/null || continue
    if [ -e "$tree/cpuset.mems" ]; then # empty in a new group of version 1, and then nothing may run in it
      tee "$tree/$cgroup/cpuset.cpus" "$tree/$cgroup/alive/cpuset.cpus" <"$tree/cpuset.cpus" >/dev/null
      tee "$tree/$cgroup/cpuset.mems" "$tree/$cgroup/alive/cpuset.mems" <"$tree/cpuset.mems" >/dev/null
    elif [ -e "$tree/cgroup.controllers" ]; then
      sed 's/\(^\| \)\([a-z]\)/\1+\2/g' "$tree/cgroup.controllers" >"$tree/$cgroup/cgroup.subtree_control" || true
    fi
    echo "$holder" >"$tree/$cgroup/alive/cgroup.procs" || true
    # Ten times a process' share: else all pods of a node have no more of a busy host than one of its programs, and start for minutes.
    [ ! -e "$tree/$cgroup/cpu.shares" ] || echo 10240 >"$tree/$cgroup/cpu.shares"
    [ ! -e "$tree/$cgroup/cpu.weight" ] || echo 1000 >"$tree/$cgroup/cpu.weight"
  done
  exec 8<&-
}

remove_cgroups() { # those of nodes that are gone, too
  local group
  while read -r group; do
    rmdir "$group/alive" 2>/dev/null || true
    [ -e "$group/alive" ] || find "$group" -depth -type d -exec rmdir {} ';' 2>/dev/null || true
  done < <(find /sys/fs/cgroup -maxdepth 2 -type d -name 'dp-node-*')
}

start_kubelet() {
  cgroup=dp-node-$node-$(cut -c 1-8 /proc/sys/kernel/random/uuid)
  make_cgroups
  cat >"$state/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup
failSwapOn: false
failCgroupV1: false
oomScoreAdj: 0
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $pki/node-$node.crt
tlsPrivateKeyFile: $pki/node-$node.key
clusterDNS: [10.43.0.10]
clusterDomain: cluster.local
resolvConf: /etc/resolv.conf
serializeImagePulls: false
registryPullQPS: 0
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 99
imageGCLowThresholdPercent: 98
EOF
  run kubelet kubelet --config="$state/kubelet.yaml" --kubeconfig="$state/node.yaml" --hostname-override="$node" --node-ip="$ip" \
    ${NODE_LABELS:+--node-labels="$NODE_LABELS"} ${NODE_TAINTS:+--register-with-taints="$NODE_TAINTS"}
}

start_proxy() {
  run proxy kube-proxy --kubeconfig="$state/proxy.yaml" --cluster-cidr=10.42.0.0/16 --hostname-override="$node" --proxy-mode=iptables \
    --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0
}

start_pod_network() {
  local range leaves=(-s 10.42.0.0/16 ! -d 10.42.0.0/16 -m comment --comment "pods to the world" -j MASQUERADE)
  await --for=create "node/$node"
  await --for=jsonpath='{.spec.podCIDR}' "node/$node"
  range=$(admin get node "$node" -o 'jsonpath={.spec.podCIDR}')
  cat >/etc/cni/net.d/10-dp.conflist <<EOF
{"cniVersion": "0.4.0", "name": "dp", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "$range"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
EOF
  # One rule for all, in place of the plugin's for each pod: what stays among pods keeps its sender's address on the way to
  # another node, or a policy there could not tell who asks.
  iptables -w -t nat -C POSTROUTING "${leaves[@]}" 2>/dev/null || iptables -w -t nat -A POSTROUTING "${leaves[@]}"
  # After the services' NAT nothing is for a service's address any more. What is, because the proxy does not know the service yet, would
  # leave and be answered by whoever is outside, and so would what is for a pod of a node that has no route yet. Routes end it, not
  # rules of the firewall: the policies' engine accepts what its policies allow before any rule that was there first.
  ip rule del iif cni0 to 10.43.0.0/16 2>/dev/null || true
  ip rule add iif cni0 to 10.43.0.0/16 unreachable
  ip route replace unreachable 10.42.0.0/16
  run routes route_pods
  # k3s brings this engine with it. Only where it is asked for: a policy takes hold a moment after its pod.
  if [ "${NETWORK_POLICIES:-}" = enforced ]; then
    run policies netpol --kubeconfig="$admin" --node="$node" --service-cidr=10.43.0.0/16
  fi
}

# To the other nodes' pods, as flannel's host-gw does. Told by a watch: a kubectl every other second took an eighth of a small host.
route_pods() {
  local range address
  while true; do
    admin get nodes --watch -o 'jsonpath={.spec.podCIDR} {.status.addresses[?(@.type=="InternalIP")].address}{"\n"}' |
      while read -r range address; do
        if [ -n "$address" ] && [ "$address" != "$ip" ]; then ip route replace "$range" via "$address"; fi
      done || true
    sleep 1
  done
}
