#!/usr/bin/env bash
# Pushes an image of the platform's, out of a file of `docker save`'s form, to a registry that asks for tokens.
#
#   push.sh KEY FILE IMAGE   such as: push.sh operator.pem build-worker.tar registry.internal:5000/dp-system/build-worker:0.1.0
set -euo pipefail
key=${1:?a key that keys.sh made} file=${2:?the file with the image} image=${3:?what it is to be called}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
registry=${image%%/*} name=${image#*/}
login=$(mktemp -d)
trap 'rm -rf "$login"' EXIT
token=$("$here/token.sh" "$key" "${name%:*}")
printf '{"auths":{"%s":{"registrytoken":"%s"}}}' "$registry" "$token" >"$login/config.json"
loaded=$(docker load --quiet --input "$file" | sed -n 's/^Loaded image\( ID\)*: //p' | head -n 1)
docker tag "$loaded" "$image"
docker --config "$login" push --quiet "$image"
docker rmi "$image" >/dev/null
