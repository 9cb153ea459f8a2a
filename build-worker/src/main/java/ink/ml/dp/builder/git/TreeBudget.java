package ink.ml.dp.builder.git;

/** Counts what a checkout takes, its submodules and large files included. */
final class TreeBudget {
  private final GitLimits limits;
  private int entries;
  private long bytes;

  TreeBudget(GitLimits limits) {
    this.limits = limits;
  }

  int entries() {
    return entries;
  }

  long bytes() {
    return bytes;
  }

  void entry() throws HostileTreeException {
    entries++;
    if (entries > limits.entries()) {
      throw HostileTreeException.tooLarge(
          "it has more than " + limits.entries() + " files and directories");
    }
  }

  void file(String path, long size) throws HostileTreeException {
    if (size > limits.fileBytes()) {
      throw HostileTreeException.tooLarge(
          "'%s' has %d bytes, and a file may have %d".formatted(path, size, limits.fileBytes()));
    }
    bytes += size;
    if (bytes > limits.totalBytes()) {
      throw HostileTreeException.tooLarge(
          "its files have more than %d bytes together".formatted(limits.totalBytes()));
    }
  }
}
