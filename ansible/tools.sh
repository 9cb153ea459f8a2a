#!/usr/bin/env bash
# Makes sure of what the playbooks and their tests need, and prints the folder of the programs.
#
#   tools.sh           Ansible and its linters, as requirements.txt pins them, in a Python environment under .devstack
#   tools.sh --checks  and the programs that the rendered files are tried with: netplan, nft, sshd, shellcheck
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=$here/../.devstack
say() { printf '%s\n' "$*" >&2; }

# PROGRAM=PACKAGE...: installs the packages of those programs that are missing.
need() {
  local pair missing=()
  for pair in "$@"; do command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "ansible: these are missing: ${missing[*]}; install them (Debian: sudo apt-get install ${missing[*]})"
    exit 3
  fi
  say "ansible: installing Debian's ${missing[*]}"
  # Without a policy, the packages would start their services here.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >"$state/logs/ansible-apt.log" 2>&1 || { say "ansible: could not be installed; see $state/logs/ansible-apt.log"; exit 3; }
}

mkdir -p "$state/cache" "$state/logs"
state=$(cd "$state" && pwd)
export PATH=$PATH:/usr/sbin
exec 9>"$state/cache/ansible.lock"
command -v flock >/dev/null && flock 9
[ "${1:-}" != --checks ] || need nft=nftables netplan=netplan.io sshd=openssh-server shellcheck=shellcheck

key=$(sha256sum <"$here/requirements.txt" | cut -c 1-12)
venv=$state/cache/ansible-$key
if [ ! -e "$venv/ready" ]; then
  need python3=python3
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "ansible: Python 3.11 or newer is needed"; exit 3; }
  python3 -c 'import ensurepip, venv' 2>/dev/null || need no-ensurepip=python3-venv
  say "ansible: installing what requirements.txt pins (about a minute)"
  rm -rf "$venv"
  python3 -m venv "$venv" 9>&-
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements.txt" >"$state/logs/ansible-pip.log" 2>&1 ||
    { say "ansible: could not be installed; see $state/logs/ansible-pip.log"; exit 3; }
  touch "$venv/ready"
fi
printf '%s\n' "$venv/bin"
