package io.tallystick.server.node;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallystick.server.answer.Answers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** {@code /metrics}: all meters, as Prometheus text or, where asked for, as OpenMetrics. */
public final class MetricsService implements HttpService {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final NodeMeters node;

  public MetricsService(PrometheusMeterRegistry registry, NodeMeters node) {
    this.registry = registry;
    this.node = node;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    String format = format(request.headers().get(HttpHeaderNames.ACCEPT));
    return HttpResponse.of(() -> scrape(format), ctx.blockingTaskExecutor());
  }

  private static String format(@Nullable String accept) {
    return accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
  }

  private HttpResponse scrape(String format) {
    node.refresh();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 << 10);
    try {
      registry.scrape(bytes, format);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Answers.of(
        ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.parse(format)),
        bytes.toByteArray());
  }
}
