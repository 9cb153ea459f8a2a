#!/usr/bin/env bash
# The container lane: five machines with systemd, every playbook twice. Takes about half an hour on two cores.
#
#   run.sh [--keep] [STEP...]   all steps, or these: site again check add scan upgrade backup rotate remove kill
#                               --keep leaves the machines for the next call
set -euo pipefail
started=$SECONDS
# shellcheck source=ansible/machines/lane.sh
. "$(dirname "${BASH_SOURCE[0]}")/lane.sh"

fail() { say "FAILED: $*"; exit 1; }
# PLAYBOOK OPTIONS...
played() {
  local at=$SECONDS
  play "$@" || { grep -v '^ok\|^skipping\|^$' "$lane/$1.log" | tail -n 40 >&2; fail "$1, see $lane/$1.log"; }
  say "$1 in $((SECONDS - at)) s: $(grep -c 'unreachable=0 *failed=0' "$lane/$1.log") hosts, $(changes "$1") changes"
}
changes() { awk '/unreachable=/ {split($0, part, "changed="); total += part[2] + 0} END {print total + 0}' "$lane/$1.log"; }
# The second run of a playbook changes nothing.
unchanged() {
  played "$@"
  [ "$(changes "$1")" = 0 ] || { grep -B 30 '^changed' "$lane/$1.log" | grep '^TASK\|^RUNNING\|^changed' | tail -n 20 >&2; fail "$1 changes something when it is repeated"; }
}
healthy() {
  local name
  for name in "${!addresses[@]}"; do
    [ -z "$(inside "$name" systemctl status --state=failed --no-pager)" ] || fail "$name has services that failed"
  done
}
# FROM ADDRESS PORT: whether a connection is accepted.
reaches() { docker exec "$1" timeout 2 bash -c "</dev/tcp/$2/$3" 2>/dev/null; }

step_site() { up; played site.yml; healthy; }
step_again() { unchanged site.yml; unchanged verify.yml; }
step_check() { unchanged site.yml --check --diff; }

# From a stranger's address on the public network, with a listener behind every port, so that what is closed is closed by the rules.
step_scan() {
  local name address port stranger=$prefix-stranger expected
  docker rm --force "$stranger" >/dev/null 2>&1 || true
  docker run --detach --name "$stranger" --network "$prefix-public" --ip 203.0.113.200 --entrypoint sleep "$(docker inspect --format "{{.Image}}" "$prefix-k3s-1")" 600 >/dev/null
  for name in "${!addresses[@]}"; do
    read -r address _ <<<"${addresses[$name]}"
    for port in 22 80 443 1234 3100 5000 5010 5020 6443 9100 10250; do
      inside "$name" sh -c "ss -ltn | grep -q ':$port ' || (setsid socat TCP-LISTEN:$port,fork,reuseaddr SYSTEM:true >/dev/null 2>&1 &)"
    done
  done
  sleep 1
  for name in "${!addresses[@]}"; do
    read -r address _ <<<"${addresses[$name]}"
    for port in 22 80 443 1234 3100 5000 5010 5020 6443 9100 10250; do
      case $name-$port in run-*-80 | run-*-443) expected=open ;; *) expected=closed ;; esac
      if reaches "$stranger" "$address" "$port"; then found=open; else found=closed; fi
      [ "$found" = "$expected" ] || fail "$name's port $port is $found to a stranger"
    done
  done
  # The private side: what is to answer answers, and nothing else.
  docker exec "$prefix-run-1" true
  reaches "$prefix-run-1" 10.0.1.10 5010 || fail "run-1 does not reach the registry it pulls from"
  reaches "$prefix-run-1" 10.0.1.10 5020 || fail "run-1 does not reach the mirror"
  reaches "$prefix-build-1" 10.0.1.10 5000 || fail "build-1 does not reach the registry it pushes to"
  ! reaches "$prefix-run-1" 10.0.1.10 5000 || fail "run-1 reaches the registry that is pushed to"
  reaches "$prefix-run-1" 10.0.0.2 6443 || fail "run-1 does not reach the API"
  ! reaches "$prefix-run-1" 10.0.0.3 1234 || fail "run-1 reaches the builder"
  reaches "$prefix-k3s-1" 10.0.1.100 10250 || fail "k3s-1 does not reach run-1's kubelet"
  ! reaches "$prefix-run-1" 10.0.0.2 10250 || fail "run-1 reaches k3s-1's kubelet"
  # With the table away, the same stranger reaches what was closed: it is the table that closes it.
  inside ops-1 nft delete table inet dp_host
  reaches "$stranger" 203.0.113.10 5000 || fail "port 5000 of ops-1 is closed without the firewall, so the scan says nothing"
  inside ops-1 systemctl restart dp-firewall
  ! reaches "$stranger" 203.0.113.10 5000 || fail "the firewall does not come back"
  for name in "${!addresses[@]}"; do inside "$name" sh -c 'pkill socat || true'; done
  docker rm --force "$stranger" >/dev/null
  say "ports: $((11 * ${#addresses[@]})) tried from outside, 8 from the private side; open are 80 and 443 of run nodes alone"
}

step_add() {
  played add-run-node.yml -i "$machines/grow.yml" -e target=run-2
  unchanged add-run-node.yml -i "$machines/grow.yml" -e target=run-2
}

step_upgrade() {
  version=$new played upgrade-k3s.yml "${grown[@]}"
  version=$new unchanged upgrade-k3s.yml "${grown[@]}"
}

step_backup() {
  played backup.yml "${grown[@]}" -e backup_name=lane -e "backup_directory=$lane/backups"
  unchanged backup.yml "${grown[@]}" -e backup_name=lane -e "backup_directory=$lane/backups"
}

step_rotate() {
  played rotate-secrets.yml "${grown[@]}" -e k3s_token=rotated-server-token-0123456789abcdef0123456789
  unchanged rotate-secrets.yml "${grown[@]}" -e k3s_token=rotated-server-token-0123456789abcdef0123456789
}

step_remove() {
  played remove-node.yml "${grown[@]}" -e target=run-2
  unchanged remove-node.yml "${grown[@]}" -e target=run-2
}

# A run that is killed at ten places goes on where it was; the tasks are drawn with a seed that is printed.
step_kill() {
  local seed=${SEED:-$RANDOM} round
  RANDOM=$seed
  say "killing runs with SEED=$seed"
  for round in $(seq 10); do
    remove_traces
    play add-run-node.yml "${grown[@]}" -e target=run-2 &
    local pid=$! wanted=$((RANDOM % 60 + 5))
    until [ "$(grep -c '^TASK\|^RUNNING' "$lane/add-run-node.yml.log" 2>/dev/null || true)" -ge "$wanted" ] || ! kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    pkill -KILL --parent "$pid" || true
    say "round $round: killed at task $wanted: $(grep '^TASK\|^RUNNING' "$lane/add-run-node.yml.log" | tail -n 1 | tr -d '*')"
    wait "$pid" || true
    played add-run-node.yml "${grown[@]}" -e target=run-2
  done
}
remove_traces() { play remove-node.yml "${grown[@]}" -e target=run-2 || true; }

keep=''
if [ "${1:-}" = --keep ]; then keep=yes && shift; fi
[ -n "$keep" ] || trap down EXIT
grown=(-i "$machines/grow.yml")
[ $# -gt 0 ] || set -- site again check add scan upgrade backup rotate remove kill
for step in "$@"; do "step_$step"; done
say "passed: $*"
