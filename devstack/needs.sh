# Sourced by ./dev: what a machine must have before anything can be compiled or asked. What is missing is installed where this is root and
# the system's packages have it; elsewhere the command that installs it is named.
# shellcheck shell=bash disable=SC2154 # $state is ./dev's

say() { printf '%s\n' "$*" >&2; }
die() { # WHY [COMMAND]
  say "$1"
  [ -z "${2:-}" ] || say "next: $2"
  exit 3
}

am_root() { [ "$(id -u)" = 0 ]; }
has() { command -v "$1" >/dev/null 2>&1; }

# Whether the system's packages have one of this name, as far as they know.
packaged() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p' | grep -v '(none)' >/dev/null; }

# The same, after a look at what there is by now: a new machine knows of no packages.
found_package() {
  has apt-get || return 1
  packaged "$1" && return
  am_root && mkdir -p "$state/logs" && apt-get update -qq >"$state/logs/apt.log" 2>&1 && packaged "$1"
}

install_package() { # WHAT PACKAGE
  say "$1: installing the system's package $2"
  mkdir -p "$state/logs"
  if ! {
    { packaged "$2" || apt-get update -qq; } &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"
  } >"$state/logs/apt.log" 2>&1; then
    die "$1: tried to install $2 but failed because: $(tail -n 1 "$state/logs/apt.log")" "apt-get update && apt-get install -y $2"
  fi
}

need_program() { # PROGRAM PACKAGE WHY
  has "$1" && return
  if found_package "$2" && am_root; then
    install_package "$1" "$2"
  elif has apt-get; then
    die "$1: not found; $3" "sudo apt-get install -y $2"
  elif has dnf; then
    die "$1: not found; $3" "sudo dnf install -y $2"
  else
    die "$1: not found; $3" "install $2 with your system's package manager"
  fi
}

# Whether this machine has the memory that the platform needs, before minutes go into compiling for it. Whether a container may use that much
# of it is looked at when the servers start.
meminfo=/proc/meminfo
need_memory() {
  local name value there='' needed=6144
  [ -z "${DEVSTACK_ANYWAY:-}" ] && [ -r "$meminfo" ] || return 0
  while read -r name value _; do [ "$name" != MemTotal: ] || there=$((value / 1024)); done <"$meminfo"
  [ "${there:-$needed}" -ge "$needed" ] ||
    die "memory: there are $there MiB, and the platform needs $needed" "give this machine more, or try it all the same: DEVSTACK_ANYWAY=1 ./dev up"
}

need_maven() { need_program mvn maven "the Java modules are compiled with Maven 3.8.7 or newer"; }
need_git() { need_program git git "repositories are imported with it"; }

# A JDK 25 with a compiler, from the usual places. Its release file says which one it is without starting it.
find_jdk() {
  local candidate on_path
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* "$HOME"/.sdkman/candidates/java/25* /opt/*jdk*25* "$HOME"/.jdks/*25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home "$on_path"; do
    if [ -x "$candidate/bin/javac" ] && grep -qs '^JAVA_VERSION="25' "$candidate/release"; then
      printf '%s\n' "$candidate"
      return
    fi
  done
}

# What there is instead of it: another version, or a runtime without a compiler.
other_java() {
  if has javac; then
    printf 'there is %s at %s' "$(javac -version 2>&1 | head -n 1)" "$(readlink -f "$(command -v javac)")"
  elif has java; then
    printf 'there is %s without a compiler' "$(java -version 2>&1 | head -n 1)"
  else
    printf 'there is no Java'
  fi
}

need_jdk() {
  local package=openjdk-25-jdk-headless
  JAVA_HOME=$(find_jdk)
  if [ -z "$JAVA_HOME" ] && found_package "$package"; then
    am_root || die "java: no JDK 25 found: $(other_java)" "sudo apt-get install -y $package"
    install_package java "$package"
    JAVA_HOME=$(find_jdk)
  fi
  if [ -z "$JAVA_HOME" ] && has dnf && dnf -q list java-25-openjdk-devel >/dev/null 2>&1; then
    die "java: no JDK 25 found: $(other_java)" "sudo dnf install -y java-25-openjdk-devel"
  fi
  [ -n "$JAVA_HOME" ] || die "java: no JDK 25 found: $(other_java), and the system's packages have none" \
    "unpack one of https://adoptium.net/temurin/releases/?version=25 into ~/.jdks (or: sdk install java 25-tem), or set JAVA_HOME to one"
  export JAVA_HOME
}
