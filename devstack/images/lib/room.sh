# Sourced by build.sh: what would keep it from making what is missing, told before anything is begun.
# shellcheck shell=bash disable=SC2154 # its other parts set the rest

# GiB that making everything takes at most: Go's caches, systems and programs; the images, and what Docker needs for a while.
compile_gib=8 image_gib=4

refuse() { # WHY COMMAND
  say "images: $1"
  say "next: $2"
  exit 1
}

need_go() {
  local version needed machine
  [ "${#programs[@]}" -gt 0 ] || return 0
  needed=$(sed -n 's/^go //p' go/*/go.mod | sort -V | tail -n 1)
  version=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null || true)
  [ -z "$version" ] || [ "$(printf '%s\n' "$needed" "${version#go}" | sort -V | head -n 1)" != "$needed" ] || return 0
  machine=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
  refuse "they are compiled with Go $needed or newer; there is ${version:-none}$(command -v go | sed 's/^/ at /' || true)" \
    "sudo rm -rf /usr/local/go && curl -fsSL https://go.dev/dl/go$needed.linux-$machine.tar.gz | sudo tar -xz -C /usr/local && export PATH=/usr/local/go/bin:\$PATH"
}

# The nearest folder that is there already, on the same disk.
existing() {
  local place=$1
  while [ ! -d "$place" ]; do place=$(dirname "$place"); done
  printf '%s\n' "$place"
}
disk_of() { df -Pk "$(existing "$1")" | awk 'NR == 2 {print $1, $2}'; }
free_gib() { df -Pk "$(existing "$1")" | awk 'NR == 2 {print int($4 / 1048576)}'; }

# What is needed where: a line of GiB and folder for each disk.
room() {
  local seconds=0 all name cache_gib=0 docker_gib there docker_root
  [ "${#wanted[@]}" -gt 0 ] || return 0
  if [ "${#programs[@]}" -gt 0 ]; then
    all=$(rows programs.tsv | awk -F'\t' '{sum += $5} END {print sum + 0}')
    for name in "${programs[@]}"; do seconds=$((seconds + $(seconds_of "$name"))); done
    # What an interrupted run has left need not be written again.
    there=$(du -sk "$cache/go" 2>/dev/null | cut -f 1 || true)
    cache_gib=$((1 + compile_gib * seconds / (all > 0 ? all : 1) - ${there:-0} / 1048576))
    [ "$cache_gib" -ge 1 ] || cache_gib=1
  fi
  docker_gib=$((1 + image_gib * ${#wanted[@]} / $(rows images.tsv | wc -l)))
  docker_root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null || true)
  # A daemon elsewhere has its disk elsewhere.
  [ -d "${docker_root:=/var/lib/docker}" ] || [ "$docker_root" = /var/lib/docker ] || docker_gib=0
  if [ "$(disk_of "$cache")" = "$(disk_of "$docker_root")" ]; then
    printf '%s\t%s\n' "$((cache_gib + docker_gib))" "$cache"
  else
    [ "$cache_gib" = 0 ] || printf '%s\t%s\n' "$cache_gib" "$cache"
    [ "$docker_gib" = 0 ] || printf '%s\t%s\n' "$docker_gib" "$docker_root"
  fi
}

need_room() {
  local gib place free
  while IFS=$'\t' read -r gib place; do
    free=$(free_gib "$place")
    [ "$free" -lt "$gib" ] || continue
    if [ "$place" = "$cache" ]; then
      refuse "making them takes about $gib GiB of the disk of $place, and $free are free" \
        "./dev clean says what of ours can go; XDG_CACHE_HOME=FOLDER ./dev ... uses another disk"
    else
      refuse "making them takes about $gib GiB of the disk of $place, and $free are free" "docker system df says what is there"
    fi
  done < <(room)
}
