#!/usr/bin/env bash
# What somebody without this platform would write: clone, build, push, apply, wait. `./dev bench deploy` times it beside ours,
# on the same servers, with the same cache options and the same manifests.
#
#   deploy.sh GIT_URL NAME NAMESPACE MANIFESTS HOST
#
# MANIFESTS is a file in which @IMAGE@ stands for the image. From the environment: BUILDCTL, BUILDKIT_HOST, KUBECTL, KUBECONFIG,
# DOCKER_CONFIG (with a token for the registry), REGISTRY (as the builder and the nodes call it), INGRESS (where the ingress answers).
set -euo pipefail

url=$1 name=$2 namespace=$3 manifests=$4 host=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git clone --quiet --depth 1 "$url" "$work/source"
commit=$(git -C "$work/source" rev-parse HEAD)

cache=type=registry,ref=$REGISTRY/cache/$namespace/$name:latest
compression=oci-mediatypes=true,compression=zstd,compression-level=3
"$BUILDCTL" build --progress=plain --frontend=dockerfile.v0 --local="context=$work/source" --local="dockerfile=$work/source" \
  --import-cache="$cache" --export-cache="$cache,mode=max,image-manifest=true,$compression,ignore-error=true" \
  --output="type=image,name=$REGISTRY/$namespace/$name:$commit,push=true,$compression" \
  --metadata-file="$work/metadata.json" >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
digest=$(sed -n 's/.*"containerimage.digest": *"\([^"]*\)".*/\1/p' "$work/metadata.json")

sed "s|@IMAGE@|$REGISTRY/$namespace/$name@$digest|" "$manifests" | "$KUBECTL" apply -f - >"$work/apply.log"
"$KUBECTL" rollout status "deployment/$name" --namespace="$namespace" --timeout=120s >"$work/rollout.log"
until curl --silent --fail --output /dev/null --header "Host: $host" "$INGRESS/"; do sleep 0.05; done
