#!/usr/bin/env bash
# Makes what the image's training run collects: a registry's storage with a few images of one service, DIRECTORY/store, and a cluster that
# runs none of them, DIRECTORY/roots.json.
# Usage: training-store.sh DIRECTORY
set -euo pipefail
directory=$1
storage=$directory/store/docker/registry/v2
repository=$storage/repositories/dp-training-p/app

# The digest's digits; the content is written to where the registry has it.
blob() {
  local digest
  digest=$(printf '%s' "$1" | sha256sum | cut -c 1-64)
  mkdir -p "$storage/blobs/sha256/${digest:0:2}/$digest"
  printf '%s' "$1" >"$storage/blobs/sha256/${digest:0:2}/$digest/data"
  echo "$digest"
}

# A link to a digest, as old as the image.
link() {
  mkdir -p "$1"
  printf 'sha256:%s' "$2" >"$1/link"
  touch --date "$age days ago" "$1/link"
}

descriptor() {
  printf '{"mediaType":"application/vnd.oci.image.%s","digest":"sha256:%s","size":%d}' "$1" "$2" "${#3}"
}

for age in 1 2 3 4; do
  config="{\"image\":$age}"
  layer="layer of $age"
  config_digest=$(blob "$config")
  layer_digest=$(blob "$layer")
  manifest=$(printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
    "$(descriptor config.v1+json "$config_digest" "$config")" "$(descriptor layer.v1.tar "$layer_digest" "$layer")")
  digest=$(blob "$manifest")
  link "$repository/_layers/sha256/$config_digest" "$config_digest"
  link "$repository/_layers/sha256/$layer_digest" "$layer_digest"
  link "$repository/_manifests/revisions/sha256/$digest" "$digest"
  link "$repository/_manifests/tags/t$age/current" "$digest"
  link "$repository/_manifests/tags/t$age/index/sha256/$digest" "$digest"
done
cat >"$directory/roots.json" <<'JSON'
{"identity":"training","namespaces":["dp-training-p"],"services":[{"namespace":"dp-training-p","service":"app"}],"uses":[]}
JSON
