package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// records are kept beside the daemon's socket and not on the disk that they are about, which may be full.
const records = "/run/buildkit/tenants"

// A share is what all steps of one tenant may have written to this daemon's disk, those that run and those of the last while. What
// is older belongs to builds that have ended, and goes when the daemon needs the room; what the daemon has dropped already does not count.
type share struct {
	directory string // of the tenant's records, one per step; empty where the step is nobody's
	record    string // this step's
	limit     int64  // bytes
	recent    time.Duration
}

// tenantName is the first part of a host name that the platform has made (ServiceIsolation of the build worker).
var tenantName = regexp.MustCompile(`^([a-z0-9]+)-[a-z0-9]+$`)

// tenant is whose step this is: empty for those without a host name of their own.
func (s *spec) tenant() string {
	name, _ := s.fields["hostname"].(string)
	if found := tenantName.FindStringSubmatch(name); found != nil {
		return found[1]
	}
	return ""
}

func openShare(settings settings, tenant, id string) (*share, error) {
	opened := &share{limit: settings.tenantDisk, recent: settings.recent}
	if tenant == "" {
		return opened, nil
	}
	opened.directory = filepath.Join(settings.records, tenant)
	opened.record = filepath.Join(opened.directory, id)
	return opened, os.MkdirAll(opened.directory, 0o700)
}

// note writes down what this step has written to each place until now.
func (s *share) note(places []string, written []int64) error {
	if s.directory == "" {
		return nil
	}
	var text strings.Builder
	for i, place := range places {
		fmt.Fprintf(&text, "%d %s\n", written[i], place)
	}
	draft := s.record + ".new"
	if err := os.WriteFile(draft, []byte(text.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(draft, s.record)
}

// taken adds up what the tenant's steps have written, this one's own last note with it.
func (s *share) taken() int64 {
	var total int64
	entries, _ := os.ReadDir(s.directory)
	for _, entry := range entries {
		file := filepath.Join(s.directory, entry.Name())
		info, err := entry.Info()
		if err != nil || strings.HasSuffix(file, ".new") {
			continue
		}
		if time.Since(info.ModTime()) > s.recent {
			_ = os.Remove(file)
			continue
		}
		content, _ := os.ReadFile(file)
		for line := range strings.Lines(string(content)) {
			count, place, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			if _, err := os.Lstat(place); err == nil {
				bytes, _ := strconv.ParseInt(count, 10, 64)
				total += max(bytes, 0)
			}
		}
	}
	return total
}

// exceeded answers why a step must end, or not begin: empty if it need not.
func (s *share) exceeded() string {
	if s.directory == "" || s.taken() <= s.limit {
		return ""
	}
	return fmt.Sprintf("This step was ended: this tenant's builds have written more than the %d MiB that they may write within %v.",
		s.limit>>20, s.recent)
}
