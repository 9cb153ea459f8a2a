# shellcheck shell=bash disable=SC2154  # entry.sh, which reads this, sets the variables
# Certificates: one authority for the cluster, in the volume that its nodes share. Elliptic curves, because they are made in
# milliseconds. Everything but the authority is made anew at each start: a container's address may change.

make_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

make_authority() {
  cd "$pki" || return
  rm -f ready
  [ -e ca.crt ] && return
  openssl genrsa -out sa.key 2048 2>/dev/null
  openssl rsa -in sa.key -pubout -out sa.pub 2>/dev/null
  make_key ca.key
  openssl req -x509 -new -key ca.key -subj /CN=dp-devstack -days 3650 -out ca.crt.part
  mv ca.crt.part ca.crt # last, for it says that all is there
}

certificate() { # NAME SUBJECT [SUBJECT-ALTERNATIVE-NAMES]
  make_key "$pki/$1.key"
  openssl req -new -key "$pki/$1.key" -subj "$2" -out "$pki/$1.csr"
  openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" -days 3650 \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "${3:-DNS:$1}") -out "$pki/$1.crt" 2>/dev/null
}

kubeconfig() { # CERTIFICATE HOST FILE
  cat >"$3.part" <<EOF
apiVersion: v1
kind: Config
clusters: [{name: default, cluster: {server: "https://$2:6443", certificate-authority-data: $(base64 -w0 "$pki/ca.crt")}}]
users: [{name: default, user: {client-certificate-data: $(base64 -w0 "$pki/$1.crt"), client-key-data: $(base64 -w0 "$pki/$1.key")}}]
contexts: [{name: default, context: {cluster: default, user: default}}]
current-context: default
EOF
  mv "$3.part" "$3"
}

make_node_credentials() {
  certificate "node-$node" "/O=system:nodes/CN=system:node:$node" "DNS:$node,IP:$ip"
  certificate "proxy-$node" /CN=system:kube-proxy
  kubeconfig "node-$node" "$server" "$state/node.yaml"
  kubeconfig "proxy-$node" "$server" "$state/proxy.yaml"
  [ "$mode" = server ] || kubeconfig admin "$server" "$admin"
}

admin() { kubectl --kubeconfig "$admin" "$@"; }

# Whatever `kubectl wait` can wait for, as long as the node's parts run.
await() { until admin wait --timeout=5s "$@" >/dev/null 2>&1; do parts_run; sleep 0.2; done; }
