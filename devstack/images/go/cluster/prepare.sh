#!/usr/bin/env bash
# Writes to DIRECTORY this module with copies of Traefik and of two modules it needs, from which is taken what the local platform never uses
# and what is most of Traefik's compilation: the ACME client's 180 DNS providers (with the clients of all clouds), Amazon's provider, and the
# tables of Go's library for interpreted plugins.
set -euo pipefail
target=$1
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=devstack/images/go/copy.sh
. ./copy.sh
start_copy "$target"

copy github.com/go-acme/lego/v4 "$target/lego"
providers=$target/lego/providers/dns/zz_gen_dns_providers.go
grep -q '^func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {$' "$providers" ||
  fail "the list of DNS providers is no longer where it was; look at $providers"
cat >"$providers" <<'GO'
package dns

import (
	"fmt"

	"github.com/go-acme/lego/v4/challenge"
)

// NewDNSChallengeProviderByName knows none.
func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {
	return nil, fmt.Errorf("this build has no DNS providers, so not %s", name)
}
GO

copy github.com/traefik/yaegi "$target/yaegi"
tables=("$target"/yaegi/stdlib/go1_*.go)
[ "${#tables[@]}" -gt 100 ] || fail "the tables for plugins are no longer where they were; look at $target/yaegi/stdlib"
rm "${tables[@]}" "$target/yaegi/stdlib/wrapper-composed.go"

copy github.com/traefik/traefik/v3 "$target/traefik"
ecs=$target/traefik/pkg/provider/ecs
grep -q '^type Provider struct {$' "$ecs/ecs.go" || fail "Amazon's provider is no longer where it was; look at $ecs"
rm "$ecs"/*.go
cat >"$ecs/ecs.go" <<'GO'
package ecs

import (
	"errors"

	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/safe"
)

// Provider is none.
type Provider struct{}

// SetDefaults has none to set.
func (p *Provider) SetDefaults() {}

// Init refuses.
func (p *Provider) Init() error { return errors.New("this build has no provider for ECS") }

// Provide refuses.
func (p *Provider) Provide(chan<- dynamic.Message, *safe.Pool) error { return p.Init() }
GO
