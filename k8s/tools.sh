#!/usr/bin/env bash
# Makes sure of what the checks need, and prints the folder of the programs: yamllint and Python with YAML (requirements.txt), kubeconform
# (go), promtool (Debian's, or go), and kubectl as it is in the local platform's node image, which is built when it is missing.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
say() { printf 'k8s: %s\n' "$*" >&2; }
fail() { say "$*"; exit 3; }
need() { # a package of Debian's
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then fail "$1 is missing (Debian: sudo apt-get install $1)"; fi
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1"; } \
    >"$root/.devstack/logs/k8s-apt.log" 2>&1 || fail "$1 could not be installed; see .devstack/logs/k8s-apt.log"
}
mkdir -p "$root/.devstack/cache" "$root/.devstack/logs"
exec 9>"$root/.devstack/cache/k8s.lock"
command -v flock >/dev/null && flock 9

key=$(sha256sum <"$here/tests/requirements.txt" | cut -c 1-12)
venv=$root/.devstack/cache/k8s-$key
bin=$venv/bin
if [ ! -e "$venv/ready" ]; then
  python3 -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed"
  rm -rf "$venv"
  python3 -m venv "$venv" 9>&-
  "$bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$here/tests/requirements.txt" >"$root/.devstack/logs/k8s-pip.log" 2>&1 ||
    fail "Python's packages could not be installed; see .devstack/logs/k8s-pip.log"
  touch "$venv/ready"
fi

kept=${XDG_CACHE_HOME:-$HOME/.cache}/dp-devstack/checks
mkdir -p "$kept"
kubeconform=v0.8.0
if [ ! -x "$kept/kubeconform-$kubeconform" ]; then
  command -v go >/dev/null || fail "Go is needed for kubeconform: https://go.dev/dl/"
  say "compiling kubeconform (about half a minute)"
  GOBIN=$kept/new go install "github.com/yannh/kubeconform/cmd/kubeconform@$kubeconform" 9>&- || fail "kubeconform could not be compiled"
  mv "$kept/new/kubeconform" "$kept/kubeconform-$kubeconform"
fi
ln -sf "$kept/kubeconform-$kubeconform" "$bin/kubeconform"

# Compiling promtool takes ten minutes; Debian's package has it, and is unpacked, not installed.
unpack_promtool() {
  local work
  work=$(mktemp -d)
  (cd "$work" && { apt-get download prometheus || { apt-get update && apt-get download prometheus; }; } && dpkg -x prometheus_*.deb .) \
    >"$root/.devstack/logs/k8s-apt.log" 2>&1 && mv "$work/usr/bin/promtool" "$kept/promtool"
  rm -rf "$work"
}
if [ ! -x "$kept/promtool" ]; then
  if command -v promtool >/dev/null; then
    ln -sf "$(command -v promtool)" "$kept/promtool"
  elif ! command -v apt-get >/dev/null || ! unpack_promtool; then
    say "compiling promtool (about ten minutes)"
    GOBIN=$kept go install github.com/prometheus/prometheus/cmd/promtool@v0.305.0 9>&- || fail "promtool could not be compiled"
  fi
fi
ln -sf "$kept/promtool" "$bin/promtool"

command -v shellcheck >/dev/null || need shellcheck
"$root/devstack/docker/ensure-daemon.sh" >&2 9>&-
image=$("$root/devstack/images/build.sh" --tag node)
docker image inspect "$image" >/dev/null 2>&1 || "$root/devstack/images/build.sh" node >&2 9>&-
if [ "$(cat "$venv/kubectl-of" 2>/dev/null)" != "$image" ]; then
  container=$(docker create "$image")
  docker cp "$container:/usr/local/bin/kubectl" "$bin/kubectl" >/dev/null
  docker rm "$container" >/dev/null
  printf '%s\n' "$image" >"$venv/kubectl-of"
fi
printf '%s\n' "$bin"
