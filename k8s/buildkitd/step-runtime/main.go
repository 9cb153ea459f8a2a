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

const killed = 128 + int(syscall.SIGKILL)

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
	group, err := makeGroup(settings, call.id)
	fail(err)
	defer group.remove()

	command := group.command(settings.runtime, settings.flags(call))
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	// With this process goes the step: buildkitd may be killed.
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	fail(command.Start())
	watch := startWatch(settings, spec, func() {
		kill := exec.Command(settings.runtime, append(call.global, "kill", call.id, "KILL")...)
		if kill.Run() != nil {
			_ = command.Process.Kill()
		}
	})
	err = command.Wait()
	verdict := watch.stop()
	network.putBack()
	switch {
	case verdict != "":
		fmt.Fprintln(os.Stderr, verdict)
		return killed
	case err != nil && group.outOfMemory():
		fmt.Fprintf(os.Stderr, "This step was ended: it needed more memory than the %d MiB that a step may use.\n", settings.memory>>20)
		return killed
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
	}
	return exit.ExitCode()
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "step-runtime:", err)
		os.Exit(1)
	}
}
