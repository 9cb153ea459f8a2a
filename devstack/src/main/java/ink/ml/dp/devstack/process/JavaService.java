package ink.ml.dp.devstack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program of ours that runs as a process of its own on this machine.
 *
 * @param name of its log file, and part of the mark by which it is found again
 * @param lib the directory with all its jars
 * @param arguments for its main method
 * @param environment its whole environment but for what a JVM needs
 * @param ready what a line of its output matches when it serves
 * @param heapMegabytes the most its heap may take
 */
public record JavaService(
    String name,
    Path lib,
    String mainClass,
    List<String> arguments,
    Map<String, String> environment,
    String ready,
    int heapMegabytes) {}
