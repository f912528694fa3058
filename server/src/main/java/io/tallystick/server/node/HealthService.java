package io.tallystick.server.node;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.server.answer.Answers;
import java.nio.charset.StandardCharsets;

/** {@code /health}: 200 as long as the process can answer at all. */
public final class HealthService implements HttpService {

  private static final byte[] ALIVE = "{\"status\":\"alive\"}".getBytes(StandardCharsets.US_ASCII);

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return Answers.json(HttpStatus.OK, ALIVE);
  }
}
