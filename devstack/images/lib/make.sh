# Sourced by build.sh: how one thing is made. Each of these runs beside others.
# shellcheck shell=bash disable=SC2154 # its other parts set the rest

# Caches of our own, so that those of the user do not grow by gigabytes which nobody uses again. A compiler that collects its garbage less
# often takes a sixth less of the processor, and some memory.
go_here() {
  GOGC=400 GOMEMLIMIT=3GiB GOCACHE=$cache/go/build GOMODCACHE=$cache/go/mod CGO_ENABLED=0 GOFLAGS='-trimpath -buildvcs=false' GOTOOLCHAIN=local GOWORK=off go "$@"
}

compiled() { program_key "$1" && [ -x "$cache/bin/$1-$REPLY" ]; }

# Where a program's module lies, into REPLY; patched first where it has to be, once for all of its programs.
module_of() {
  local module copy
  module=$(row programs.tsv "$1" | field 2)
  REPLY=$PWD/go/$module
  [ -x "$REPLY/prepare.sh" ] || return 0
  copy=$cache/src/$module-$(find -L "go/$module" -type f -print0 | sort -z | xargs -0 sha256sum | short)
  mkdir -p "$cache/src"
  (
    flock 8
    [ -e "$copy/.prepared" ] || { GOCACHE=$cache/go/build GOMODCACHE=$cache/go/mod "go/$module/prepare.sh" "$copy" && touch "$copy/.prepared"; }
  ) 8>"$cache/src/$module.lock"
  REPLY=$copy
}

compile() {
  local program=$1 line package flags out source
  line=$(row programs.tsv "$program") package=$(field 3 <<<"$line") flags=$(field 4 <<<"$line" | sed 's/^-$//')
  program_key "$program" && out=$cache/bin/$program-$REPLY
  module_of "$program" && source=$REPLY
  # What only a debugger reads is an eighth of the time, and the linker would drop it.
  cd "$source" || exit
  go_here build -gcflags=all=-dwarf=false -ldflags "-s -w $flags" -o "$out.$BASHPID" "$package"
  mv "$out.$BASHPID" "$out"
}

# What the compilers will need, ahead of them.
download() {
  local program package
  for program in "$@"; do
    module_of "$program"
    package=$(row programs.tsv "$program" | field 3)
    (cd "$REPLY" && go_here list -deps "$package" >/dev/null)
  done
}

# The tar of a Debian system, into REPLY.
system_of() {
  image_key "$1" && REPLY=$cache/system/$1-$REPLY.tar
}

# A Debian system as a tar, from the packages that NAME/packages lists.
bootstrap() {
  local name=$1
  if ! command -v mmdebstrap >/dev/null; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then fail "mmdebstrap is needed: install Debian's package of that name"; fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap
  fi
  mkdir -p "$cache/system"
  system_of "$name"
  # shellcheck disable=SC2016 # mmdebstrap gives the hook its own $1
  mmdebstrap --quiet --variant=minbase --include="$(grep -v '^#' "$name/packages" | paste -sd ,)" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/*' bookworm "$REPLY.part.tar"
  mv "$REPLY.part.tar" "$REPLY"
}

image() {
  local name=$1 base=() context other
  for other in $(base_of "$name"); do reference "$other" && base=(--build-arg BASE="$REPLY"); done
  context=$(mktemp -d "$cache/context.XXXXXX")
  cp -rL "$name/." "$context/" # production's files are links here
  for other in $(programs_of "$name"); do program_key "$other" && ln "$cache/bin/$other-$REPLY" "$context/$other"; done
  cp ../docker/unprivileged-runtime.sh "$context/"
  if [ -e "$name/packages" ]; then system_of "$name" && ln "$REPLY" "$context/rootfs.tar"; fi
  for other in $(carried_by "$name"); do
    mkdir -p "$context/images"
    reference "$other"
    docker tag "$REPLY" "dp-devstack/$other:node"
    docker save -o "$context/images/$other.tar" "dp-devstack/$other:node"
  done
  reference "$name"
  DOCKER_BUILDKIT=0 docker build --quiet "${base[@]}" --label ink.ml.dp.devstack.image="$name" --tag "$REPLY" "$context"
  rm -rf "$context"
  if [ -e "$name/packages" ]; then system_of "$name" && rm -f "$REPLY"; fi
}
