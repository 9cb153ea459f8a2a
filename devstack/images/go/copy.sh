# Sourced by the prepare.sh of modules that are compiled with changed copies of what they need.
# shellcheck shell=bash

fail() {
  echo "$(basename "$PWD"): $1" >&2
  exit 1
}

# Writes this module to DIRECTORY, for copies to be put beside it.
start_copy() { # DIRECTORY
  rm -rf "$1" && mkdir -p "$1"
  cp -rL . "$1/"
}

# A copy that can be changed, of the version that go.mod pins; Go's checksum database has vouched for it.
copy() { # MODULE DIRECTORY
  local version from
  version=$(awk -v module="$1" '$1 == module && $2 ~ /^v/ {print $2; exit} $1 == "require" && $2 == module {print $3; exit}' go.mod)
  from=$(cd / && go mod download -json "$1@$version" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
  [ -d "$from" ] || fail "$1 could not be downloaded"
  cp -r "$from" "$2"
  chmod -R u+w "$2"
}
