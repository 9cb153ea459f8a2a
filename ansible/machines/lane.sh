# shellcheck shell=bash
# Five machines with systemd in containers, on a public and a private network, and what the tests do with them. For run.sh and by hand:
# `source machines/lane.sh; up; play site.yml; down`.
machines=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lane=$machines/../../.devstack/machines
mkdir -p "$lane/files"
lane=$(cd "$lane" && pwd)
prefix=dp-machine old=v1.36.4+k3s1 new=v1.37.1+k3s1
port=18080
declare -A addresses=([k3s-1]="203.0.113.2 10.0.0.2" [ops-1]="203.0.113.10 10.0.1.10" [build-1]="203.0.113.3 10.0.0.3"
  [run-1]="203.0.113.100 10.0.1.100" [run-2]="203.0.113.101 10.0.1.101")

say() { printf 'machines: %5d s  %s\n' "$((SECONDS - ${started:-0}))" "$*" >&2; }
inside() { docker exec --interactive "$prefix-$1" "${@:2}"; }
kubectl() { inside k3s-1 k3s kubectl "$@"; }

# What is downloaded: the stand-in as two releases, and gVisor's archive.
files() {
  local image=$1 version archive=$lane/files/gvisor.tar.bz2
  for version in "$old" "$new"; do
    mkdir -p "$lane/files/$version"
    sed "s/^version=VERSION/version=$version/" "$machines/k3s" >"$lane/files/$version/k3s"
    (cd "$lane/files/$version" && sha256sum k3s >sha256sum-amd64.txt)
  done
  if [ "$(cat "$lane/files/gvisor.of" 2>/dev/null)" != "$image" ]; then
    say "packing gVisor's archive"
    docker run --rm --entrypoint /bin/bash "$image" -c 'mkdir -p /t/gvisor-bin && cd /t && touch gvisor-bin/sidecar &&
      cp /opt/node/bin/runsc /opt/node/bin/containerd-shim-runsc-v1 . && tar -c . | bzip2 -1' >"$archive.part"
    mv "$archive.part" "$archive"
    (cd "$lane/files" && sha512sum gvisor.tar.bz2 >gvisor.tar.bz2.sha512)
    echo "$image" >"$lane/files/gvisor.of"
  fi
}

machine() { # NAME
  local name=$1 public private
  read -r public private <<<"${addresses[$name]}"
  docker create --name "$prefix-$name" --hostname "$name" --network "$prefix-public" --ip "$public" --privileged --cgroupns=host \
    --volume /sys/fs/cgroup:/sys/fs/cgroup:rw --tmpfs /run:exec --tmpfs /run/lock --tmpfs /tmp:exec --volume "$prefix-pki:/pki" \
    --volume "$machines/hostname:/opt/node/bin/hostname:ro" --volume "$machines/../roles/k3s_binary/files/options.tsv:/usr/local/share/k3s-options.tsv:ro" \
    "$image" >/dev/null
  docker network connect --ip "$private" "$prefix-private" "$prefix-$name"
  docker start "$prefix-$name" >/dev/null
  inside "$name" sh -c 'mkdir -p /root/.ssh && cat >/root/.ssh/authorized_keys && chmod -R go= /root/.ssh && touch /var/lib/apt/periodic/update-success-stamp /var/lib/apt/lists/partial' <"$lane/key.pub"
}

up() {
  image=$("$machines/image.sh")
  down
  [ -e "$lane/key" ] || ssh-keygen -q -t ed25519 -N '' -f "$lane/key"
  files "$image"
  docker network create --subnet 203.0.113.0/24 --gateway 203.0.113.1 "$prefix-public" >/dev/null
  docker network create --subnet 10.0.0.0/16 --gateway 10.0.255.254 --opt com.docker.network.driver.mtu=1400 "$prefix-private" >/dev/null
  docker volume create "$prefix-pki" >/dev/null
  (cd "$lane/files" && exec python3 -m http.server --bind 203.0.113.1 "$port" >"$lane/http.log" 2>&1) &
  echo $! >"$lane/http.pid"
  for name in k3s-1 ops-1 build-1 run-1 run-2; do machine "$name"; done
  say "five machines are up"
}

# The machines' systemd mounts hierarchies of cgroup version 1 that the host does not. They outlive their last process while a group is
# left in them, and a runtime that finds a hierarchy in /proc/PID/cgroup but mounted nowhere starts no container. A hierarchy that was
# mounted without any group in it goes with its mount.
forget_hierarchies() {
  local controllers at twice
  at=$(mktemp -d)
  for twice in empty forget; do
    while IFS=: read -r _ controllers _; do
      case $controllers in '' | name=*) continue ;; esac
      if grep -qE " - cgroup [^ ]+ .*\b$controllers\b" /proc/self/mountinfo || ! mount -t cgroup -o "$controllers" cgroup "$at" 2>/dev/null; then continue; fi
      [ "$twice" = forget ] || find "$at" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null || true
      umount "$at"
    done </proc/self/cgroup
    sleep 1
  done
  rmdir "$at"
}

down() {
  [ ! -e "$lane/http.pid" ] || kill "$(cat "$lane/http.pid")" 2>/dev/null || true
  rm -f "$lane/http.pid"
  docker ps --all --quiet --filter "name=^$prefix-" | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
  docker volume rm "$prefix-pki" >/dev/null 2>&1 || true
  docker network rm "$prefix-public" "$prefix-private" >/dev/null 2>&1 || true
  forget_hierarchies
}

# PLAYBOOK OPTIONS...: the log stays in .devstack/machines. The versions are the old ones unless -e says otherwise.
play() {
  local playbook=$1
  shift
  (cd "$machines/.." && ANSIBLE_HOST_KEY_CHECKING=False "$machines/../play" "$playbook" -i machines/inventory.yml \
    -e "lane=$lane" -e "lane_port=$port" -e "k3s_version=${version:-$old}" -e @machines/settings.yml "$@") >"$lane/$playbook.log" 2>&1
}
