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
    --volume "$prefix-pki:/pki" --env "NODE_LABELS=pool=$pool" --env REGISTRIES=registry:5000=http://registry-read:5010,docker.io=http://mirror:5020 "${taint[@]}" -- "$@"
}
ready() { # NAME TEXT: waits until a container has logged it
  for _ in $(seq 300); do
    if docker logs "$prefix-$1" 2>&1 | grep "$2" >/dev/null; then say "$1 is ready"; return; fi
    [ "$(docker inspect --format '{{.State.Running}}' "$prefix-$1")" = true ] || { docker logs --tail 30 "$prefix-$1" >&2; fail "$1 ended"; }
    sleep 0.2
  done
  docker logs --tail 30 "$prefix-$1" >&2
  fail "$1 does not get ready"
}
kubectl() { docker exec --interactive "$prefix-k3s-1" kubectl --kubeconfig /etc/rancher/k3s/k3s.yaml "$@"; }
cleanup() {
  docker ps --all --quiet --filter "name=$prefix" | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
  docker volume rm "$prefix-pki" "$prefix-registry" >/dev/null 2>&1 || true
  docker network rm "$prefix" >/dev/null 2>&1 || true
}
trap cleanup EXIT

docker network create "$prefix" >/dev/null
docker volume create "$prefix-registry" >/dev/null
registry() { # NAME CONFIGURATION OPTIONS...
  local name=$1 configuration=$2
  shift 2
  start "$name" "$(image registry)" "$@" -- "/etc/distribution/$configuration"
}
# Without tokens, which are no part of the images.
registry registry config.yml --volume "$prefix-registry:/var/lib/registry"
registry registry-read read.yml --volume "$prefix-registry:/var/lib/registry"
registry hub config.yml --publish 127.0.0.1::5000
registry mirror mirror.yml --env REGISTRY_PROXY_REMOTEURL=http://hub:5000
start buildkit "$(image buildkit)" --privileged
start temporal "$(image temporal)"
node k3s-1 ctrl server --tls-san=127.0.0.1
node run-1 run agent --server=k3s-1
ready temporal 'Server: '
ready buildkit 'running server on'

hub=$(docker port "$prefix-hub" 5000)
push() { # IMAGE REPOSITORY:TAG
  docker tag "$(image "$1")" "$hub/$2"
  docker push --quiet "$hub/$2" >/dev/null
  docker rmi "$hub/$2" >/dev/null
}
push gcc library/gcc:12
push dockerfile-frontend docker/dockerfile:1
say "base images are pushed"

docker exec --interactive "$prefix-buildkit" bash -c 'mkdir -p /tmp/web && cd /tmp/web && tar -x' < <(tar -c -C ../samples/dockerfile-service .)
docker exec "$prefix-buildkit" buildctl build --frontend dockerfile.v0 --local context=/tmp/web --local dockerfile=/tmp/web \
  --output type=image,name=registry:5000/dp-smoke/web:1,push=true >/dev/null 2>&1 || fail "the build"
say "an image is built and pushed"
address() { docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$prefix-$1"; }
gateway=$(docker network inspect --format '{{range .IPAM.Config}}{{.Gateway}}{{end}}' "$prefix")
docker exec --interactive "$prefix-buildkit" bash -c 'mkdir -p /tmp/fence && cat >/tmp/fence/Dockerfile' <<EOF
# syntax=docker/dockerfile:1
FROM gcc:12
RUN for target in $(address registry)/5000 $(address buildkit)/1234 $(address temporal)/7233 $gateway/22 127.0.0.1/1234 10.10.0.1/1234 10.43.0.1/443 169.254.169.254/80; do \\
      if timeout 2 bash -c "</dev/tcp/\$target" 2>/dev/null; then echo "reached \$target"; exit 1; fi; done
EOF
# These answer outside the fence, so that a step does not reach them says something.
docker exec "$prefix-k3s-1" bash -c "</dev/tcp/$(address registry)/5000 && </dev/tcp/$(address temporal)/7233" || fail "a way to the servers without the fence"
docker exec "$prefix-buildkit" bash -c "</dev/tcp/$(address registry)/5000" || fail "buildkitd's own way to the registry"
if docker exec "$prefix-buildkit" timeout 2 bash -c "</dev/tcp/$(address temporal)/7233" 2>/dev/null; then fail "buildkitd reaches what it must not reach"; fi
docker exec "$prefix-buildkit" buildctl build --frontend dockerfile.v0 --local context=/tmp/fence --local dockerfile=/tmp/fence >/dev/null 2>&1 ||
  fail "a build step reached what it must not reach"
# shellcheck disable=SC2016 # expanded in the container
docker exec "$prefix-buildkit" bash -c '
  set -- /var/lib/buildkit/net/cni/*
  neighbour=$(nsenter --net="$2" hostname -I | tr -d " ")
  nsenter --net="$2" socat TCP-LISTEN:9000 SYSTEM:true & listener=$!
  until nsenter --net="$2" ss -ltn | grep -q :9000; do sleep 0.1; done
  ! nsenter --net="$1" timeout 2 bash -c "</dev/tcp/$neighbour/9000" 2>/dev/null && kill "$listener"' ||
  fail "one build step reached another"
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
answers() { # waits until the page is there
  local page='' address
  address=$(address run-1)
  for _ in $(seq 150); do
    page=$(docker exec "$prefix-k3s-1" timeout 5 bash -c "exec 3<>/dev/tcp/$address/80; printf 'GET / HTTP/1.0\r\nHost: web.localhost\r\n\r\n' >&3; cat <&3" 2>/dev/null || true)
    case $page in *' 200 '*gVisor*) return ;; esac
    sleep 0.2
  done
  kubectl get pods --all-namespaces --output=wide >&2 || true
  fail "the page: $page"
}
answers
say "its page answers, from under gVisor"

docker pause "$prefix-k3s-1" "$prefix-run-1" >/dev/null
sleep 2
docker unpause "$prefix-k3s-1" "$prefix-run-1" >/dev/null
answers
say "the nodes go on after a pause"

docker stop --time 10 "$prefix-k3s-1" >/dev/null
[ "$(docker inspect --format '{{.State.ExitCode}}' "$prefix-k3s-1")" = 0 ] || fail "the control plane did not stop by itself"
say "the control plane is stopped"
docker start "$prefix-k3s-1" >/dev/null
for _ in $(seq 100); do kubectl get deployment web >/dev/null 2>&1 && break; sleep 0.2; done
kubectl get deployment web >/dev/null || fail "the control plane lost its state in a restart"
say "the control plane came back with its state"

docker restart --time 10 "$prefix-run-1" >/dev/null
answers
say "the run node came back with its pods"

docker exec "$prefix-run-1" pkill -KILL kubelet
for _ in $(seq 50); do [ "$(docker inspect --format '{{.State.Running}}' "$prefix-run-1")" = false ] && break; sleep 0.2; done
docker logs "$prefix-run-1" 2>&1 | grep 'kubelet has ended' >/dev/null || fail "a node whose kubelet died goes on"
say "a node ends when a part of it does"
