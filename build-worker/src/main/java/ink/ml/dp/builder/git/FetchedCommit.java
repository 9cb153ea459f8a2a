package ink.ml.dp.builder.git;

import ink.ml.dp.model.name.CommitSha;

/**
 * A commit whose files are on disk.
 *
 * @param treeSha the ID of its tree, 40 hexadecimal digits
 * @param entries files, directories and links
 * @param bytes of all files
 */
public record FetchedCommit(CommitSha commit, String treeSha, int entries, long bytes) {}
