package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	joinCommand = "join-group"
	hierarchies = "/sys/fs/cgroup"
	parent      = "dp-steps"
)

// A group limits a whole sandbox: gVisor's own kernel, its file server and the step's processes. The groups of a tenant stand in one,
// so that CPU that is wanted by several is shared among tenants, however many steps each has. runc makes its own from the step's
// configuration and has none here.
type group struct {
	directories []string // one per controller (version 1), or one (version 2)
	memory      string   // the one that counts memory
}

func makeGroup(settings settings, tenant, id string) (*group, error) {
	made := &group{}
	if settings.runtime == runc {
		return made, nil
	}
	place := filepath.Join(parent, tenant)
	quota := strconv.FormatInt(int64(settings.cpus*quotaPeriod), 10)
	memory, processes := strconv.FormatInt(settings.memory, 10), strconv.FormatInt(settings.processes, 10)
	if _, err := os.Stat(hierarchies + "/cgroup.controllers"); err == nil {
		if err := os.MkdirAll(filepath.Join(hierarchies, place), 0o755); err != nil {
			return nil, err
		}
		for _, above := range []string{parent, place} {
			_ = os.WriteFile(filepath.Join(hierarchies, above, "cgroup.subtree_control"), []byte("+cpu +memory +pids"), 0o644)
		}
		made.memory = filepath.Join(hierarchies, place, id)
		return made, made.add(made.memory, [][2]string{
			{"cpu.max", quota + " " + strconv.Itoa(quotaPeriod)}, {"memory.max", memory}, {"?memory.swap.max", "0"}, {"pids.max", processes},
		})
	}
	made.memory = filepath.Join(hierarchies, "memory", place, id)
	for controller, limits := range map[string][][2]string{
		"cpu":    {{"cpu.cfs_period_us", strconv.Itoa(quotaPeriod)}, {"cpu.cfs_quota_us", quota}},
		"memory": {{"memory.limit_in_bytes", memory}, {"?memory.memsw.limit_in_bytes", memory}},
		"pids":   {{"pids.max", processes}},
	} {
		if err := made.add(filepath.Join(hierarchies, controller, place, id), limits); err != nil {
			made.remove()
			return nil, err
		}
	}
	return made, nil
}

// add makes a directory and writes its limits; a file whose name begins with a question mark need not be there.
func (g *group) add(directory string, limits [][2]string) error {
	err := os.MkdirAll(directory, 0o755)
	for tries := 0; os.IsNotExist(err) && tries < 10; tries++ {
		err = os.MkdirAll(directory, 0o755) // the tenant's last step has just gone, and its directory with it
	}
	if err != nil {
		return fmt.Errorf("the step cannot be limited: %w", err)
	}
	g.directories = append(g.directories, directory)
	for _, limit := range limits {
		name, optional := strings.CutPrefix(limit[0], "?")
		err := os.WriteFile(filepath.Join(directory, name), []byte(limit[1]), 0o644)
		if err != nil && !(optional && os.IsNotExist(err)) {
			return fmt.Errorf("the step cannot be limited: %w", err)
		}
	}
	return nil
}

// command is one that begins inside the group.
func (g *group) command(program string, arguments []string) *exec.Cmd {
	if len(g.directories) == 0 {
		return exec.Command(program, arguments...)
	}
	words := append([]string{joinCommand}, g.directories...)
	words = append(append(words, "--", program), arguments...)
	return exec.Command("/proc/self/exe", words...)
}

// join puts this process into the groups and becomes the program.
func join(words []string) error {
	for i, word := range words {
		if word == "--" {
			path, err := exec.LookPath(words[i+1])
			if err != nil {
				return err
			}
			return syscall.Exec(path, words[i+1:], os.Environ())
		}
		if err := os.WriteFile(filepath.Join(word, "cgroup.procs"), []byte(strconv.Itoa(os.Getpid())), 0o644); err != nil {
			return err
		}
	}
	return os.ErrInvalid
}

// outOfMemory says whether the kernel has killed something of the group for its memory.
func (g *group) outOfMemory() bool {
	for _, name := range []string{"memory.events", "memory.oom_control"} {
		content, err := os.ReadFile(filepath.Join(g.memory, name))
		if err != nil || g.memory == "" {
			continue
		}
		for line := range strings.Lines(string(content)) {
			if count, found := strings.CutPrefix(strings.TrimSpace(line), "oom_kill "); found && count != "0" {
				return true
			}
		}
	}
	return false
}

// remove ends what is left of the group, and the group.
func (g *group) remove() {
	for _, directory := range g.directories {
		for range 50 {
			if err := syscall.Rmdir(directory); err == nil || err == syscall.ENOENT {
				break
			}
			content, _ := os.ReadFile(filepath.Join(directory, "cgroup.procs"))
			for field := range strings.FieldsSeq(string(content)) {
				if pid, err := strconv.Atoi(field); err == nil && pid != os.Getpid() {
					_ = syscall.Kill(pid, syscall.SIGKILL)
				}
			}
			time.Sleep(20 * time.Millisecond)
		}
		_ = syscall.Rmdir(filepath.Dir(directory)) // the tenant's, when this was its last step
	}
}
