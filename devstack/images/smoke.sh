#!/usr/bin/env bash
# Starts every server of the local platform from its image, deploys a pod under gVisor through them and asks for its page, then
# removes everything. For people who change images; takes about a minute. Prints what took how long.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
prefix=dp-smoke-$$ started=$SECONDS

say() { printf '%4d s  %s\n' "$((SECONDS - started))" "$*" >&2; }
fail() { say "FAILED: $*"; exit 1; }
image() { ./build.sh --tag "$1"; }
start() { # NAME IMAGE ARGUMENTS-OF-DOCKER... [-- COMMAND...]
  local name=$1 image=$2 arguments=()
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do arguments+=("$1"); shift; done
  [ $# = 0 ] || shift
  docker run --detach --name "$prefix-$name" --hostname "$name" --network "$prefix" --network-alias "$name" "${arguments[@]}" "$image" "$@" >/dev/null
}
node() { # NAME POOL COMMAND...
  local name=$1 pool=$2 taint=()
  shift 2
  [ "$pool" != run ] || taint=(--env NODE_TAINTS=pool=run:NoSchedule)
  start "$name" "$(image node)" --privileged --cgroupns=host --volume /sys/fs/cgroup:/sys/fs/cgroup:rw --tmpfs /run --tmpfs /var/run \
    --volume "$prefix-pki:/pki" --env "NODE_LABELS=pool=$pool" --env REGISTRIES=registry:5000=http://registry:5000 "${taint[@]}" -- "$@"
}
ready() { # NAME TEXT: waits until a container has logged it
  for _ in $(seq 300); do
    if docker logs "$prefix-$1" 2>&1 | grep -q "$2"; then say "$1 is ready"; return; fi
    [ "$(docker inspect --format '{{.State.Running}}' "$prefix-$1")" = true ] || { docker logs --tail 30 "$prefix-$1" >&2; fail "$1 ended"; }
    sleep 0.2
  done
  docker logs --tail 30 "$prefix-$1" >&2
  fail "$1 does not get ready"
}
kubectl() { docker exec --interactive "$prefix-k3s-1" kubectl --kubeconfig /etc/rancher/k3s/k3s.yaml "$@"; }
cleanup() {
  docker ps --all --quiet --filter "name=$prefix" | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
  docker volume rm "$prefix-pki" >/dev/null 2>&1 || true
  docker network rm "$prefix" >/dev/null 2>&1 || true
}
trap cleanup EXIT

docker network create "$prefix" >/dev/null
start registry "$(image registry)" --publish 127.0.0.1::5000
start buildkit "$(image buildkit)" --privileged
start temporal "$(image temporal)"
node k3s-1 ctrl server --tls-san=127.0.0.1
node run-1 run agent --server=k3s-1
ready temporal 'Server: '
ready buildkit 'running server on'

registry=$(docker port "$prefix-registry" 5000)
grep -v '^#' base-images.tsv | while IFS=$'\t' read -r name repository tags; do
  [ "$name" = gcc ] || continue
  docker tag "$(image "$name")" "$registry/$repository:${tags%% *}"
  docker push --quiet "$registry/$repository:${tags%% *}" >/dev/null
  docker rmi "$registry/$repository:${tags%% *}" >/dev/null
done
say "base images are pushed"

docker exec --interactive "$prefix-buildkit" bash -c 'mkdir -p /tmp/web && cd /tmp/web && tar -x' < <(tar -c -C ../samples/dockerfile-service .)
docker exec "$prefix-buildkit" buildctl build --frontend dockerfile.v0 --local context=/tmp/web --local dockerfile=/tmp/web \
  --output type=image,name=registry:5000/dp-smoke/web:1,push=true >/dev/null 2>&1 || fail "the build"
say "an image is built and pushed"
docker exec --interactive "$prefix-buildkit" bash -c 'mkdir -p /tmp/fence && cat >/tmp/fence/Dockerfile' <<'EOF'
FROM gcc:12
RUN for target in registry/5000 127.0.0.1/1234 10.10.0.1/1234 10.43.0.1/443 169.254.169.254/80; do \
      if timeout 2 bash -c "</dev/tcp/$target" 2>/dev/null; then echo "reached $target"; exit 1; fi; done
EOF
docker exec "$prefix-buildkit" buildctl build --frontend dockerfile.v0 --local context=/tmp/fence --local dockerfile=/tmp/fence >/dev/null 2>&1 ||
  fail "a build step reached what it must not reach"
say "build steps are fenced in"

ready k3s-1 'sync successful'
ready run-1 'sync successful'
kubectl apply -f - >/dev/null <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      runtimeClassName: gvisor
      automountServiceAccountToken: false
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: app
          image: registry:5000/dp-smoke/web:1
          env: [{name: PORT, value: "3000"}]
          readinessProbe: {tcpSocket: {port: 3000}, periodSeconds: 1}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          resources: {limits: {cpu: 250m, memory: 64Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 3000}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - host: web.localhost
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 3000}}}}]}
EOF
kubectl rollout status deployment/web --timeout=60s >/dev/null || { kubectl describe pods >&2; fail "the rollout"; }
say "a pod runs under gVisor"
kubectl --namespace dp-ingress rollout status daemonset/traefik --timeout=60s >/dev/null || fail "Traefik"
say "Traefik is ready"
address=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$prefix-run-1")
for _ in $(seq 50); do
  page=$(docker exec "$prefix-k3s-1" bash -c "exec 3<>/dev/tcp/$address/80; printf 'GET / HTTP/1.0\r\nHost: web.localhost\r\n\r\n' >&3; cat <&3" 2>/dev/null || true)
  case $page in *' 200 '*) break ;; esac
  sleep 0.2
done
case $page in *' 200 '*gVisor*) say "its page answers, from under gVisor" ;; *) fail "the page: $page" ;; esac

docker restart --time 5 "$prefix-k3s-1" >/dev/null
sleep 1
for _ in $(seq 100); do kubectl get deployment web >/dev/null 2>&1 && break; sleep 0.2; done
kubectl get deployment web >/dev/null || fail "the control plane lost its state in a restart"
say "the control plane came back with its state"
