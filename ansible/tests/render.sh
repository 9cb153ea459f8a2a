#!/usr/bin/env bash
# Renders what the roles write, compares it with tests/golden, and has the programs that read it say whether they can.
# --update makes the golden files what is rendered now.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export ANSIBLE_CONFIG=$PWD/../ansible.cfg
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
python render/render.py "$root/files"
if [ "${1:-}" = --update ]; then rm -rf golden && cp -r "$root/files" golden; fi
diff --recursive --unified golden "$root/files" || { echo "the rendered files differ from tests/golden; test.sh --update takes them"; exit 1; }

export PATH=$PATH:/usr/sbin
for host in "$root"/files/*; do
  name=${host##*/}
  # netplan finds nothing else than its own file, and writes networkd's.
  mkdir -p "$root/netplan/etc/netplan"
  cp "$host/etc/netplan/60-dp-private.yaml" "$root/netplan/etc/netplan/"
  chmod 600 "$root/netplan/etc/netplan/60-dp-private.yaml"
  netplan generate --root-dir "$root/netplan"
  grep -rq 'MTUBytes=1400' "$root/netplan/run" || { echo "$name: networkd would not set the MTU"; exit 1; }
  case $name in ops-* | run-*) grep -rq 'Id=4001' "$root/netplan/run" || { echo "$name: networkd would make no VLAN 4001"; exit 1; } ;; esac
  rm -rf "$root/netplan"
  # Twice in one transaction each: what is loaded replaces itself.
  unshare --net nft --file "$host/etc/dp/firewall.nft"
  unshare --net nft --check --file "$host/etc/dp/firewall.nft"
  ssh-keygen -q -t ed25519 -N '' -f "$root/key-$name"
  mkdir -p /run/sshd
  sshd -t -h "$root/key-$name" -f "$host/etc/ssh/sshd_config.d/00-dp.conf"
  sshd -T -h "$root/key-$name" -f "$host/etc/ssh/sshd_config.d/00-dp.conf" | grep -x 'passwordauthentication no' >/dev/null
  shellcheck "$host"/usr/local/lib/dp/*
done
# A rule that nft does not know, a netplan file and a setting of SSH with a slip are refused: the programs look.
if unshare --net nft --check --file <(sed 's/tcp dport 22 accept/tcp dprot 22 accept/' "$root/files/run-1/etc/dp/firewall.nft") 2>/dev/null; then exit 1; fi
if sshd -t -f <(echo 'PasswordAuthenticaton no') 2>/dev/null; then exit 1; fi
echo "rendered: $(find golden -type f | wc -l) files of $(find golden -mindepth 1 -maxdepth 1 | wc -l) nodes as they were, and read by netplan, nft and sshd"
