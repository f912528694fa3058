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

/**
 * A resource with one method: answers OPTIONS itself, refuses every other method, and says in both
 * cases which ones there are. A resource that can be read also answers HEAD.
 */
public final class Resource implements HttpService {

  /** All methods that there are, of all resources. */
  static final String METHODS = "GET, HEAD, POST, OPTIONS";

  private final HttpMethod method;
  private final HttpService service;
  private final String allow;
  private final ExchangeType exchange;

  private Resource(HttpMethod method, HttpService service, ExchangeType exchange) {
    this.method = method;
    this.service = service;
    this.exchange = exchange;
    this.allow = method == HttpMethod.GET ? "GET, HEAD, OPTIONS" : method + ", OPTIONS";
  }

  /** A resource that is read by GET. */
  public static Resource read(HttpService service) {
    return new Resource(HttpMethod.GET, service, ExchangeType.REQUEST_STREAMING);
  }

  /** A resource that is read by GET and goes on for as long as it is read. */
  public static Resource streamed(HttpService service) {
    return new Resource(HttpMethod.GET, service, ExchangeType.BIDI_STREAMING);
  }

  /** A resource that is written by POST. */
  public static Resource written(HttpService service) {
    return new Resource(HttpMethod.POST, service, ExchangeType.REQUEST_STREAMING);
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
    if (asked == method || asked == HttpMethod.HEAD && method == HttpMethod.GET) {
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
