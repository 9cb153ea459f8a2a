package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

const (
	runsc = "runsc"
	runc  = "runc"
)

// settings are the same for every step. No frontend and no Dockerfile can change them.
type settings struct {
	runtime   string
	cpus      float64
	memory    int64 // bytes
	processes int64
	disk      int64 // bytes
	longest   time.Duration

	tenantDisk int64         // bytes
	recent     time.Duration // what counts for it
	records    string        // directory
}

// readSettings reads
//
//	STEP_RUNTIME    runsc (default), or runc where only trusted code is built
//	STEP_CPUS       processors, default 2
//	STEP_MEMORY_MIB default 4096
//	STEP_PROCESSES  processes and threads, default 4096
//	STEP_DISK_MIB   what a step may write, default 10240
//	STEP_MINUTES    how long it may take, default 30
//
//	TENANT_DISK_MIB     what all steps of a tenant may write within that time, default 20480
//	TENANT_DISK_MINUTES default 20: a build that began before has ended, and what it left goes when the daemon needs the room
func readSettings(variable func(string) string) (settings, error) {
	var problem error
	number := func(name string, fallback float64) float64 {
		text := variable(name)
		if text == "" {
			return fallback
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil || value <= 0 {
			problem = fmt.Errorf("%s must be a number above 0", name)
		}
		return value
	}
	read := settings{
		runtime:   variable("STEP_RUNTIME"),
		cpus:      number("STEP_CPUS", 2),
		memory:    int64(number("STEP_MEMORY_MIB", 4096)) << 20,
		processes: int64(number("STEP_PROCESSES", 4096)),
		disk:      int64(number("STEP_DISK_MIB", 10240)) << 20,
		longest:   time.Duration(number("STEP_MINUTES", 30) * float64(time.Minute)),

		tenantDisk: int64(number("TENANT_DISK_MIB", 20480)) << 20,
		recent:     time.Duration(number("TENANT_DISK_MINUTES", 20) * float64(time.Minute)),
		records:    records,
	}
	if read.runtime == "" {
		read.runtime = runsc
	}
	if read.runtime != runsc && read.runtime != runc {
		problem = fmt.Errorf("STEP_RUNTIME must be %s or %s", runsc, runc)
	}
	return read, problem
}

// flags is a call in the words of the runtime.
func (s settings) flags(call call) []string {
	if s.runtime == runc {
		return call.arguments
	}
	known := slices.DeleteFunc(slices.Clone(call.arguments), func(word string) bool { return word == "--keep" })
	if call.command != "run" {
		return known
	}
	return append([]string{
		"--platform=systrap",
		"--network=sandbox",
		// What a step writes must reach its layer, and not a layer of the sandbox's own.
		"--overlay2=none",
		// The step's group is made here (group.go): the same way for cgroup version 1 and 2.
		"--ignore-cgroups",
	}, known...)
}
