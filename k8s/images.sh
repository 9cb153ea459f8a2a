#!/usr/bin/env bash
# Makes the images of our three Java programs with Jib: layered, as 65532, labelled with version and commit, the same bytes from the same commit.
#
#   images.sh push REGISTRY/PATH     builds and pushes build-worker, deploy-worker and registry-gc as REGISTRY/PATH/<name>:<commit>
#                                    Jib's push takes no token of ours: to our own push endpoint, `file` and then k8s/registry/push.sh
#   images.sh file                   the two workers' as files that `docker load` reads: <module>/target/jib-image.tar
#   images.sh check                  makes the workers' files twice, from the start, and compares; says who they run as and their labels
#
# BASE is the image below them: a reference (default eclipse-temurin:25-jre), or `local`, a Java runtime on Debian's C library that is made here,
# for where no image registry can be reached. PLATFORMS is what push makes them for, such as linux/amd64,linux/arm64; the base must have them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
jdk=${JAVA_HOME:?a JDK 25}
base=${BASE:-eclipse-temurin:25-jre}
commit=$(git rev-parse HEAD)
workers=(build-worker deploy-worker)
say() { printf '%s\n' "$*" >&2; }

local_base() {
  # jdk.management is what Temporal's workers ask for the machine's load.
  local name work=.devstack/cache/image-base modules=java.se,jdk.management,jdk.unsupported,jdk.crypto.ec,jdk.zipfs,jdk.naming.dns
  name=dp-java-base:$( (cat "$jdk/release" registry-gc/image/Dockerfile; echo "$modules"; devstack/images/build.sh --tag debian) | sha256sum | cut -c 1-12)
  if ! docker image inspect "$name" >/dev/null 2>&1; then
    rm -rf "$work"
    mkdir -p "$work"
    "$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
      --output "$work/java" >&2
    docker build --quiet --label ink.ml.dp.devstack.image=dp-java-base --build-arg "DEBIAN=$(devstack/images/build.sh --tag debian)" \
      --tag "$name" --file registry-gc/image/Dockerfile "$work" >&2
  fi
  mkdir -p "$work"
  docker save --output "$work/base.tar" "$name"
  printf 'tar://%s/%s/base.tar\n' "$PWD" "$work"
}

# PROFILE MODULES MORE...: Maven's offline mode and the like come by MAVEN_ARGS
make_images() {
  local profile=$1 modules=$2
  shift 2
  # shellcheck disable=SC2086  # words
  mvn -q ${MAVEN_ARGS:-} -pl "$modules" -am package "-P$profile" -Dmaven.test.skip=true -Dspotless.check.skip "-Djib.from.image=$base" \
    "-Ddp.commit=$commit" "$@"
}

# The digest of the manifest is of the configuration and the layers, so they are what is compared.
content() { tar -xOf "$1/target/jib-image.tar" manifest.json | python3 -c 'import json, sys; m = json.load(sys.stdin)[0]; print(m["Config"], *m["Layers"])'; }

[ "$base" != local ] || base=$(local_base)
case ${1:-} in
  push)
    to=${2:?REGISTRY/PATH}
    for module in "${workers[@]}" registry-gc; do
      make_images image-push "$module" "-Djib.to.image=$to/$module:$commit" ${PLATFORMS:+"-Djib.from.platforms=$PLATFORMS"} -DsendCredentialsOverHttp=true
      say "pushed $to/$module:$commit"
    done
    ;;
  file)
    make_images image-file "$(IFS=, && echo "${workers[*]}")"
    for module in "${workers[@]}"; do printf '%s\n' "$PWD/$module/target/jib-image.tar"; done
    ;;
  check)
    for module in "${workers[@]}"; do
      find shared-model worker-runtime buildkit-client "$module" -path '*/target/classes' -exec rm -rf {} +
      make_images image-file "$module"
      first=$(content "$module")
      find shared-model worker-runtime buildkit-client "$module" -path '*/target/classes' -exec rm -rf {} +
      make_images image-file "$module"
      [ "$first" = "$(content "$module")" ] || { say "$module: two builds, two images"; exit 1; }
      docker load --quiet --input "$module/target/jib-image.tar" >&2
      docker image inspect --format '{{.Config.User}} {{len .RootFS.Layers}} layers {{json .Config.Labels}}' "$module"
    done
    ;;
  *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" && exit 2 ;;
esac
