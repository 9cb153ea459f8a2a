package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func place(t *testing.T, parent, name string) string {
	t.Helper()
	made := filepath.Join(parent, name)
	if err := os.MkdirAll(made, 0o700); err != nil {
		t.Fatal(err)
	}
	return made
}

func noted(t *testing.T, settings settings, tenant, id, place string, bytes int64) *share {
	t.Helper()
	opened, err := openShare(settings, tenant, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.note([]string{place}, []int64{bytes}); err != nil {
		t.Fatal(err)
	}
	return opened
}

func TestTenantsShareIsOfAllItsSteps(t *testing.T) {
	limits := settings{tenantDisk: 100, recent: time.Hour, records: t.TempDir()}
	store := t.TempDir()
	first := place(t, store, "1")
	second := place(t, store, "2")
	noted(t, limits, "a", "x", first, 60)
	share := noted(t, limits, "a", "y", second, 60)
	if reason := share.exceeded(); !strings.Contains(reason, "this tenant's builds have written more than") {
		t.Errorf("120 of 100: %q", reason)
	}
	if reason := noted(t, limits, "b", "z", second, 60).exceeded(); reason != "" {
		t.Errorf("a neighbour: %q", reason)
	}
	// What the daemon has dropped is no longer there.
	if err := os.RemoveAll(first); err != nil {
		t.Fatal(err)
	}
	if reason := share.exceeded(); reason != "" {
		t.Errorf("60 of 100: %q", reason)
	}
}

func TestOldWritesAreForgotten(t *testing.T) {
	limits := settings{tenantDisk: 100, recent: time.Hour, records: t.TempDir()}
	share := noted(t, limits, "a", "x", place(t, t.TempDir(), "1"), 200)
	if share.exceeded() == "" {
		t.Error("200 of 100 are nothing")
	}
	then := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(share.record, then, then); err != nil {
		t.Fatal(err)
	}
	if reason := share.exceeded(); reason != "" {
		t.Errorf("what was written two hours ago: %q", reason)
	}
}

func TestWhoseStepItIs(t *testing.T) {
	for name, tenant := range map[string]string{
		"0a1b-22ff": "0a1b", "buildkitsandbox": "", "fence-probe": "fence", "../x-1": "", "": "", "a-b-c": "",
	} {
		if found := given(t, `{"hostname":"`+name+`"}`).tenant(); found != tenant {
			t.Errorf("%s: %q", name, found)
		}
	}
	share, err := openShare(settings{records: "/nowhere/at/all"}, "", "x")
	if err != nil || share.note(nil, nil) != nil || share.exceeded() != "" {
		t.Error("a step that is nobody's is counted")
	}
}

func TestStepsOwnEndSaysNothingForThePlatform(t *testing.T) {
	for code, told := range map[string]int{"7": 7, "137": 137, "240": 240, "241": 1, "244": 1, "245": 245} {
		if found := exitCode(runs("exit " + code)); found != told {
			t.Errorf("exit %s: %d", code, found)
		}
	}
}

func runs(script string) error { return exec.Command("sh", "-c", script).Run() }
