package io.tallystick.server.live;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.protocol.live.LiveJson;
import io.tallystick.protocol.live.LiveParameters;
import io.tallystick.protocol.live.LiveQuery;
import io.tallystick.protocol.query.QueryParameters;
import io.tallystick.server.answer.Answers;
import io.tallystick.server.canary.HiddenRollups;
import io.tallystick.server.node.NodeHealth;
import io.tallystick.server.query.RequestParameters;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** The services of {@code /v1/live}, {@code /v1/history} and {@code /v1/config}. Thread-safe. */
public final class LiveServices implements AutoCloseable {

  static final String PATH = "/v1/live";

  private static final ResponseHeaders EVENTS = ResponseHeaders.builder(HttpStatus.OK)
      .contentType(MediaType.EVENT_STREAM)
      .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
      // proxies that collect what they pass on would hold messages back
      .set("x-accel-buffering", "no")
      .build();

  private final LiveParameters parameters;
  private final LiveHub hub;
  private final byte[] configuration;

  /**
   * Services that have not begun to sample.
   *
   * @param limits of what one question may ask for
   */
  public LiveServices(
      NodeHealth health,
      NodeStatus status,
      RollupReader rollups,
      Dimensions dimensions,
      QueryLimits limits,
      Presentation presentation,
      InstantSource clock,
      MeterRegistry meters) {
    parameters = new LiveParameters(dimensions, new QueryParameters(dimensions, limits));
    hub = new LiveHub(
        LiveLimits.DEFAULT,
        new NodeSampler(health, status, rollups, presentation),
        new NodeHistory(meters),
        new Queries(rollups, limits),
        new Queries(new HiddenRollups(rollups), limits),
        clock,
        meters);
    configuration = presentation.configuration().getBytes(StandardCharsets.UTF_8);
  }

  /** Begins to sample. */
  public void start() {
    hub.start();
  }

  /** {@code /v1/live}: server-sent events. */
  public HttpService live() {
    return (ctx, request) -> {
      LiveQuery query = parameters.read(RequestParameters.of(ctx));
      if (ctx.method() == HttpMethod.HEAD) {
        return HttpResponse.of(EVENTS);
      }
      // as long as the reader wants; one that takes nothing is let go by the hub
      ctx.clearRequestTimeout();
      HttpResponseWriter out = HttpResponse.streaming();
      out.write(EVENTS);
      hub.join(ctx.eventLoop().withoutContext(), query, out);
      return out;
    };
  }

  /** {@code /v1/history}: what was measured in the last hour. */
  public HttpService history() {
    return (ctx, request) -> Answers.json(HttpStatus.OK, LiveJson.history(hub.history()));
  }

  /** {@code /v1/config}: the configuration in effect. */
  public HttpService configuration() {
    return (ctx, request) -> Answers.json(HttpStatus.OK, configuration);
  }

  /** How many read {@code /v1/live} at the moment. */
  int readers() {
    return hub.readerCount();
  }

  /** Ends all streams. */
  @Override
  public void close() {
    hub.close();
  }
}
