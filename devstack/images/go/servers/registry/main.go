// registry is distribution's registry with what the platform configures: files on a disk, token authentication and a mirror. The storage
// drivers of clouds are left out, and with them most of what there is to compile.
package main

import (
	"os"

	"github.com/distribution/distribution/v3/registry"
	_ "github.com/distribution/distribution/v3/registry/auth/token"
	_ "github.com/distribution/distribution/v3/registry/proxy"
	_ "github.com/distribution/distribution/v3/registry/storage/driver/filesystem"
)

func main() {
	// The command prints its own errors.
	if err := registry.RootCmd.Execute(); err != nil {
		os.Exit(1)
	}
}
