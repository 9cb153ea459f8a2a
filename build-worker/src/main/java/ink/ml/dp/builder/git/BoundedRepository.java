package ink.ml.dp.builder.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.PackParser;

/**
 * A bare repository that takes no larger objects than it is told, and none that are large together.
 * JGit holds an object that is packed as a difference in memory, and believes the pack about its
 * size.
 */
final class BoundedRepository extends FileRepository {
  private final long mostBytes;

  BoundedRepository(Path directory, long mostBytes) throws IOException {
    super(directory.toFile());
    this.mostBytes = mostBytes;
    create(true);
  }

  /** It lives for one checkout; JGit would tidy it up in the background, while it is removed. */
  @Override
  public void autoGC(ProgressMonitor monitor) {}

  @Override
  public ObjectInserter newObjectInserter() {
    ObjectInserter real = super.newObjectInserter();
    return new ObjectInserter.Filter() {
      @Override
      protected ObjectInserter delegate() {
        return real;
      }

      @Override
      public PackParser newPackParser(InputStream in) throws IOException {
        PackParser parser = super.newPackParser(new PackGuard(in, mostBytes));
        parser.setMaxObjectSizeLimit(mostBytes);
        return parser;
      }
    };
  }
}
