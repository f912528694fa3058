package io.tallystick.server.recount;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.recount.RecountReport;
import io.tallystick.core.recount.RecountRequest;
import io.tallystick.core.recount.Recounts;
import io.tallystick.protocol.query.ParameterReader;
import io.tallystick.protocol.recount.RecountJson;
import io.tallystick.protocol.recount.RecountParameters;
import io.tallystick.protocol.recount.RepairJson;
import io.tallystick.server.answer.Answers;
import io.tallystick.server.query.RequestParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The services of {@code /v1/recounts}. Thread-safe. */
public final class RecountServices {

  /** What comes before the number of a recount. */
  public static final String PREFIX = "/v1/recounts/";

  private static final String LATEST = "latest";

  /** As many as are kept. */
  private static final int REPORTS_MAX = 20;

  private static final int REPAIRS_DEFAULT = 100;
  private static final int REPAIRS_MAX = 10_000;

  private final Recounts recounts;
  private final NodeStatus status;
  private final Executor blocking;

  /**
   * @param blocking where repairs are read from disk
   */
  public RecountServices(Recounts recounts, NodeStatus status, Executor blocking) {
    this.recounts = recounts;
    this.status = status;
    this.blocking = blocking;
  }

  /** {@code POST /v1/recounts}: starts one. */
  public HttpService start() {
    return (ctx, request) -> {
      RecountRequest wanted = RecountParameters.read(RequestParameters.of(ctx));
      if (status.state() != NodeStatus.State.READY) {
        throw new RefusedException(
            ErrorCode.UNAVAILABLE, "node", "not ready", "ready, see /ready; try again");
      }
      RecountReport started = recounts.start(wanted);
      if (started == null) {
        RecountReport running = recounts.latest();
        throw new RefusedException(
            ErrorCode.RECOUNT_RUNNING,
            "recount",
            running == null ? "another one" : "number " + running.id() + " is running",
            "one at a time; see " + PREFIX + LATEST);
      }
      return Answers.json(HttpStatus.ACCEPTED, RecountJson.write(started));
    };
  }

  /** {@code GET /v1/recounts}: the last reports, newest first. */
  public HttpService reports() {
    return (ctx, request) -> {
      ParameterReader parameters = new ParameterReader(RequestParameters.of(ctx));
      parameters.checkNames(List.of("limit"), List.of());
      int limit = parameters.number("limit", REPORTS_MAX, REPORTS_MAX);
      parameters.finish();
      RecountReport latest = recounts.latest();
      List<RecountReport> reports = new ArrayList<>();
      for (long id = latest == null ? 0 : latest.id(); id > 0 && reports.size() < limit; id--) {
        RecountReport report = recounts.find(id);
        if (report == null) {
          break; // those before it are not kept either
        }
        reports.add(report);
      }
      return Answers.json(HttpStatus.OK, RecountJson.write(reports));
    };
  }

  /** {@code GET /v1/recounts/{id}}: a report; {@code latest} stands for the last one. */
  public HttpService report() {
    return (ctx, request) -> {
      new ParameterReader(RequestParameters.of(ctx)).finish();
      String id = ctx.path().substring(PREFIX.length());
      RecountReport report = id.equals(LATEST) ? recounts.latest() : find(id);
      if (report == null) {
        return notFound(ctx, id);
      }
      return Answers.json(HttpStatus.OK, RecountJson.write(report));
    };
  }

  private @Nullable RecountReport find(String id) {
    return id.matches("[0-9]{1,18}") ? recounts.find(Long.parseLong(id)) : null;
  }

  private static HttpResponse notFound(ServiceRequestContext ctx, String id) {
    return Answers.problem(
        Refusal.of(
            ErrorCode.NOT_FOUND,
            "recount",
            id,
            LATEST + " or the number of one of the last recounts since the node was started"),
        ctx.path());
  }

  /** {@code GET /v1/repairs}: the rows that recounts have rewritten. */
  public HttpService repairs() {
    return (ctx, request) -> {
      ParameterReader parameters = new ParameterReader(RequestParameters.of(ctx));
      parameters.checkNames(List.of("limit"), List.of());
      int limit = parameters.number("limit", REPAIRS_DEFAULT, REPAIRS_MAX);
      parameters.finish();
      return HttpResponse.of(CompletableFuture.supplyAsync(
          () -> Answers.json(HttpStatus.OK, RepairJson.write(recounts.repairs(limit))), blocking));
    };
  }
}
