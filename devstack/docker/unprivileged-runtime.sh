#!/bin/sh
# An OCI runtime for hosts without CAP_SYS_RESOURCE: takes that capability and negative OOM scores, which the kernel would
# refuse there, out of the specifications it is given, then runs the real runtime. Installed as Docker's default runtime,
# as BuildKit's, and inside the node image as containerd's; the name it is called by, NAME-unprivileged, says which to run.
amend() {
  [ -f "$1" ] && sed -i 's/"CAP_SYS_RESOURCE",//g; s/,"CAP_SYS_RESOURCE"//g; s/"oomScoreAdj":-[0-9]*/"oomScoreAdj":0/' "$1"
}

previous=
for argument in "$@"; do
  case $previous in
    --bundle | -b) amend "$argument/config.json" ;;
    --process | -p) amend "$argument" ;;
  esac
  case $argument in
    --bundle=*) amend "${argument#*=}/config.json" ;;
    --process=*) amend "${argument#*=}" ;;
  esac
  previous=$argument
done
name=${0##*/}
exec "${name%-unprivileged}" "$@"
