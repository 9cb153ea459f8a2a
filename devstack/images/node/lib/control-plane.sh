# shellcheck shell=bash disable=SC2034,SC2154  # entry.sh, which reads this, sets and uses the variables
# etcd, the API server, the controllers, the scheduler, and what every cluster of ours begins with.

start_control_plane() {
  local sans name begin_with=()
  for name in ${MANIFESTS:-coredns gvisor traefik}; do begin_with+=(-f "/manifests/$name.yaml"); done
  sans=$(printf ',DNS:%s' "${names[@]}")$(printf ',IP:%s' "${addresses[@]}")
  # Nothing here outlives its host, so waiting for the disk would buy nothing.
  run etcd etcd --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn
  certificate apiserver /CN=apiserver "${sans#,}"
  certificate admin /O=system:masters/CN=admin
  certificate controllers /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  kubeconfig controllers 127.0.0.1 "$state/controllers.yaml"
  kubeconfig scheduler 127.0.0.1 "$state/scheduler.yaml"
  kubeconfig admin 127.0.0.1 "$admin"
  run apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 --service-cluster-ip-range=10.43.0.0/16 \
    --advertise-address="$ip" --client-ca-file="$pki/ca.crt" --tls-cert-file="$pki/apiserver.crt" \
    --tls-private-key-file="$pki/apiserver.key" --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --service-account-key-file="$pki/sa.pub" --service-account-signing-key-file="$pki/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc --kubelet-client-certificate="$pki/admin.crt" \
    --kubelet-client-key="$pki/admin.key" --kubelet-certificate-authority="$pki/ca.crt" \
    --kubelet-preferred-address-types=InternalIP --allow-privileged=true
  until (: </dev/tcp/127.0.0.1/6443) 2>/dev/null; do parts_run; sleep 0.1; done
  until admin get --raw /readyz >/dev/null 2>&1; do parts_run; sleep 0.1; done
  run controllers kube-controller-manager --kubeconfig="$state/controllers.yaml" --leader-elect=false \
    --service-account-private-key-file="$pki/sa.key" --root-ca-file="$pki/ca.crt" --use-service-account-credentials \
    --allocate-node-cidrs --cluster-cidr=10.42.0.0/16 --node-monitor-grace-period=40s
  run scheduler kube-scheduler --kubeconfig="$state/scheduler.yaml" --leader-elect=false
  touch "$pki/ready"
  admin apply --server-side --force-conflicts "${begin_with[@]}" >"$log/manifests.log" 2>&1 &
  manifests=$!
}
