/** A stand-in for the git hosts: smart HTTP with Gitea's tokens and with a GitHub App's. */
@NullMarked
package ink.ml.dp.devstack.standins.githost;

import org.jspecify.annotations.NullMarked;
