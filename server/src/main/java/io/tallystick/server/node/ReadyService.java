package io.tallystick.server.node;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.node.Health;
import io.tallystick.protocol.node.StatusJson;
import io.tallystick.server.answer.Answers;

/** {@code /ready}: 200 while the node takes events and its numbers are right, else 503. */
public final class ReadyService implements HttpService {

  private final NodeHealth node;

  public ReadyService(NodeHealth node) {
    this.node = node;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    Health health = node.health();
    return Answers.json(
        health.isReady() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        StatusJson.writeReadiness(health, node.status().partitions()));
  }
}
