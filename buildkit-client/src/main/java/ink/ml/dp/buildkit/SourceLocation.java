package ink.ml.dp.buildkit;

/**
 * Where in a Dockerfile something is.
 *
 * @param firstLine counted from 1
 * @param lastLine not before the first
 */
public record SourceLocation(String filename, int firstLine, int lastLine) {
  @Override
  public String toString() {
    return firstLine == lastLine
        ? "%s line %d".formatted(filename, firstLine)
        : "%s lines %d to %d".formatted(filename, firstLine, lastLine);
  }
}
