#!/usr/bin/env bash
# Makes the keys of those who sign tokens for the registry that is pushed to, and what the registry knows them by.
#
#   keys.sh DIRECTORY   writes build-worker.pem, registry-gc.pem, operator.pem (kept when they are there) and jwks.json
set -euo pipefail
directory=${1:?the directory that the keys go to}
umask 077
mkdir -p "$directory"
entries=()
for who in build-worker registry-gc operator; do
  key=$directory/$who.pem
  [ -e "$key" ] || openssl genpkey -algorithm ed25519 -out "$key"
  point=$(openssl pkey -in "$key" -pubout -outform DER | tail -c 32 | basenc --base64url | tr -d =)
  entries+=("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"$who\",\"x\":\"$point\"}")
done
(IFS=, && printf '{"keys":[%s]}\n' "${entries[*]}") >"$directory/jwks.json"
