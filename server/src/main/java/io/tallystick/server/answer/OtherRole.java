package io.tallystick.server.answer;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;

/** Stands where the service of another role would be, and says which nodes have it. */
public final class OtherRole implements HttpService {

  private final String role;
  private final String expected;

  /**
   * @param role of this node
   * @param expected the role that answers
   */
  public OtherRole(String role, String expected) {
    this.role = role;
    this.expected = expected;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return Answers.problem(
        Refusal.of(
            ErrorCode.OTHER_ROLE, "role", role, expected + " or all, at the nodes that have it"),
        ctx.path());
  }
}
