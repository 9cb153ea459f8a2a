package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// mountOverlays mounts what buildkitd leaves to the runtime, a whole stage or image of several layers, and lets the step's
// configuration bind it: gVisor passes over mounts of a type that it does not know, and the step would find nothing there. Only
// this thread and what it starts see them, so that they are gone when these are, however they end.
func (s *spec) mountOverlays(settings settings, bundle string) error {
	if settings.runtime == runc {
		return nil
	}
	apart := false
	for i, entry := range list(s.fields, "mounts") {
		mount, _ := entry.(map[string]any)
		if mount["type"] != "overlay" {
			continue
		}
		if !apart {
			if err := unshareMounts(); err != nil {
				return err
			}
			apart = true
		}
		place := filepath.Join(bundle, "overlay-"+strconv.Itoa(i))
		if err := os.MkdirAll(place, 0o700); err != nil {
			return err
		}
		readOnly, err := mountOverlay(place, list(mount, "options"))
		if err != nil {
			return fmt.Errorf("tried to mount %v for the step but failed because %w", mount["destination"], err)
		}
		mount["type"], mount["source"], mount["options"] = "bind", place, []any{"rbind", access(readOnly)}
	}
	return nil
}

// unshareMounts needs a thread that is locked. What others mount and unmount goes on being seen.
func unshareMounts() error {
	if err := syscall.Unshare(syscall.CLONE_NEWNS); err != nil {
		return err
	}
	return syscall.Mount("", "/", "", syscall.MS_SLAVE|syscall.MS_REC, "")
}

func access(readOnly bool) string {
	if readOnly {
		return "ro"
	}
	return "rw"
}

// mountOverlay says whether what it has mounted can only be read.
func mountOverlay(place string, options []any) (bool, error) {
	var flags uintptr
	var data []string
	readOnly, base := true, ""
	for _, option := range options {
		word, _ := option.(string)
		layers, lower := strings.CutPrefix(word, "lowerdir=")
		switch {
		case word == "ro":
			flags |= syscall.MS_RDONLY
		case word == "rw" || word == "bind" || word == "rbind":
		case lower:
			base, layers = shortened(layers)
			data = append(data, "lowerdir="+layers)
		default:
			readOnly = readOnly && !strings.HasPrefix(word, "upperdir=")
			data = append(data, word)
		}
	}
	// The kernel takes one page of options, which the paths of many layers do not fit.
	before, err := os.Getwd()
	if err != nil {
		return false, err
	}
	if err := os.Chdir(base); err != nil {
		return false, err
	}
	err = syscall.Mount("overlay", place, "overlay", flags, strings.Join(data, ","))
	return readOnly || flags&syscall.MS_RDONLY != 0, errors.Join(err, os.Chdir(before))
}

// shortened gives the directory that all layers lie below, and their names from there.
func shortened(layers string) (base, names string) {
	paths := strings.Split(layers, ":")
	base = filepath.Dir(filepath.Dir(paths[0]))
	for i, path := range paths {
		name, below := strings.CutPrefix(path, base+"/")
		if !below {
			return "/", layers
		}
		paths[i] = name
	}
	return base, strings.Join(paths, ":")
}
