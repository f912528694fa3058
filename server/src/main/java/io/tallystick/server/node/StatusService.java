package io.tallystick.server.node;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.protocol.node.StatusJson;
import io.tallystick.server.answer.Answers;
import java.time.InstantSource;
import java.util.List;

/** {@code /v1/status}: everything the node tells about itself. */
public final class StatusService implements HttpService {

  private final NodeHealth node;
  private final String version;
  private final List<Dimension> dimensions;
  private final InstantSource clock;
  private final long startedMillis;

  /**
   * @param dimensions all that are declared, {@code subject} included
   */
  public StatusService(
      NodeHealth node, String version, List<Dimension> dimensions, InstantSource clock) {
    this.node = node;
    this.version = version;
    this.dimensions = List.copyOf(dimensions);
    this.clock = clock;
    this.startedMillis = clock.millis();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    long uptimeMillis = Math.max(0, clock.millis() - startedMillis);
    return Answers.json(
        HttpStatus.OK,
        StatusJson.write(
            node.health(), node.status().partitions(), version, uptimeMillis, dimensions));
  }
}
