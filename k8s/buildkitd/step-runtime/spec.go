package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

const (
	quotaPeriod = 100_000 // µs
	pooledName  = "buildkitsandbox"
)

// A spec is a step's OCI configuration. What is not named here goes through untouched.
type spec struct {
	file   string
	fields map[string]any
}

func readSpec(file string) (*spec, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	read := &spec{file: file}
	return read, decoder.Decode(&read.fields)
}

func (s *spec) write() error {
	content, err := json.Marshal(s.fields)
	if err != nil {
		return err
	}
	return os.WriteFile(s.file, content, 0o600)
}

func object(in map[string]any, name string) map[string]any {
	found, _ := in[name].(map[string]any)
	if found == nil {
		found = map[string]any{}
		in[name] = found
	}
	return found
}

func list(in map[string]any, name string) []any {
	found, _ := in[name].([]any)
	return found
}

func (s *spec) process() map[string]any { return object(s.fields, "process") }
func (s *spec) linux() map[string]any   { return object(s.fields, "linux") }

// networkNamespace is the path of the network namespace that the step is given, or empty.
func (s *spec) networkNamespace() (path string, own bool) {
	for _, entry := range list(s.linux(), "namespaces") {
		namespace, _ := entry.(map[string]any)
		if namespace["type"] == "network" {
			path, _ = namespace["path"].(string)
			return path, true
		}
	}
	return "", false
}

// hasPooledNetwork says whether other steps get the same namespace: those without a host name of their own.
func (s *spec) hasPooledNetwork() bool { return s.fields["hostname"] == pooledName }

// refuse answers an error for what no step may have. buildkitd grants no entitlement; this is for the day it is told to.
func (s *spec) refuse() error {
	if _, own := s.networkNamespace(); !own {
		return errors.New("refused: the step asks for the host's network")
	}
	bounding := list(object(s.process(), "capabilities"), "bounding")
	for _, capability := range []string{"CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_SYS_PTRACE", "CAP_SYS_MODULE"} {
		if slices.Contains(bounding, any(capability)) {
			return fmt.Errorf("refused: the step asks for %s", capability)
		}
	}
	for _, entry := range list(s.linux(), "devices") {
		device, _ := entry.(map[string]any)
		if path, _ := device["path"].(string); !harmless[path] {
			return fmt.Errorf("refused: the step asks for the device %s", path)
		}
	}
	return nil
}

var harmless = map[string]bool{
	"/dev/null": true, "/dev/zero": true, "/dev/full": true, "/dev/random": true, "/dev/urandom": true, "/dev/tty": true,
}

// amend writes the limits. What the build itself asked for stays where it is lower.
func (s *spec) amend(settings settings, unprivileged bool) {
	resources := object(s.linux(), "resources")
	memory := object(resources, "memory")
	lower(memory, "limit", settings.memory)
	memory["swap"] = memory["limit"]
	lower(object(resources, "pids"), "limit", settings.processes)
	cpu := object(resources, "cpu")
	quota := int64(settings.cpus * quotaPeriod)
	if asked, period := integer(cpu["quota"]), integer(cpu["period"]); asked <= 0 || period <= 0 || asked*quotaPeriod > quota*period {
		cpu["quota"], cpu["period"] = quota, quotaPeriod
	}
	limits := slices.DeleteFunc(list(s.process(), "rlimits"), func(entry any) bool {
		limit, _ := entry.(map[string]any)
		return limit["type"] == "RLIMIT_FSIZE" || limit["type"] == "RLIMIT_CORE"
	})
	s.process()["rlimits"] = append(limits,
		map[string]any{"type": "RLIMIT_FSIZE", "hard": settings.disk, "soft": settings.disk},
		map[string]any{"type": "RLIMIT_CORE", "hard": 0, "soft": 0})
	if unprivileged {
		amendProcess(s.process())
	}
}

func lower(in map[string]any, name string, limit int64) {
	if asked := integer(in[name]); asked <= 0 || asked > limit {
		in[name] = limit
	}
}

func integer(value any) int64 {
	switch number := value.(type) {
	case json.Number:
		integer, _ := number.Int64()
		return integer
	case int64:
		return number
	}
	return 0
}

// amendProcess takes away what a host without CAP_SYS_RESOURCE refuses: that capability, and a lower OOM score.
func amendProcess(process map[string]any) {
	sets := object(process, "capabilities")
	for name := range sets {
		sets[name] = slices.DeleteFunc(list(sets, name), func(capability any) bool { return capability == "CAP_SYS_RESOURCE" })
	}
	if integer(process["oomScoreAdj"]) < 0 {
		process["oomScoreAdj"] = 0
	}
}

// amendProcessFile does so for a process that joins a step: a debugger's, for buildkitd has no other.
func amendProcessFile(file string) error {
	if !unprivileged() {
		return nil
	}
	process, err := readSpec(file)
	if err != nil {
		return err
	}
	amendProcess(process.fields)
	return process.write()
}

// unprivileged says whether this host withholds CAP_SYS_RESOURCE.
func unprivileged() bool {
	const sysResource = 24
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return false
	}
	_, rest, found := strings.Cut(string(status), "CapBnd:\t")
	var bounding uint64
	if _, err := fmt.Sscanf(rest, "%x", &bounding); !found || err != nil {
		return false
	}
	return bounding>>sysResource&1 == 0
}
