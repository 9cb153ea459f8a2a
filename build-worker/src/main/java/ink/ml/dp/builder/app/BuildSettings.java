package ink.ml.dp.builder.app;

import ink.ml.dp.builder.activity.RunSettings;
import ink.ml.dp.builder.git.GitSettings;
import ink.ml.dp.builder.image.ImageSettings;
import ink.ml.dp.builder.line.LineSettings;
import ink.ml.dp.builder.logs.LogSettings;
import ink.ml.dp.builder.workspace.WorkspaceSettings;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.BuildKitTls;
import ink.ml.dp.model.setting.SettingException;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.model.token.RegistryTokenSigner;
import ink.ml.dp.runtime.registry.RegistrySettings;
import ink.ml.dp.runtime.registry.RegistryTokenSettings;
import java.util.List;
import java.util.Optional;

/**
 * All that the build worker reads from its environment.
 *
 * @param tokens for a registry that asks for them
 */
public record BuildSettings(
    BuildKitSettings buildkit,
    RegistrySettings registry,
    GitSettings git,
    WorkspaceSettings workspace,
    LogSettings logs,
    ImageSettings images,
    Optional<RegistryTokenSigner> tokens,
    RunSettings runs,
    LineSettings line) {
  /**
   * Reads and checks everything.
   *
   * @throws SettingException naming the variable that is missing or bad
   */
  public static BuildSettings read(Settings settings) {
    return new BuildSettings(
        buildkit(settings),
        RegistrySettings.read(settings),
        GitSettings.read(settings),
        WorkspaceSettings.read(settings),
        LogSettings.read(settings),
        ImageSettings.read(settings),
        RegistryTokenSettings.read(settings, "build-worker"),
        RunSettings.read(settings),
        LineSettings.read(settings));
  }

  private static BuildKitSettings buildkit(Settings settings) {
    List<BuildKitAddress> pool =
        settings
            .text("BUILDKIT_HOST", "the builders; each service always goes to the same one")
            .as(
                "tcp://host:port or unix:///path, or several of them separated by commas",
                BuildKitAddress::parseList)
            .required();
    settings.together("BUILDKIT_TLS_CERT", "BUILDKIT_TLS_KEY");
    Optional<String> ca =
        settings.text("BUILDKIT_TLS_CA", "the authority of the builders' certificates").optional();
    Optional<String> certificate =
        settings.text("BUILDKIT_TLS_CERT", "this worker's certificate, in PEM").optional();
    Optional<String> key =
        settings.text("BUILDKIT_TLS_KEY", "the key of `BUILDKIT_TLS_CERT`").secret().optional();
    Optional<BuildKitTls.Identity> identity =
        certificate.map(c -> new BuildKitTls.Identity(c, key.orElseThrow()));
    Optional<BuildKitTls> tls =
        ca.isPresent() || identity.isPresent()
            ? Optional.of(new BuildKitTls(ca, identity))
            : Optional.empty();
    return BuildKitSettings.of(pool, tls);
  }
}
