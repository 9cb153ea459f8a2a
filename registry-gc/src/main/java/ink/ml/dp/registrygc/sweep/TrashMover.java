package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.disk.FileTrees;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.Directories.FileFacts;
import ink.ml.dp.registrygc.store.StoreException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Moves objects into the trash, in batches, each on many threads. */
final class TrashMover {
  /** How many candidates are held at once. */
  private static final int BATCH = 16_384;

  private final SweepContext context;
  private final Trash trash;
  private final Restorer restorer;
  private final Tally trashed = new Tally();
  private final Set<String> rewritten = ConcurrentHashMap.newKeySet();
  private final Set<Path> prepared = ConcurrentHashMap.newKeySet();
  private final List<Candidate> batch = new ArrayList<>();

  TrashMover(SweepContext context, Trash trash) {
    this.context = context;
    this.trash = trash;
    this.restorer = new Restorer(context.layout(), context.disk(), List.of(trash));
  }

  /** Adds to the batch, which is carried out when it is full. */
  void trash(Candidate candidate) {
    batch.add(candidate);
    if (batch.size() == BATCH) {
      flush();
    }
  }

  /** Carries out the batch. What is above must be in the trash before what is below is added. */
  void flush() {
    List<Candidate> now = List.copyOf(batch);
    batch.clear();
    context.workers().forEach(now.size(), i -> move(now.get(i)));
  }

  /** The repositories of which something was written again after the snapshot. */
  Set<String> rewritten() {
    return rewritten;
  }

  Tally trashed() {
    return trashed;
  }

  private void move(Candidate candidate) {
    StoreObject object = candidate.object();
    Path from = object.in(context.layout());
    Path place = object.in(trash);
    if (isLinked(object, from)) {
      context
          .audit()
          .note(
              new AuditEntry(Action.ALERT, object.subject(), "symbolic-link")
                  .because("a symbolic link leads to it"));
      return;
    }
    try {
      prepare(place);
      context.disk().move(from, place);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new StoreException("move to the trash", from, e);
    }
    if (isWrittenAgain(candidate, place)) {
      restorer.restore(object);
      object.home().ifPresent(rewritten::add);
      return;
    }
    long size = FileTrees.size(place);
    trashed.add(size);
    context
        .audit()
        .note(new AuditEntry(Action.TRASH, object.subject(), candidate.rule().label()).of(size));
  }

  /** Whether the file that would be moved lies elsewhere: the directories above were looked at. */
  private static boolean isLinked(StoreObject object, Path path) {
    Path own = object.isDirectory() ? path : path.resolveSibling(".").normalize();
    return Directories.facts(own).filter(FileFacts::isLink).isPresent();
  }

  /** A push between snapshot and rename renews the link's time, also a push of the same content. */
  private static boolean isWrittenAgain(Candidate candidate, Path place) {
    if (candidate.seen() == Candidate.ANY_TIME) {
      return false;
    }
    Path link =
        candidate.object() instanceof StoreObject.Tag ? place.resolve("current/link") : place;
    Optional<FileFacts> facts = Directories.facts(link);
    if (facts.isEmpty()) {
      return true;
    }
    // What is dated in the future still is, unless it was pushed: a push gives it the time of now.
    long modified = facts.get().modified();
    return modified != candidate.seen() && !Directories.isFuture(modified);
  }

  private void prepare(Path place) throws IOException {
    Path parent = place.getParent();
    if (parent == null) {
      throw new FileSystemException(place.toString(), null, "has no parent");
    }
    if (!prepared.contains(parent)) {
      context.disk().createDirectories(parent);
      prepared.add(parent);
    }
  }
}
