package io.tallystick.server.answer;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.protocol.problem.ProblemJson;
import org.jspecify.annotations.Nullable;

/**
 * A resource that is read, written, or both: answers OPTIONS itself, refuses every other method, and
 * says in both cases which ones there are. A resource that can be read also answers HEAD.
 */
public final class Resource implements HttpService {

  /** All methods that there are, of all resources. */
  static final String METHODS = "GET, HEAD, POST, OPTIONS";

  private final @Nullable HttpService reading;
  private final @Nullable HttpService writing;
  private final String allow;
  private final ExchangeType exchange;

  private Resource(
      @Nullable HttpService reading, @Nullable HttpService writing, ExchangeType exchange) {
    this.reading = reading;
    this.writing = writing;
    this.exchange = exchange;
    this.allow =
        (reading == null ? "" : "GET, HEAD, ") + (writing == null ? "" : "POST, ") + "OPTIONS";
  }

  /** A resource that is read by GET. */
  public static Resource read(HttpService service) {
    return new Resource(service, null, ExchangeType.REQUEST_STREAMING);
  }

  /** A resource that is read by GET and goes on for as long as it is read. */
  public static Resource streamed(HttpService service) {
    return new Resource(service, null, ExchangeType.BIDI_STREAMING);
  }

  /** A resource that is written by POST. */
  public static Resource written(HttpService service) {
    return new Resource(null, service, ExchangeType.REQUEST_STREAMING);
  }

  /** A resource that is read by GET and written by POST. */
  public static Resource readAndWritten(HttpService reading, HttpService writing) {
    return new Resource(reading, writing, ExchangeType.REQUEST_STREAMING);
  }

  /**
   * Every answer but a stream is made whole before it is sent: its head and body then go out in one
   * write.
   */
  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    return exchange;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    HttpMethod asked = request.method();
    HttpService service = asked == HttpMethod.POST
        ? writing
        : asked == HttpMethod.GET || asked == HttpMethod.HEAD ? reading : null;
    if (service != null) {
      return service.serve(ctx, request);
    }
    if (asked == HttpMethod.OPTIONS) {
      return HttpResponse.of(
          ResponseHeaders.of(HttpStatus.NO_CONTENT, HttpHeaderNames.ALLOW, allow));
    }
    Refusal refusal =
        Refusal.of(ErrorCode.METHOD_NOT_ALLOWED, "method", asked.name(), "one of " + allow);
    return Answers.of(
        Answers.problemHeaders(refusal.code()).set(HttpHeaderNames.ALLOW, allow),
        ProblemJson.write(refusal, ctx.path()));
  }
}
