package main

import (
	"sync/atomic"
	"syscall"
	"time"
)

const (
	tooLittle = 4 << 20 // bytes: what is left when a write has failed
	lookEvery = 200 * time.Millisecond
)

// A disk remembers whether it was full while a step ran: then the step's own error says nothing of the step.
type disk struct {
	places []string
	full   atomic.Bool
	done   chan struct{}
}

func watchDisk(places []string) *disk {
	watched := &disk{places: places, done: make(chan struct{})}
	go func() {
		for {
			watched.look()
			select {
			case <-watched.done:
				return
			case <-time.After(lookEvery):
			}
		}
	}()
	return watched
}

func (d *disk) look() {
	for _, place := range d.places {
		var state syscall.Statfs_t
		if syscall.Statfs(place, &state) != nil {
			continue
		}
		if int64(state.Bfree)*state.Bsize < tooLittle || state.Files > 0 && state.Ffree == 0 {
			d.full.Store(true)
		}
	}
}

// wasFull ends the watch.
func (d *disk) wasFull() bool {
	close(d.done)
	d.look()
	return d.full.Load()
}
