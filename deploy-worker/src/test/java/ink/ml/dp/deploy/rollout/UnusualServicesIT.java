package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.deploy.activity.Deployer;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.RealCluster;
import ink.ml.dp.deploy.testing.TestImages;
import ink.ml.dp.deploy.testing.Visitor;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.result.ServiceResult;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What most services do not ask for, with real pods behind a real ingress. */
@Timeout(120)
final class UnusualServicesIT {
  private static final TestImages IMAGES =
      new TestImages(RealCluster.registryUrl(), RealCluster.hubUrl());

  private static FakeNeighbours neighbours;
  private static Deployer deployer;

  private final Identities service = Identities.fresh();

  @BeforeAll
  static void start() {
    neighbours = new FakeNeighbours();
    deployer = new Deployer(RealCluster.client(), RealCluster.settings(neighbours, Map.of()));
  }

  @AfterAll
  static void stop() {
    deployer.close();
    neighbours.close();
  }

  @Test
  void whatSpeaksHttp2WithoutTlsIsReachedThroughTheProxy() {
    RuntimeSettings settings = Deployer.SETTINGS.but().protocol("h2c").build();

    ServiceResult result =
        deployer.run(service, 1, IMAGES.running(service, "perl", "/app/h2c.pl"), settings);

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    assertThat(Visitor.see(service)).isEqualTo("200 hello over h2c");
    deployer.run(service, 2, Operation.DELETE);
  }

  @Test
  void anInternalServiceIsReachedByItsProjectAndByNobodyElse() {
    RuntimeSettings settings = Deployer.SETTINGS.but().protocol("tcp").build();

    ServiceResult result = deployer.run(service, 1, IMAGES.server(service), settings);

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    String address = service.name() + "." + service.namespace() + ".svc:8080";
    assertThat(result.url()).isEqualTo("tcp://" + address);
    assertThat(deployer.parts.find(service, Kind.INGRESS)).isEmpty();
    assertThat(Visitor.see(service)).isEqualTo("404 404 page not found");
    Identities other = service.neighbour();
    String connects = "perl -MIO::Socket::INET -e 'IO::Socket::INET->new(shift) or die' " + address;
    ServiceResult reaching =
        deployer.run(
            other, 1, IMAGES.running(other, "sh", "-c", connects + " && exec perl /app/server.pl"));
    assertThat(reaching.status()).as(reaching.toString()).isEqualTo("running");
    deployer.run(other, 2, Operation.DELETE);
    deployer.run(service, 2, Operation.DELETE);
  }

  @Test
  void whatWasMadeForRootHasAHomeAndItsOwnTemporaryFiles() {
    String writes = "echo 1 > $HOME/mine && echo 2 > /tmp/mine && test -f /tmp/from-the-image";

    ServiceResult result =
        deployer.run(
            service,
            1,
            IMAGES.running(
                service, "sh", "-c", writes + " && exec perl /app/server.pl text=$HOME"));

    assertThat(result.status()).as(result.toString()).isEqualTo("running");
    assertThat(Visitor.see(service)).startsWith("200 /run/home ");
    deployer.run(service, 2, Operation.DELETE);
  }
}
