package ink.ml.dp.devstack.clean;

import java.nio.file.Path;
import java.util.List;

/** Something that lies on this machine because of the project. */
public sealed interface Leftover {
  /** What it is, for people. */
  String what();

  /** Where it lies, for people. */
  String where();

  long bytes();

  Level level();

  /** What it takes to have it removed. */
  enum Level {
    /** What this checkout's platforms keep, and what nothing needs any more. */
    USUAL,
    /** What takes minutes to make again, and what other checkouts keep. */
    ALL
  }

  /**
   * Files and folders.
   *
   * @param paths which, all of them below {@code folder}
   */
  record Files(String what, Path folder, List<Path> paths, long bytes, Level level)
      implements Leftover {
    public Files {
      paths = List.copyOf(paths);
    }

    @Override
    public String where() {
      return paths.size() == 1 ? paths.getFirst().toString() : folder.toString();
    }
  }

  /**
   * Things of the Docker daemon.
   *
   * @param kind {@code image} or {@code volume}, as Docker's commands are called
   */
  record InDocker(String what, String kind, List<String> names, long bytes, Level level)
      implements Leftover {
    public InDocker {
      names = List.copyOf(names);
    }

    @Override
    public String where() {
      return "docker " + kind + " ls: " + names.size();
    }
  }
}
