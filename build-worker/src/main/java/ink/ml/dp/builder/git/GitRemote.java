package ink.ml.dp.builder.git;

import ink.ml.dp.model.name.RepositoryName;
import java.net.URI;
import java.util.Optional;

/**
 * A repository that can be fetched from.
 *
 * @param url without credentials
 * @param credentials absent when the platform has none for this host
 */
public record GitRemote(RepositoryName name, URI url, Optional<GitCredentials> credentials) {}
