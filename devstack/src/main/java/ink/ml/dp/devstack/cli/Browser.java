package ink.ml.dp.devstack.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What opens pages on this machine.
 *
 * @param program of the path
 */
record Browser(Path program) {
  /** That of the person at the terminal, if a page can be shown there. */
  static Optional<Browser> ofThisMachine() {
    return System.console() != null && System.console().isTerminal()
        ? in(System.getenv())
        : Optional.empty();
  }

  /**
   * Looks for it. On Linux only where there is a display: elsewhere xdg-open would start a browser
   * that writes to the terminal.
   */
  static Optional<Browser> in(Map<String, String> environment) {
    boolean display =
        Stream.of("DISPLAY", "WAYLAND_DISPLAY")
            .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
    List<String> names = display ? List.of("xdg-open", "open") : List.of("open");
    List<String> directories =
        List.of(environment.getOrDefault("PATH", "").split(":", -1)).stream()
            .filter(directory -> !directory.isEmpty())
            .toList();
    return names.stream()
        // Debian has an `open` too, which starts a program on another virtual terminal.
        .filter(name -> name.equals("xdg-open") || isMac())
        .flatMap(name -> directories.stream().map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Browser::new);
  }

  private static boolean isMac() {
    return System.getProperty("os.name", "").startsWith("Mac");
  }

  /** Asks it to open a page, and waits for nothing: the page's URL has been printed. */
  void open(String url) {
    try {
      new ProcessBuilder(program.toString(), url)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException notStarted) {
      System.err.println("./dev: tried to open a browser but failed because " + notStarted);
    }
  }
}
