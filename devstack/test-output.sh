#!/usr/bin/env bash
# Reads what Maven prints and prints what people want of it: a line per test class with its time, what failed and why,
# Surefire's summaries as they are, which a CI may read, and at the end a line per module with its time.
# Everything goes to the log.
#
#   test-output.sh LOG [SECONDS]    classes that passed in less than so many seconds are left out (default 0: none)
set -euo pipefail
log=$1
least=${2:-0}
results=no summary=no begun=$SECONDS
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
# `Build worker ......... SUCCESS [03:21 min]` of the reactor's summary.
module() {
  local name=${1%% ..*} end=${1##*. }
  name=${name%% SUCCESS*}
  say "test: $name: ${end,,}"
}

: >"$log"
exec 4>>"$log"
while IFS= read -r line || [ -n "$line" ]; do
  printf '%s\n' "$line" >&4
  case $line in
    '[INFO] Reactor Summary'*) summary=yes ;;
    '[INFO] '*' SUCCESS '* | '[INFO] '*' FAILURE '* | '[INFO] '*' SKIPPED') [ "$summary" = no ] || module "${line#'[INFO] '}" ;;
    '[INFO] Building '*'['*'/'*']') now "${line#'[INFO] Building '}" ;;
    '[INFO] Running '*) now "${line##*.}" ;;
    *'Tests run: '*', Time elapsed: '*' -- in '*)
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
    *) ;;
  esac
done
wipe
