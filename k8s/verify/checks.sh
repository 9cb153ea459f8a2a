#!/usr/bin/env bash
# One check of checks.tsv: checks.sh ID. Prints what it saw; fails when it does not hold.
#   KUBECTL   the command that asks the cluster
#   DEV       ./dev, for checks on the local platform
#   AUTHORITY, CONTAINERS, OUTSIDE, HTTP_PORT, PASSWORD_FILE
#             on the full platform: who signs its certificates, how its containers' names begin, the network that plays the internet,
#             where port 80 of the ingress is, and the password of the log store
#   WORK      a directory that the checks of one run share
set -euo pipefail
name=verify
# Words, not one program.
# shellcheck disable=SC2086
k() { $KUBECTL "$@"; }
fail() { echo "$*"; exit 1; }

source_tree() { # GREETING: the sample's repository with this greeting
  mkdir -p "$WORK/source"
  cp "$(dirname "$DEV")"/devstack/samples/dockerfile-service/* "$WORK/source/"
  printf '%s\n' "$1" >"$WORK/source/greeting.txt"
}
deploy() { "$DEV" deploy "$WORK/source" --name "$name" --port 8080 --json >"$WORK/result.json" 2>"$WORK/progress.txt" || { cat "$WORK/progress.txt"; return 1; }; }
result() { sed -n 's/^ *"'"$1"'" : "\(.*\)".*$/\1/p' "$WORK/result.json"; }
open_url() { # URL OPTIONS...: asked here, and its name of no resolver
  local rest=${1#*://} port=${1##*:}
  port=${port%%/*}
  curl -sS --max-time 10 ${AUTHORITY:+--cacert "$AUTHORITY"} --resolve "${rest%%:*}:$port:127.0.0.1" "${@:2}" "$1"
}
page() { # [HOST]: what a service's URL answers with, or the one of another host
  local url
  url=$(result url)
  [ -z "${1:-}" ] || url=${url%%://*}://$1:${url##*:}
  open_url "$url/" --write-out '%{http_code}'
}
node() { docker exec -i "$CONTAINERS$1" "${@:2}"; }
outside_of() { docker inspect --format "{{(index .NetworkSettings.Networks \"$OUTSIDE\").IPAddress}}" "$CONTAINERS$1"; }
address_of() { k get node "$1" -o 'jsonpath={.status.addresses[?(@.type=="InternalIP")].address}'; }
# shellcheck disable=SC2016 # bash -c gives it the address and the port
opens='timeout 3 bash -c "exec 3<>/dev/tcp/$0/$1" 2>/dev/null'

k3s-cluster() {
  local table
  table=$(k get nodes -o 'jsonpath={range .items[*]}{.metadata.name}{" "}{.metadata.labels.node-restriction\.kubernetes\.io/pool}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}')
  echo "$table"
  [ -n "$table" ] && ! grep -vE '^[^ ]+ (ctrl|ops|build|run) True$' <<<"$table"
  grep -q ' run True$' <<<"$table"
}
private-network() {
  local from to names
  names=$(k get nodes -o 'jsonpath={.items[*].metadata.name}')
  for from in $names; do
    for to in $names; do node "$from" bash -c "$opens" "$(address_of "$to")" 10250 || fail "$from does not reach $to"; done
  done
  echo "each of $names reaches each"
}
registry-firewall() {
  local public port
  public=$(outside_of ops-1)
  for port in 5000 5010 5020; do ! bash -c "$opens" "$public" "$port" || fail "$public:$port answers the internet"; done
  node build-1 bash -c "$opens" "$(address_of ops-1)" 5000 || fail "it does not answer build-1 either"
  echo "ops-1 answers build-1, and at $public nobody"
}
traefik-tls() {
  local url secure plain unknown
  url=$(result url)
  secure=$(open_url "$url/" --output /dev/null --write-out '%{http_code}')
  plain=$(open_url "http://$name.apps.localhost:$HTTP_PORT/" --output /dev/null --write-out '%{http_code} %{redirect_url}')
  unknown=$(page "nobody${AUTHORITY:+.apps}.localhost")
  echo "$url: $secure; by http: $plain; an unknown host: ${unknown: -3}"
  [ "$secure $plain ${unknown: -3}" = "200 301 https://$name.apps.localhost/ 404" ]
}
store() { # PATH OPTIONS...: asks the log store from outside, with its password
  local url
  url=$(result url)
  open_url "https://loki.apps.localhost:${url##*:}$1" --config - "${@:2}" <<<"user = \"deploy:$(cat "$PASSWORD_FILE")\""
}
log-store-auth() {
  local url without with
  url=$(result url)
  without=$(open_url "https://loki.apps.localhost:${url##*:}/health" --output /dev/null --write-out '%{http_code}')
  with=$(store /health --output /dev/null --write-out '%{http_code}')
  echo "without a password $without, with it $with"
  [ "$without $with" = "401 200" ]
}
egress-blocked() {
  local open WORK=$WORK/egress-blocked # its result is not the one that the other checks go on with
  mkdir -p "$WORK/egress"
  cp "$(dirname "$0")"/egress/* "$WORK/egress/"
  "$DEV" deploy "$WORK/egress" --name verify-egress --port 8080 --json \
    --env "OPEN=$(outside_of hub):5000" \
    --env "CLOSED=$(address_of ops-1):5000 $(k get service -n dp-system registry -o 'jsonpath={.spec.clusterIP}'):5000 10.43.0.1:443 $(address_of run-1):10250 $(outside_of k3s-1):6443" \
    >"$WORK/result.json" 2>"$WORK/progress.txt" || { cat "$WORK/progress.txt"; return 1; }
  page | tee "$WORK/egress.txt"
  "$DEV" delete verify-egress >/dev/null 2>&1
  open=$(grep -c '^open' "$WORK/egress.txt")
  [ "$open" = 1 ] && grep -q "^open $(outside_of hub):5000" "$WORK/egress.txt" && [ "$(grep -c '^closed' "$WORK/egress.txt")" = 5 ]
}
create-service() {
  source_tree "first $RANDOM$RANDOM"
  deploy
  local answer
  answer=$(page)
  echo "$(result url) answers ${answer: -3}"
  [ "${answer: -3}" = 200 ]
  answer=$(page "nobody${AUTHORITY:+.apps}.localhost")
  echo "an unknown host: ${answer: -3}"
  [ "${answer: -3}" = 404 ]
}
running_image() { k get pods -A -l "dp.ml.ink/service=$name" -o 'jsonpath={.items[0].spec.containers[0].image} {.items[0].status.containerStatuses[0].imageID}'; }
registry() {
  local images
  images=$(running_image)
  echo "$images"
  grep -qE "^[^ ]+@(sha256:[0-9a-f]{64}) .*\1" <<<"$images"
}
buildkit() {
  "$DEV" logs "$name" --build | tee "$WORK/build.txt" | tail -n 3
  grep -q 'gcc -std=c11' "$WORK/build.txt"
}
gvisor() { page | tee "$WORK/page.txt" | grep 'kernel log: Starting gVisor'; }
temporal-worker() { echo "$(result status), release $(result release)" && [ "$(result status)" = running ]; }
get-service() {
  "$DEV" logs "$name" | grep 'listening on 0.0.0.0:8080'
  [ -n "${PASSWORD_FILE:-}" ] || return 0
  for _ in 1 2 3 4 5; do
    if store /select/logsql/query --get --data-urlencode "query={namespace=\"dp-local-default\",app=\"$name\"} listening" | grep -m 1 'listening on'; then return; fi
    sleep 1
  done
  fail "the log store does not have the line"
}
redeploy() {
  local greeting="second $RANDOM$RANDOM"
  source_tree "$greeting"
  local begun served sent
  begun=$(date +%s%3N)
  deploy
  # From the request, which ./dev sends once it has looked at the platform, to the first answer of the new release.
  sent=$(awk '/ s  import: /{printf "%d", $1 * 1000; exit}' "$WORK/progress.txt")
  served=$(sed -n 's/^ *"served_at" : \([0-9]*\).*$/\1/p' "$WORK/result.json")
  echo "$(((served - begun - sent + 999) / 1000))" >"$WORK/seconds"
  page | grep "$greeting"
}
cached-rebuild() { echo "$(cat "$WORK/seconds") s" && [ "$(cat "$WORK/seconds")" -lt 15 ]; }
delete-service() {
  "$DEV" delete "$name" --json >/dev/null 2>"$WORK/progress.txt" || { cat "$WORK/progress.txt"; return 1; }
  local left
  left=$(k get deployments,replicasets,services,ingresses,secrets -A -l "dp.ml.ink/service=$name" -o name)
  [ -z "$left" ] || fail "left: $left"
  echo "nothing is left"
}

declare -F "$1" >/dev/null || fail "there is no check $1"
"$1"
