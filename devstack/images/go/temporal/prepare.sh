#!/usr/bin/env bash
# Writes to DIRECTORY this module with a copy of Temporal's server from which is taken what a development server with SQLite never uses and
# what brings the clients of two clouds along, a quarter of all packages: archives at Google's and Amazon's, and Elasticsearch at Amazon's.
set -euo pipefail
target=$1
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=devstack/images/go/copy.sh
. ./copy.sh
start_copy "$target"
copy go.temporal.io/server "$target/server"

provider=$target/server/common/archiver/provider/provider.go
sed -i '/^\tcase \(gcloud\|s3store\)\.URIScheme:$/,/New\(History\|Visibility\)Archiver(/d; /archiver\/\(gcloud\|s3store\)"$/d' "$provider"
grep -q 'filestore.NewHistoryArchiver(' "$provider" || fail "the archives are no longer where they were; look at $provider"

signer=$target/server/common/persistence/visibility/store/elasticsearch/client/aws.go
grep -q '^func NewAwsHttpClient(config ESAWSRequestSigningConfig) (\*http.Client, error) {$' "$signer" ||
  fail "what signs requests to Amazon is no longer where it was; look at $signer"
cat >"$signer" <<'GO'
package client

import (
	"errors"
	"net/http"
)

// NewAwsHttpClient signs nothing.
func NewAwsHttpClient(config ESAWSRequestSigningConfig) (*http.Client, error) {
	if !config.Enabled {
		return nil, nil
	}
	return nil, errors.New("this build has no client of Amazon's")
}
GO
