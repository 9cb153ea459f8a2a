#!/usr/bin/env bash
# Inside the node image: etcd, an API server and the controllers, and no node. For checks that ask an API server what it thinks.
#   apiserver.sh TOKEN    answers on 6443, to whoever has the token, as an administrator
set -euo pipefail
token=$1
cd /tmp
openssl genrsa -out sa.key 2048 2>/dev/null
printf '%s,admin,1,"system:masters"\n%s-c,system:kube-controller-manager,2\n' "$token" "$token" >tokens.csv
cat >controllers.yaml <<EOF
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: $token-c}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
current-context: c
EOF
etcd --data-dir etcd --unsafe-no-fsync --log-level error &
kube-apiserver --etcd-servers=http://127.0.0.1:2379 --service-cluster-ip-range=10.43.0.0/16 --cert-dir=/tmp/certs \
  --authorization-mode=RBAC --token-auth-file=tokens.csv --service-account-key-file=sa.key --service-account-signing-key-file=sa.key \
  --service-account-issuer=https://kubernetes.default.svc --allow-privileged=true &
until (: </dev/tcp/127.0.0.1/6443) 2>/dev/null; do sleep 0.1; done
# The controllers end when the server is not ready for them yet.
while true; do
  kube-controller-manager --kubeconfig=controllers.yaml --leader-elect=false --service-account-private-key-file=sa.key --use-service-account-credentials \
    --controllers='serviceaccount-controller,namespace-controller,validatingadmissionpolicy-status-controller,serviceaccount-token-controller' || sleep 0.5
done &
wait -n
