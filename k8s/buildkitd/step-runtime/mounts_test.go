package main

import (
	"slices"
	"testing"
)

func TestLayersAreNamedFromWhereTheyLie(t *testing.T) {
	for given, expected := range map[string][2]string{
		"/s/snapshots/2/fs:/s/snapshots/1/fs": {"/s/snapshots", "2/fs:1/fs"},
		"/s/snapshots/2/fs:/elsewhere/fs":     {"/", "/s/snapshots/2/fs:/elsewhere/fs"},
	} {
		base, names := shortened(given)
		if base != expected[0] || names != expected[1] {
			t.Errorf("%s became %s in %s", given, names, base)
		}
	}
}

func TestWhatIsWrittenBehindAMountCounts(t *testing.T) {
	mounts := `1 0 0:1 / / rw - ext4 /dev/root rw
2 1 0:2 / /r rw - overlay overlay rw,lowerdir=/l,upperdir=/upper/root,workdir=/w
3 1 0:3 / /tmp/m\0401 rw - overlay overlay rw,lowerdir=/l,upperdir=/upper/stage,workdir=/w
4 1 0:4 / /tmp/m2 ro - overlay overlay ro,lowerdir=/l
`
	places := []string{"/r", "/tmp/m 1/etc", "/tmp/m2/etc", "/var/lib/buildkit/snapshots/7/fs", "/etc/hosts"}
	found := uppers(mounts, places)
	expected := []string{"/upper/root", "/upper/stage", "/var/lib/buildkit/snapshots/7/fs"}
	if !slices.Equal(found, expected) {
		t.Errorf("%v", found)
	}
}
