package io.tallystick.server.node;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.protocol.node.StatusJson;
import io.tallystick.server.answer.Answers;

/** {@code /ready}: 200 while the node takes events, 503 before and after. */
public final class ReadyService implements HttpService {

  private final NodeStatus status;

  public ReadyService(NodeStatus status) {
    this.status = status;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    HttpStatus answer =
        status.state() == NodeStatus.State.READY ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE;
    return Answers.json(answer, StatusJson.writeReadiness(status));
  }
}
