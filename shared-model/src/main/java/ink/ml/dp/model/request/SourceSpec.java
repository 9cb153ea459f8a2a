package ink.ml.dp.model.request;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import ink.ml.dp.model.name.RepositoryName;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the source is.
 *
 * @param installationId the GitHub App's installation; present exactly for GitHub
 * @param commit wins over {@code ref}
 */
public record SourceSpec(
    GitHost host,
    RepositoryName repository,
    OptionalLong installationId,
    GitRef ref,
    Optional<CommitSha> commit) {}
