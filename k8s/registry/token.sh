#!/usr/bin/env bash
# Prints a token with which images of these repositories can be pushed and pulled for five minutes. The key's file is named after who
# signs, as keys.sh has it.
#
#   token.sh KEY REPOSITORY...   such as: token.sh operator.pem dp-system/build-worker
set -euo pipefail
key=${1:?a key that keys.sh made}
shift
: "${1:?the repositories}"
who=$(basename "$key" .pem)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

base64url() { basenc --wrap=0 --base64url | tr -d =; }

access=()
for repository in "$@"; do
  [[ $repository =~ ^[a-z0-9][a-z0-9._/-]*$ ]] || { echo "$repository is not the name of a repository, without its registry" >&2 && exit 2; }
  access+=("{\"type\":\"repository\",\"name\":\"$repository\",\"actions\":[\"pull\",\"push\"]}")
done
now=$(date +%s)
header=$(printf '{"typ":"JWT","alg":"EdDSA","kid":"%s"}' "$who" | base64url)
claims=$(IFS=, && printf '{"iss":"dp-platform","sub":"%s","aud":"dp-registry","iat":%d,"nbf":%d,"exp":%d,"jti":"%s","access":[%s]}' \
  "$who" "$now" "$now" "$((now + 300))" "$(openssl rand -hex 16)" "${access[*]}" | base64url)
printf '%s.%s' "$header" "$claims" >"$work/content"
openssl pkeyutl -sign -rawin -inkey "$key" -in "$work/content" -out "$work/signature"
printf '%s.%s\n' "$(cat "$work/content")" "$(base64url <"$work/signature")"
