package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A watch ends a step that writes or takes more than it may.
type watch struct {
	done   chan struct{}
	ended  chan struct{}
	code   int
	reason string
}

func startWatch(settings settings, places []string, share *share, kill func()) *watch {
	started := &watch{done: make(chan struct{}), ended: make(chan struct{})}
	go started.run(settings, places, share, kill)
	return started
}

// stop ends the watch, and answers why it ended the step: empty if it did not.
func (w *watch) stop() (code int, reason string) {
	close(w.done)
	<-w.ended
	return w.code, w.reason
}

func (w *watch) run(settings settings, places []string, share *share, kill func()) {
	defer close(w.ended)
	deadline := time.After(settings.longest)
	// What a cache mount held before is not this step's.
	before, pause := sizes(places, nil), time.Second
	for w.reason == "" {
		select {
		case <-w.done:
			// Too late to end it; what it has written counts for those that come after it.
			w.look(settings, places, before, share, nil)
			w.reason = ""
			return
		case <-deadline:
			w.code = overTime
			w.reason = fmt.Sprintf("This step was ended: it took longer than the %v that a step may take.", settings.longest)
		case <-time.After(pause):
			began := time.Now()
			w.look(settings, places, before, share, w.done)
			// Looking is not to become the load: a tree of many files is looked at less often.
			pause = max(time.Second, 10*time.Since(began))
		}
	}
	kill()
}

// look notes what the step has written, and finds out whether that is too much.
func (w *watch) look(settings settings, places []string, before []int64, share *share, done <-chan struct{}) {
	grown, total := sizes(places, done), int64(0)
	for i := range grown {
		grown[i] -= before[i]
		total += grown[i]
	}
	if total > settings.disk {
		w.code = overDisk
		w.reason = fmt.Sprintf("This step was ended: it wrote more than the %d MiB that a step may write.", settings.disk>>20)
	}
	if err := share.note(places, grown); err != nil {
		fmt.Fprintln(os.Stderr, "step-runtime: what this step writes could not be noted:", err)
	}
	if reason := share.exceeded(); w.reason == "" && reason != "" {
		w.code, w.reason = overDisk, reason
	}
}

// written are the directories that hold what the step writes: the upper layers of its root and of the stages that it has mounted,
// and its cache's mounts.
func written(spec *spec) []string {
	root, _ := object(spec.fields, "root")["path"].(string)
	places := []string{root}
	for _, entry := range list(spec.fields, "mounts") {
		mount, _ := entry.(map[string]any)
		if source, _ := mount["source"].(string); strings.HasPrefix(source, "/") {
			places = append(places, source)
		}
	}
	mounts, _ := os.ReadFile("/proc/thread-self/mountinfo")
	return uppers(string(mounts), places)
}

// uppers are the directories behind these places that take what is written to them.
func uppers(mountinfo string, places []string) []string {
	var found []string
	for _, place := range places {
		place = filepath.Clean(place)
		longest, upper := "", ""
		for line := range strings.Lines(mountinfo) {
			fields := strings.Fields(line)
			if len(fields) < 5 {
				continue
			}
			point := unescape.Replace(fields[4])
			if (place == point || strings.HasPrefix(place, strings.TrimSuffix(point, "/")+"/")) && len(point) >= len(longest) {
				longest, upper = point, upperOf(fields[len(fields)-1])
			}
		}
		switch {
		case upper != "":
			found = append(found, upper)
		case strings.Contains(place, "/snapshots/") && strings.HasSuffix(place, "/fs"):
			found = append(found, place)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

var unescape = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

func upperOf(options string) string {
	for option := range strings.SplitSeq(options, ",") {
		if upper, found := strings.CutPrefix(option, "upperdir="); found {
			return upper
		}
	}
	return ""
}

// sizes adds up what is really allocated in each place, so that a sparse file counts as what it takes.
func sizes(places []string, done <-chan struct{}) []int64 {
	totals := make([]int64, len(places))
	for i, place := range places {
		_ = filepath.WalkDir(place, func(_ string, entry fs.DirEntry, err error) error {
			select {
			case <-done:
				return fs.SkipAll
			default:
			}
			if err != nil {
				return nil // it went meanwhile
			}
			if info, err := entry.Info(); err == nil {
				if stat, ok := info.Sys().(*syscall.Stat_t); ok {
					totals[i] += stat.Blocks * 512
				}
			}
			return nil
		})
	}
	return totals
}
