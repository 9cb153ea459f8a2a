#!/usr/bin/env bash
# Tests everything here that needs no machine: linters, inventories that are refused, rendered files against golden ones and tried by the
# programs that read them.
#
#   test.sh                 the fast lane; part of ./dev test
#   test.sh --update        the same, and the golden files become what is rendered now
#   test.sh --machines ...  the container lane: machines/run.sh says more
#   test.sh --boot ...      the lane of virtual machines: machines/boot.sh says more
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
update=() started=$SECONDS
case ${1:-} in
  --machines) shift && exec "$here/machines/run.sh" "$@" ;;
  --update) update=(--update) ;;
  '') ;;
  *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" && exit 2 ;;
esac
bin=$("$here/tools.sh" --checks)
export PATH=$bin:$PATH:/usr/sbin ANSIBLE_HOME=$here/../.devstack/cache/ansible-home
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# NAME COMMAND...: what it says is shown only when it fails.
check() {
  local name=$1 at=$SECONDS
  shift
  if (set -e; "$@") >"$logs/$name" 2>&1; then
    printf 'ansible: %-12s %3d s  %s\n' "$name" "$((SECONDS - at))" "$(tail -n 1 "$logs/$name" | cut -c 1-100)"
  else
    cat "$logs/$name"
    printf 'ansible: %-12s FAILED after %d s\n' "$name" "$((SECONDS - at))"
    return 1
  fi
}

scripts() { (cd .. && git ls-files -z --cached --others --exclude-standard ansible | xargs -0 grep -d skip -lZ "^#!.*\(bash\|/sh\)\|^# shellcheck shell=" | xargs -0 shellcheck -x); }
refused_by_playbook() { # the rules reach whoever runs a playbook
  ansible-playbook playbooks/validate.yml -e @tests/secrets.yml || return
  if ansible-playbook playbooks/validate.yml -e @tests/secrets.yml -e '{"private_mtu": 1500}' >"$logs/refused"; then return 1; fi
  grep 'private_mtu is 1500; the vSwitch carries 1400 at most' "$logs/refused"
}

check lint ansible-lint --offline -q &
lint=$! failed=''
check yamllint yamllint --strict . || failed=yes
check shellcheck scripts || failed=yes
check inventories python tests/inventories.py || failed=yes
check validate refused_by_playbook || failed=yes
[ ! -x tests/render.sh ] || check rendered tests/render.sh "${update[@]}" || failed=yes
wait "$lint" || failed=yes
[ -z "$failed" ] || { echo "ansible: FAILED after $((SECONDS - started)) s"; exit 1; }
echo "ansible: passed in $((SECONDS - started)) s"
