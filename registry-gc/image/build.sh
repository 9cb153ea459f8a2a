#!/usr/bin/env bash
# Makes the garbage collector's image without an image registry: a Java runtime of only the modules that it needs, on nothing but
# the C library of Debian, and Jib's layers on top. Prints the path of the image's file, for `docker load`.
# Usage: build.sh   (JAVA_HOME is a JDK 25; Docker packs the files, and runs the image once)
set -euo pipefail
cd "$(dirname "$0")/../.."
jdk=${JAVA_HOME:?a JDK 25}
# What `jdeps --print-module-deps` answers.
modules=java.base,java.net.http
work=registry-gc/target/image
base=$work/base.tar
untrained=registry-gc:untrained

image=registry-gc/target/jib-image.tar
if [ -e "$image" ] && [ -z "$(find pom.xml registry-gc/pom.xml registry-gc/image registry-gc/src/main shared-model/pom.xml shared-model/src/main \
  -newer "$image" -print -quit)" ]; then
  echo "$PWD/$image"
  exit
fi

# The runtime and the C library are all that the base consists of, so their versions are its name.
name=registry-gc-base:$( (
  cat "$jdk/release" registry-gc/image/Dockerfile
  echo "$modules"
  devstack/images/build.sh --tag debian
) | sha256sum | cut -c 1-12)

if ! docker image inspect "$name" >/dev/null 2>&1; then
  rm -rf "$work/context"
  mkdir -p "$work/context"
  "$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --generate-cds-archive \
    --output "$work/context/java"
  docker build --quiet --label ink.ml.dp.devstack.image=registry-gc-base --build-arg "DEBIAN=$(devstack/images/build.sh --tag debian)" \
    --tag "$name" --file registry-gc/image/Dockerfile "$work/context" >&2
fi
mkdir -p "$work"
docker save --output "$base" "$name"

# Packs the image under a name into a file, with these Maven profiles.
pack() {
  mvn -q -pl registry-gc -am package "-P$3" -DskipTests -DskipITs -Dspotless.check.skip "-Djib.to.image=$1" \
    "-Djib.from.image=tar://$PWD/$base" "-Djib.outputPaths.tar=$PWD/$2" >"$work/build.log" 2>&1 || fail "$work/build.log"
  docker load --quiet --input "$2" >&2
}

fail() {
  cat "$1" >&2
  rm -f "$image"
  exit 1
}

# The ahead-of-time cache holds on to the runtime and to the jars' paths and times: only the image itself can make it.
train() {
  local training=$work/training
  rm -rf "$training" "$work/aot"
  mkdir -p "$training" "$work/aot"
  registry-gc/image/training-store.sh "$training"
  docker run --rm --network none --user "$(id -u):$(id -g)" --volume "$PWD/$training:/training" \
    --env "JAVA_TOOL_OPTIONS=-XX:AOTCacheOutput=/training/gc.aot -Xmx292m" "$untrained" \
    run --purge-now --registry-stopped --root=/training/store --roots-file=/training/roots.json --settle=0s --reconcile=0s \
    --min-age=0s --busy-window=0s --trash-age=0s --empty-directory-age=0s --ballast-bytes=0 >"$work/training.log" 2>&1 ||
    fail "$work/training.log"
  mv "$training/gc.aot" "$work/aot/gc.aot"
  docker rmi "$untrained" >&2
}

pack "$untrained" "$work/untrained.tar" image-file
train
pack registry-gc:latest "$image" image-file,aot-cache
# A JVM whose cache does not fit goes on without it; this one ends.
docker run --rm --network none --env JAVA_TOOL_OPTIONS=-XX:AOTMode=on registry-gc:latest --help >"$work/check.log" 2>&1 || fail "$work/check.log"
echo "$PWD/$image"
