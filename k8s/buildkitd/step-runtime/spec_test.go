package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const step = `{"hostname":"web","root":{"path":"/r"},"process":{"oomScoreAdj":-1,"capabilities":{"bounding":["CAP_CHOWN","CAP_SYS_RESOURCE"]},
"rlimits":[{"type":"RLIMIT_NOFILE","hard":1024,"soft":1024}]},
"linux":{"namespaces":[{"type":"pid"},{"type":"network","path":"/net/1"}],"resources":{"memory":{"limit":MEMORY},"network":{"x":1}}}}`

func given(t *testing.T, text string) *spec {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := readSpec(file)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestLimitsAreWritten(t *testing.T) {
	read := given(t, strings.Replace(step, "MEMORY", "0", 1))
	read.amend(settings{cpus: 1.5, memory: 1 << 30, processes: 100, disk: 1 << 20}, true)
	if err := read.write(); err != nil {
		t.Fatal(err)
	}
	content, _ := os.ReadFile(read.file)
	for _, part := range []string{
		`"limit":1073741824`, `"swap":1073741824`, `"quota":150000`, `"pids":{"limit":100}`, `"hard":1048576`, `RLIMIT_CORE`,
		`RLIMIT_NOFILE`, `"network":{"x":1}`, `"oomScoreAdj":0`, `["CAP_CHOWN"]`,
	} {
		if !strings.Contains(string(content), part) {
			t.Errorf("no %s in %s", part, content)
		}
	}
}

func TestLowerOnesStay(t *testing.T) {
	read := given(t, strings.Replace(step, "MEMORY", "4096", 1))
	read.amend(settings{cpus: 1, memory: 1 << 30, processes: 100, disk: 1}, false)
	if limit := integer(object(object(read.linux(), "resources"), "memory")["limit"]); limit != 4096 {
		t.Errorf("the limit is %d", limit)
	}
}

func TestRefused(t *testing.T) {
	plain := strings.Replace(step, "MEMORY", "0", 1)
	if err := given(t, plain).refuse(); err != nil {
		t.Errorf("an ordinary step: %v", err)
	}
	for name, text := range map[string]string{
		"insecure": strings.Replace(plain, "CAP_CHOWN", "CAP_SYS_ADMIN", 1),
		"network":  strings.Replace(plain, `{"type":"network","path":"/net/1"}`, `{"type":"mount"}`, 1),
		"device":   strings.Replace(plain, `"linux":{`, `"linux":{"devices":[{"path":"/dev/kvm"}],`, 1),
	} {
		if given(t, text).refuse() == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

func TestCallsAreRead(t *testing.T) {
	read := parseCall([]string{"--log", "/l", "--log-format", "json", "run", "--bundle", "/b", "--keep", "id1"})
	if read.command != "run" || read.bundle != "/b" || read.id != "id1" || len(read.global) != 4 {
		t.Errorf("%+v", read)
	}
	if flags := (settings{runtime: runsc}).flags(read); slices.Contains(flags, "--keep") || flags[len(flags)-1] != "id1" {
		t.Errorf("%v", flags)
	}
	if flags := (settings{runtime: runc}).flags(read); !slices.Equal(flags, read.arguments) {
		t.Errorf("%v", flags)
	}
}

func TestSettings(t *testing.T) {
	none := func(string) string { return "" }
	if read, err := readSettings(none); err != nil || read.runtime != runsc || read.longest != 30*time.Minute {
		t.Errorf("%+v %v", read, err)
	}
	if _, err := readSettings(func(name string) string { return map[string]string{"STEP_RUNTIME": "sh"}[name] }); err == nil {
		t.Error("any program is a runtime")
	}
	if _, err := readSettings(func(name string) string { return map[string]string{"STEP_CPUS": "-1"}[name] }); err == nil {
		t.Error("a limit below 0 is taken")
	}
}

func TestAStepThatWritesTooMuchIsEnded(t *testing.T) {
	place := t.TempDir()
	killed := make(chan struct{})
	watch := &watch{done: make(chan struct{}), ended: make(chan struct{})}
	go watch.run(settings{disk: 1 << 20, longest: time.Minute}, []string{place}, &share{}, func() { close(killed) })
	time.Sleep(100 * time.Millisecond)
	if err := os.WriteFile(filepath.Join(place, "big"), make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	<-killed
	if code, reason := watch.stop(); code != overDisk || !strings.Contains(reason, "wrote more than the 1 MiB") {
		t.Error(reason)
	}
}
