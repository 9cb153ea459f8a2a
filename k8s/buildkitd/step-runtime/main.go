// Command step-runtime is the OCI runtime of buildkitd's worker: it writes the platform's limits into the configuration of each
// build step, refuses what no step may have, and runs the step under gVisor's runsc or under runc.
//
// It is called as buildkitd calls runc, and configured by buildkitd's own environment (settings.go). What it has to say to the
// owner of a build goes to the step's standard error, where it becomes a part of the build's log.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// How a step ends says what ended it (FailureClassifier of the build worker's client). A command of the step's own that ends with one
// of these ends with 1, so that nobody can say so for himself.
const (
	killed     = 128 + int(syscall.SIGKILL)
	overTime   = 241
	overDisk   = 242
	overMemory = 243
	diskFull   = 244
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == joinCommand {
		fail(join(os.Args[2:]))
	}
	settings, err := readSettings(os.Getenv)
	fail(err)
	call := parseCall(os.Args[1:])
	switch call.command {
	case "run":
		os.Exit(run(settings, call))
	case "delete":
		// runsc has nothing left to delete once its `run` has returned; runc, which was told to keep it, has.
		command := exec.Command(settings.runtime, call.arguments...)
		if err := command.Run(); err != nil && settings.runtime == runc {
			fail(err)
		}
	default:
		if call.process != "" {
			fail(amendProcessFile(call.process))
		}
		path, err := exec.LookPath(settings.runtime)
		fail(err)
		fail(syscall.Exec(path, append([]string{settings.runtime}, settings.flags(call)...), os.Environ()))
	}
}

// run runs one step to its end and answers its exit code.
func run(settings settings, call call) int {
	// The kernel ends the child when this thread ends, so it must not.
	runtime.LockOSThread()
	spec, err := readSpec(filepath.Join(call.bundle, "config.json"))
	fail(err)
	fail(spec.refuse())
	network := pooledNetwork(spec, settings.runtime)
	spec.amend(settings, unprivileged())
	fail(spec.mountOverlays(settings, call.bundle))
	fail(spec.write())
	share, err := openShare(settings, spec.tenant(), call.id)
	fail(err)
	if reason := share.exceeded(); reason != "" {
		fmt.Fprintln(os.Stderr, reason)
		return overDisk
	}
	group, err := makeGroup(settings, spec.tenant(), call.id)
	fail(err)
	defer group.remove()

	command := group.command(settings.runtime, settings.flags(call))
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	// With this process goes the step: buildkitd may be killed.
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	fail(command.Start())
	places := written(spec)
	disk := watchDisk(places)
	watch := startWatch(settings, places, share, func() {
		kill := exec.Command(settings.runtime, append(call.global, "kill", call.id, "KILL")...)
		if kill.Run() != nil {
			_ = command.Process.Kill()
		}
	})
	err = command.Wait()
	code, verdict := watch.stop()
	full := disk.wasFull()
	network.putBack()
	switch {
	case verdict != "":
		fmt.Fprintln(os.Stderr, verdict)
		return code
	case err != nil && group.outOfMemory():
		fmt.Fprintf(os.Stderr, "This step was ended: it needed more memory than the %d MiB that a step may use.\n", settings.memory>>20)
		return overMemory
	case err != nil && full:
		fmt.Fprintln(os.Stderr, "The builder's disk was full while this step ran, and not by this tenant's builds: so this may not be the step's own failure.")
		return diskFull
	}
	return exitCode(err)
}

func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case !errors.As(err, &exit):
		fmt.Fprintln(os.Stderr, "step-runtime:", err)
		return 1
	case exit.ExitCode() < 0:
		return killed
	case exit.ExitCode() >= overTime && exit.ExitCode() <= diskFull:
		return 1
	}
	return exit.ExitCode()
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "step-runtime:", err)
		if errors.Is(err, syscall.ENOSPC) {
			os.Exit(diskFull)
		}
		os.Exit(1)
	}
}
