package main

import (
	"os/exec"
	"strings"
)

// A network is the address of a namespace that later steps get as well. gVisor takes the address off the interface and keeps it,
// so that the next step would have none. Steps with a host name of their own have a namespace of their own, too.
type network struct {
	namespace string
	device    string
	address   string
	route     []string
}

func pooledNetwork(spec *spec, runtime string) network {
	path, _ := spec.networkNamespace()
	if runtime == runc || path == "" || !spec.hasPooledNetwork() {
		return network{}
	}
	found := network{namespace: path}
	fields := strings.Fields(found.ip("-o", "-4", "address", "show", "scope", "global"))
	if len(fields) < 4 {
		return network{}
	}
	found.device, found.address = fields[1], fields[3]
	found.route = strings.Fields(found.ip("-4", "route", "show", "default"))
	return found
}

func (n network) putBack() {
	if n.namespace == "" || n.ip("-o", "-4", "address", "show", "scope", "global") != "" {
		return
	}
	n.ip("address", "add", n.address, "dev", n.device)
	if len(n.route) > 0 {
		n.ip(append([]string{"route", "replace"}, n.route...)...)
	}
}

func (n network) ip(arguments ...string) string {
	words := append([]string{"--net=" + n.namespace, "ip"}, arguments...)
	output, _ := exec.Command("nsenter", words...).Output()
	return strings.TrimSpace(string(output))
}
