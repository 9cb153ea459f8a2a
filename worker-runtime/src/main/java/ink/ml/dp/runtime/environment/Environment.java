package ink.ml.dp.runtime.environment;

import ink.ml.dp.model.name.EnvironmentVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A service's variables at one version. */
public record Environment(EnvironmentVersion version, List<Variable> variables) {
  public Environment {
    variables = List.copyOf(variables);
  }

  /** Names and values of what the build sees, sorted by name. */
  public Map<String, String> atBuild() {
    return select(variable -> variable.availability().atBuild());
  }

  /** Of what the build sees, what it may keep. */
  public Map<String, String> publicAtBuild() {
    return select(variable -> variable.isPublic() && variable.availability().atBuild());
  }

  /** Names and values of what the running service sees, sorted by name. */
  public Map<String, String> atRun() {
    return select(variable -> variable.availability().atRun());
  }

  /** Every value, for a redactor. */
  public List<String> values() {
    return variables.stream().map(Variable::value).toList();
  }

  private Map<String, String> select(Predicate<Variable> wanted) {
    Map<String, String> selected = new TreeMap<>();
    variables.stream().filter(wanted).forEach(v -> selected.put(v.name(), v.value()));
    return selected;
  }
}
