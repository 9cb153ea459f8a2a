package main

import "strings"

// A call is what buildkitd asks for, in runc's words.
type call struct {
	command   string   // run, kill, exec, state, delete
	global    []string // the flags before it
	arguments []string // all of it, without what the runtime does not know
	bundle    string   // the directory of `run`
	process   string   // the file of `exec`
	id        string   // the container
}

var takesValue = map[string]bool{
	"--log": true, "--log-format": true, "--root": true, "--bundle": true, "-b": true, "--process": true, "-p": true,
	"--pid-file": true, "--console-socket": true, "--preserve-fds": true, "--user": true, "--cwd": true, "--env": true,
}

func parseCall(arguments []string) call {
	parsed := call{}
	for i := 0; i < len(arguments); i++ {
		argument := arguments[i]
		name, value, inline := strings.Cut(argument, "=")
		words := []string{argument}
		switch {
		case strings.HasPrefix(argument, "-"):
			if takesValue[name] && !inline && i+1 < len(arguments) {
				i++
				value = arguments[i]
				words = append(words, value)
			}
			switch name {
			case "--bundle", "-b":
				parsed.bundle = value
			case "--process", "-p":
				parsed.process = value
			}
		case parsed.command == "":
			parsed.command = argument
		case parsed.id == "":
			parsed.id = argument
		}
		if parsed.command == "" {
			parsed.global = append(parsed.global, words...)
		}
		parsed.arguments = append(parsed.arguments, words...)
	}
	return parsed
}
