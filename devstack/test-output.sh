#!/usr/bin/env bash
# Reads what Maven prints and prints what people want of it: a line per module with its time, a line per test class with
# its time, what failed and why, and Surefire's summaries as they are, which a CI may read. Everything goes to the log.
#
#   test-output.sh LOG [SECONDS]    classes that passed in less than so many seconds are left out (default 0: none)
set -euo pipefail
log=$1
least=${2:-0}
module='' started=$SECONDS classes=0 results=no begun=$SECONDS
terminal=no
[ ! -t 2 ] || terminal=yes

wipe() { [ "$terminal" = no ] || printf '\r\033[K' >&2; }
say() {
  wipe
  printf '%s\n' "$*"
}
# One line that is written over, on a terminal only.
now() {
  [ "$terminal" = no ] || printf '\r\033[K%.79s' "$(printf '%4d s  %s' "$((SECONDS - begun))" "$*")" >&2
}
end_module() {
  [ -z "$module" ] || say "test: $module: $classes classes in $((SECONDS - started)) s"
  module=''
}

: >"$log"
exec 4>>"$log"
while IFS= read -r line || [ -n "$line" ]; do
  printf '%s\n' "$line" >&4
  case $line in
    '[INFO] Building '*'['*'/'*']')
      end_module
      module=${line#'[INFO] Building '}
      module=${module%% [0-9]*}
      started=$SECONDS classes=0 results=no
      now "$module"
      ;;
    '[INFO] Running '*) now "$module: ${line##*.}" ;;
    *'Tests run: '*', Time elapsed: '*' -- in '*)
      classes=$((classes + 1))
      time=${line#*Time elapsed: }
      time=${time%% *}
      case $line in
        *'<<< '*)
          counts=${line#*] }
          say "  FAILED ${line##* in }  $time s  (${counts%%, Time elapsed*})"
          ;;
        *) [ "${time%.*}" -lt "$least" ] || say "  ${line##* in }  $time s" ;;
      esac
      ;;
    *'] Results:') results=yes ;;
    *'] Tests run: '*)
      results=no
      say "$line"
      ;;
    '[ERROR] '* | '[WARNING] '*) [ "$results" = no ] || say "  ${line#*] }" ;;
    '[INFO] Reactor Summary'*) end_module ;;
    *) ;;
  esac
done
end_module
wipe
