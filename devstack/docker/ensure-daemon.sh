#!/usr/bin/env bash
# Makes sure that a Docker daemon answers. Where none does, and this is Debian and root, installs Debian's and starts it,
# detached, with a configuration of its own. Idempotent; concurrent calls wait for each other.
#
#   ensure-daemon.sh           does so, or says why it cannot and what to do
#   ensure-daemon.sh --check   changes nothing; exit code 0: a daemon answers; 1: none does, and what to do; 2: none does, but one can be started
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=${XDG_STATE_HOME:-$HOME/.local/state}/dp-devstack

say() { printf '%s\n' "$*" >&2; }
answers() { docker info >/dev/null 2>&1; }

command -v docker >/dev/null && answers && exit 0

refuse() { # WHY COMMAND
  say "docker: $1"
  say "next: $2"
  exit 1
}

# Why none answers, where that is not for us to change.
me=$(id -un)
socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
if ! command -v docker >/dev/null; then
  if [ "$(id -u)" != 0 ] && command -v apt-get >/dev/null; then
    refuse "not found" "sudo apt-get install -y docker.io && sudo usermod -aG docker $me && newgrp docker"
  elif ! command -v apt-get >/dev/null; then
    refuse "not found" "install it: https://docs.docker.com/engine/install/"
  fi
elif [[ $socket == unix://* && -S ${socket#unix://} && ! -w ${socket#unix://} ]]; then
  group=$(stat -c %G "${socket#unix://}")
  # Who is in the group already has only to log in again.
  join="sudo usermod -aG $group $me && newgrp $group"
  [[ " $(id -nG "$me") " != *" $group "* ]] || join="newgrp $group"
  refuse "its daemon does not let $me in" "$join"
elif [ -n "${DOCKER_HOST:-}" ]; then
  refuse "nothing answers at DOCKER_HOST, which is $DOCKER_HOST" "start that daemon, or: unset DOCKER_HOST"
elif [ "$(id -u)" != 0 ] && [ -d /run/systemd/system ]; then
  refuse "no daemon answers $me" "sudo systemctl start docker"
elif [ "$(id -u)" != 0 ]; then
  refuse "no daemon answers $me" "sudo $here/ensure-daemon.sh"
elif ! command -v apt-get >/dev/null; then
  refuse "no daemon answers" "systemctl start docker"
fi
[ "${1:-}" != --check ] || { say "docker: no daemon answers" && exit 2; }

mkdir -p "$state"
exec 9>"$state/docker.lock"
flock 9
command -v docker >/dev/null && answers && exit 0

if ! command -v dockerd >/dev/null; then
  say "docker: installing Debian's docker.io (about half a minute)"
  # Without this, the package's own start of the service fails where there is no systemd.
  policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && trap 'rm -f /usr/sbin/policy-rc.d' EXIT; }
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends docker.io iptables ca-certificates; } >"$state/apt.log" 2>&1 ||
    { say "docker: could not be installed; see $state/apt.log"; exit 1; }
fi

options=()
capabilities=$((16#$(awk '/^CapBnd/ {print $2}' /proc/self/status)))
if ! ((capabilities >> 24 & 1)); then # CAP_SYS_RESOURCE
  say "docker: this host lacks CAP_SYS_RESOURCE; containers start through a runtime that does without"
  install -m 755 "$here/unprivileged-runtime.sh" /usr/local/bin/runc-unprivileged
  printf '{"runtimes": {"unprivileged": {"path": "/usr/local/bin/runc-unprivileged"}}, "default-runtime": "unprivileged"}\n' >"$state/daemon.json"
  options=(--config-file "$state/daemon.json")
fi

# A daemon that lives, though it may not answer yet. One that was killed is a zombie for a moment.
lives() {
  local pid status
  pid=$(cat /var/run/docker.pid 2>/dev/null) || return 1
  status=$(cat "/proc/$pid/status" 2>/dev/null) || return 1
  [[ $status == Name:*dockerd* && $status != *"State:"[[:space:]]Z* ]]
}

launched='' launches=0
for _ in $(seq 300); do
  answers && exit 0
  if [ -n "$launched" ] && kill -0 "$launched" 2>/dev/null; then
    : # it is starting
  elif [ "$launches" = 3 ]; then
    break # its log says why
  elif lives; then
    [ -n "${said:-}" ] || say "docker: a daemon is starting; waiting for it"
    said=yes
  else
    say "docker: starting the daemon (log: $state/dockerd.log)"
    rm -f /var/run/docker.pid # a leftover of a machine that was switched off
    # A session of its own, and no inherited lock: it outlives this script, its terminal and a Ctrl-C.
    setsid dockerd "${options[@]}" >"$state/dockerd.log" 2>&1 </dev/null 9>&- &
    # More than once: right after a kill, it takes its containerd's zombie for a containerd that runs.
    launched=$! launches=$((launches + 1))
  fi
  sleep 0.2
done
say "docker: the daemon does not answer; see $state/dockerd.log"
[ ! -e "$state/dockerd.log" ] || tail -n 5 "$state/dockerd.log" >&2
exit 1
