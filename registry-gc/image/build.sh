#!/usr/bin/env bash
# Makes the garbage collector's image without an image registry: a Java runtime of only the modules that it needs, on nothing but
# the C library of Debian, and Jib's layers on top. Prints the path of the image's file, for `docker load`.
# Usage: build.sh   (JAVA_HOME is a JDK 25; Docker only packs the files)
set -euo pipefail
cd "$(dirname "$0")/../.."
jdk=${JAVA_HOME:?a JDK 25}
# What `jdeps --print-module-deps` answers, without java.desktop: snakeyaml wants it for JavaBeans, which nobody reads here.
modules=java.base,java.net.http
work=registry-gc/target/image
base=$work/base.tar

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
mvn -q -pl registry-gc -am package -Pimage-file -DskipTests -DskipITs -Dspotless.check.skip \
  "-Djib.from.image=tar://$PWD/$base" >"$work/build.log" 2>&1 || {
  cat "$work/build.log" >&2
  exit 1
}
echo "$PWD/$image"
