package io.tallystick.server.answer;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Measures how long another service takes, from the head of a request to the end of its answer. */
public final class TimedService implements HttpService {

  private final HttpService service;
  private final Timer timer;
  private final Predicate<RequestHeaders> leftOut;

  /**
   * @param leftOut requests that are not measured
   */
  public TimedService(HttpService service, Timer timer, Predicate<RequestHeaders> leftOut) {
    this.service = service;
    this.timer = timer;
    this.leftOut = leftOut;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    long startNanos = System.nanoTime();
    HttpResponse response = service.serve(ctx, request);
    if (leftOut.test(request.headers())) {
      return response;
    }
    response
        .whenComplete()
        .whenComplete(
            (nothing, cause) -> timer.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS));
    return response;
  }
}
