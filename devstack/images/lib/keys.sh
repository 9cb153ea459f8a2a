# Sourced by build.sh: the tables, and the identity of what is made from them.
# shellcheck shell=bash
cache=${XDG_CACHE_HOME:-$HOME/.cache}/dp-devstack
declare -A program_keys=() image_keys=()

say() { printf '%s%s\n' "${clear_line:-}" "$*" >&2; }
fail() { say "images: $*"; exit 1; }
rows() { grep -v '^#' "$1"; }
row() { awk -F'\t' -v name="$2" '$1 == name {print; found = 1} END {exit !found}' "$1" || fail "there is no $2 in $1; try --list"; }
field() { cut -f "$1"; }
short() { sha256sum | cut -c 1-12; }

programs_of() { row images.tsv "$1" | field 4 | sed 's/^-$//'; }
# The images that an image carries for the cluster to import.
carried_by() { [ "$1" != node ] || printf '%s\n' pause coredns traefik; }
base_of() { row images.tsv "$1" | field 3 | sed '/^-$/d'; }

# The identity of a program, into REPLY: what its module pins, how it is patched, and how it is compiled.
program_key() {
  local program=$1 line module package
  if [ -z "${program_keys[$program]:-}" ]; then
    line=$(row programs.tsv "$program" | cut -f 1-4) module=go/$(field 2 <<<"$line") package=$(field 3 <<<"$line")
    # Of a module that several share: what pins and patches it, and the program's own directory.
    program_keys[$program]=$({
      printf '%s\n' "$line"
      { find -L "$module" -maxdepth 1 -type f -print0; [[ $package != ./* ]] || find -L "$module/$package" -type f -print0; } | sort -z | xargs -0 cat
    } | short)
  fi
  REPLY=${program_keys[$program]}
}

# The identity of an image, into REPLY: its files, its base's and its programs' identities.
image_key() {
  local name=$1 line other inputs
  if [ -z "${image_keys[$name]:-}" ]; then
    line=$(row images.tsv "$name" | cut -f 1-4)
    inputs=$line$'\n'$(find -L "$name" -type f -print0 | sort -z | xargs -0 sha256sum)
    for other in $(base_of "$name") $(carried_by "$name"); do image_key "$other" && inputs+=$'\n'$REPLY; done
    for other in $(programs_of "$name"); do program_key "$other" && inputs+=$'\n'$REPLY; done
    [ "$name" != node ] || inputs+=$(<../docker/unprivileged-runtime.sh)
    image_keys[$name]=$(short <<<"$inputs")
  fi
  REPLY=${image_keys[$name]}
}

# Into REPLY.
reference() { image_key "$1" && REPLY=dp-devstack/$1:$(row images.tsv "$1" | field 2)-$REPLY; }

# The references of names. Hashing all inputs takes a second, and every ./dev asks: what it gave is kept as long as no input has another
# name, size or time.
references() { # NAMES
  local names=$1 stamp kept name
  stamp=$({ printf '%s\n' "$PWD" "$names"; find -L . ../docker/unprivileged-runtime.sh -type f -printf '%p %s %C@\n' | sort; } | short)
  kept=$cache/references/$stamp
  if [ ! -s "$kept" ]; then
    mkdir -p "$cache/references"
    find "$cache/references" -type f -mtime +7 -delete
    for name in $names; do reference "$name" && printf '%s\n' "$REPLY"; done >"$kept.$$"
    mv "$kept.$$" "$kept"
  fi
  cat "$kept"
}

expand() {
  local name
  for name in "$@"; do
    case $name in
      all) rows images.tsv | awk -F'\t' '$5 != "full" {print $1}' ;;
      full) rows images.tsv | awk -F'\t' '$5 == "full" {print $1}' ;;
      *) row images.tsv "$name" >/dev/null && printf '%s\n' "$name" ;;
    esac
  done
}
