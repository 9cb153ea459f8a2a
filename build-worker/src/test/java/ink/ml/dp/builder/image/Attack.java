package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.BuildFailedException;
import java.util.regex.Pattern;

/**
 * Something that a tenant tries.
 *
 * @param off the attempt with its defence taken away
 * @param on the attempt against the platform as it is
 * @param defence what the second one's failure says, so that no other mishap passes for a defence
 */
record Attack(String name, Attempt off, Attempt on, Pattern defence) {
  Attack(String name, Attempt off, Attempt on, String defence) {
    this(name, off, on, Pattern.compile(defence, Pattern.DOTALL));
  }

  /** One attempt. */
  interface Attempt {
    Outcome run() throws Exception;
  }

  /**
   * How it went.
   *
   * @param why it did not succeed; empty when it did
   */
  record Outcome(boolean succeeded, String why) {
    static Outcome of(boolean succeeded, String why) {
      return new Outcome(succeeded, succeeded ? "" : why);
    }

    /** That a build goes through is the attack's success. */
    static Outcome ofBuild(Runnable build) {
      try {
        build.run();
        return new Outcome(true, "");
      } catch (BuildFailedException e) {
        return new Outcome(false, e.getMessage());
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
