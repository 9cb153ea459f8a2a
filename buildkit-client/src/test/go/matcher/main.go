// Answers what Docker's own matcher says, for the tests to compare with. One question a line, as JSON.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/patternmatcher"
)

type question struct {
	Patterns []string `json:"patterns"`
	Paths    []string `json:"paths"`
}

// An answer holds a letter for each path: y, n, or e for an error.
type answer struct {
	Invalid bool   `json:"invalid"` // the list of patterns is refused
	Alone   string `json:"alone"`   // each path asked for by itself
	Walked  string `json:"walked"`  // each path reached through its directories
	Glob    string `json:"glob"`    // filepath.Match of the first pattern
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		if err := out.Encode(ask(q)); err != nil {
			panic(err)
		}
	}
}

func ask(q question) answer {
	var a answer
	for _, path := range q.Paths {
		a.Glob += letter(filepath.Match(q.Patterns[0], path))
	}
	if _, err := patternmatcher.New(q.Patterns); err != nil {
		a.Invalid = true
		return a
	}
	for _, path := range q.Paths {
		m, _ := patternmatcher.New(q.Patterns)
		a.Alone += letter(m.MatchesOrParentMatches(path))
		a.Walked += letter(walk(q.Patterns, path))
	}
	return a
}

func walk(patterns []string, path string) (matched bool, err error) {
	m, _ := patternmatcher.New(patterns)
	var info patternmatcher.MatchInfo
	parts := strings.Split(path, "/")
	for i := range parts {
		if matched, info, err = m.MatchesUsingParentResults(strings.Join(parts[:i+1], "/"), info); err != nil {
			return false, err
		}
	}
	return matched, nil
}

func letter(matched bool, err error) string {
	switch {
	case err != nil:
		return "e"
	case matched:
		return "y"
	default:
		return "n"
	}
}
