#!/usr/bin/env bash
# One check of checks.tsv: checks.sh ID. Prints what it saw; fails when it does not hold.
#   KUBECTL   the command that asks the cluster
#   DEV       ./dev, for checks on the local platform
#   WORK      a directory that the checks of one run share
set -euo pipefail
name=verify namespace=dp-acme-shop
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
page() { # what the URL answers with; its name is not asked of any resolver
  local url host port
  url=$(result url)
  host=${url#http://} port=${url##*:}
  curl -sS --max-time 10 --write-out '%{http_code}' -H "Host: ${1:-${host%%:*}}" "http://127.0.0.1:$port/"
}

k3s-cluster() {
  local table
  table=$(k get nodes -o 'jsonpath={range .items[*]}{.metadata.name}{" "}{.metadata.labels.node-restriction\.kubernetes\.io/pool}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}')
  echo "$table"
  [ -n "$table" ] && ! grep -vE '^[^ ]+ (ctrl|ops|build|run) True$' <<<"$table"
  grep -q ' run True$' <<<"$table"
}
create-service() {
  source_tree "first $RANDOM$RANDOM"
  deploy
  local answer
  answer=$(page)
  echo "$(result url) answers ${answer: -3}"
  [ "${answer: -3}" = 200 ]
  answer=$(page "nobody.${namespace}")
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
get-service() { "$DEV" logs "$name" | grep 'listening on 0.0.0.0:8080'; }
redeploy() {
  local greeting="second $RANDOM$RANDOM"
  source_tree "$greeting"
  SECONDS=0
  deploy
  echo "$SECONDS" >"$WORK/seconds"
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
