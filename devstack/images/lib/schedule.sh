# Sourced by build.sh: what is made when. Two programs are compiled at once, because a linker uses one processor; beside them Debian systems
# are put together, one by one, and images are built as soon as what is in them is there.
# shellcheck shell=bash disable=SC2154 # its other parts set the rest
declare -A jobs=() began=() finished=() # jobs: "kind name" by process
wanted=() programs=() systems=()
clear_line=''
[ ! -t 2 ] || clear_line=$'\r\033[K'

# An image and what it stands on, unless it is there; each once, what is needed first.
want() {
  local name=$1 other
  [[ " ${wanted[*]} " != *" $name "* ]] || return 0
  reference "$name"
  if docker image inspect "$REPLY" >/dev/null 2>&1; then finished[image $name]=1 && return; fi
  for other in $(base_of "$name") $(carried_by "$name"); do want "$other"; done
  wanted+=("$name")
  [ ! -e "$name/packages" ] || systems+=("$name")
  for other in $(programs_of "$name"); do
    if compiled "$other"; then finished[compile $other]=1; elif [[ " ${programs[*]} " != *" $other "* ]]; then programs+=("$other"); fi
  done
}

# How many programs to compile at once: one takes up to three GiB while it is linked.
slots() {
  local memory
  memory=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo 2>/dev/null || echo 0)
  if [ "$(getconf _NPROCESSORS_ONLN)" -gt 1 ] && [ "${memory:-0}" -ge 7 ]; then echo 2; else echo 1; fi
}

seconds_of() { row programs.tsv "$1" | field 5; }

running() { # KIND
  local job count=0
  for job in "${jobs[@]}"; do [[ $job != "$1 "* ]] || count=$((count + 1)); done
  echo "$count"
}

start() { # KIND NAME
  local log=$cache/log/$1-$2.log
  (trap - EXIT && TIMEFORMAT='took %R s, of which the processor worked %U and the kernel %S' && time "$@") </dev/null >"$log" 2>&1 9>&- &
  jobs[$!]="$1 $2" began["$1 $2"]=$SECONDS
}

ready() { # IMAGE
  local name=$1 other
  [ -z "${began[image $name]:-}" ] || return 1
  for other in $(base_of "$name") $(carried_by "$name"); do [ -n "${finished[image $other]:-}" ] || return 1; done
  for other in $(programs_of "$name"); do [ -n "${finished[compile $other]:-}" ] || return 1; done
  [ ! -e "$name/packages" ] || [ -n "${finished[bootstrap $name]:-}" ]
}

start_what_can() {
  local name
  while [ "${#programs[@]}" -gt 0 ] && [ "$(running compile)" -lt "$most" ]; do
    start compile "${programs[0]}"
    programs=("${programs[@]:1}")
  done
  if [ "${#systems[@]}" -gt 0 ] && [ "$(running bootstrap)" = 0 ]; then
    start bootstrap "${systems[0]}"
    systems=("${systems[@]:1}")
  fi
  for name in "${wanted[@]}"; do
    if [ "$(running image)" = 0 ] && ready "$name"; then start image "$name"; fi
  done
}

# The minutes that are left, by the table of seconds, corrected by how long what is done took.
left() {
  local name job one known=0 took=0 rest=0
  for job in "${!finished[@]}"; do
    [[ $job == compile\ * && -n ${began[$job]:-} ]] || continue
    known=$((known + $(seconds_of "${job#* }"))) took=$((took + finished[$job]))
  done
  for name in "${programs[@]}"; do rest=$((rest + $(seconds_of "$name"))); done
  for job in "${jobs[@]}"; do
    [[ $job == compile\ * ]] || continue
    one=$(($(seconds_of "${job#* }") - SECONDS + ${began[$job]}))
    rest=$((rest + (one > 10 ? one : 10)))
  done
  [ "$known" -lt 60 ] || rest=$((rest * took / known))
  rest=$((rest / most + 20))
  [ "$rest" -ge 20 ] || rest=20
  if [ "$rest" -gt 90 ]; then echo "about $(((rest + 30) / 60)) min left"; else echo "about $rest s left"; fi
}

# On a terminal, one line that says what is being made.
show() {
  [ -z "$clear_line" ] || printf '%simages: %s (%s)' "$clear_line" "$(printf '%s, ' "${jobs[@]}" | sed 's/, $//; s/bootstrap/packages of/g')" "$(left)" >&2
}

finish() { # PROCESS STATUS
  local job=${jobs[$1]} seconds
  unset "jobs[$1]"
  seconds=$((SECONDS - ${began[$job]}))
  if [ "$2" != 0 ]; then
    [ "$job" != 'download ahead' ] || return 0 # the compiler will say what is wrong
    tail -n 30 "$cache/log/${job/ /-}.log" >&2
    fail "tried to ${job/image/build the image} but failed; the whole log is $cache/log/${job/ /-}.log"
  fi
  finished[$job]=$seconds
  case $job in
    compile\ *) say "images: compiled ${job#* } in $seconds s ($(left))" ;;
    bootstrap\ *) say "images: put the packages of ${job#* } together in $seconds s" ;;
    image\ *) reference "${job#* }" && say "images: built $REPLY" ;;
  esac
}

# Whatever still runs ends with us: each job leads a process group of its own.
stop_jobs() {
  local process
  for process in "${!jobs[@]}"; do kill -- "-$process" 2>/dev/null || true; done
}

build_missing() { # NAME...
  local name process status started=$SECONDS most
  most=$(slots)
  # Of runs that were killed, or had no more room.
  rm -rf "$cache"/context.* "$cache"/go.old.* "$cache"/bin/*-????????????.*
  for name in "$@"; do want "$name"; done
  if [ "${#wanted[@]}" -gt 0 ]; then
    need_go
    need_room
    mapfile -t programs < <(for name in "${programs[@]}"; do printf '%s\t%s\n' "$(seconds_of "$name")" "$name"; done | sort -rn | cut -f 2)
    say "images: building ${wanted[*]} ($(left))"
    set -m
    trap stop_jobs EXIT
    trap 'exit 130' INT TERM
    [ "${#programs[@]}" = 0 ] || { mkdir -p "$cache/log" && (trap - EXIT && download "${programs[@]}") >"$cache/log/download-ahead.log" 2>&1 </dev/null 9>&- & }
    [ "${#programs[@]}" = 0 ] || { jobs[$!]='download ahead' && began['download ahead']=$SECONDS; }
    # Not in a condition: nothing that is started there would end at its first error, and half a file would pass for a whole.
    while true; do
      start_what_can
      [ "${#jobs[@]}" -gt 0 ] || break
      show
      status=0
      wait -n -p process "${!jobs[@]}" || status=$?
      finish "$process" "$status"
    done
    set +m
    say "images: done in $((SECONDS - started)) s"
  fi
  drop_go_caches
}

# Once all images of the tests are there, nothing is compiled until one changes.
drop_go_caches() {
  local name
  [ -z "${DEVSTACK_KEEP_GO:-}" ] && [ -d "$cache/go" ] || return 0
  for name in $(expand all); do
    reference "$name"
    docker image inspect "$REPLY" >/dev/null 2>&1 || return 0
  done
  mv "$cache/go" "$cache/go.old.$$"
  rm -rf "$cache/src" "$cache/system"
  (chmod -R u+w "$cache/go.old.$$" && rm -rf "$cache/go.old.$$") >/dev/null 2>&1 </dev/null 9>&- &
}
