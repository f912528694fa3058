package io.tallystick.server.ledger;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.ledger.LedgerReader;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.receipt.Receipt;
import io.tallystick.core.receipt.ReceiptReader;
import io.tallystick.protocol.ledger.HourRange;
import io.tallystick.protocol.ledger.LedgerJson;
import io.tallystick.protocol.ledger.ReceiptJson;
import io.tallystick.protocol.query.ParameterReader;
import io.tallystick.server.answer.Answers;
import io.tallystick.server.query.BoundedExecutor;
import io.tallystick.server.query.RequestParameters;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The services of {@code /v1/ledger} and {@code /v1/events/{id}}. Thread-safe. */
public final class LedgerServices {

  /** What comes before the id of an event. */
  public static final String EVENT_PREFIX = "/v1/events/";

  private static final int WAITING_MAX = 256;

  private final LedgerReader ledger;
  private final ReceiptReader receipts;
  private final NodeStatus status;
  private final int hoursMax;
  private final InstantSource clock;
  private final BoundedExecutor executor;

  /**
   * @param blocking where answers are made, as they may have to come from disk
   * @param blockingThreads how many threads that has
   */
  public LedgerServices(
      LedgerReader ledger,
      ReceiptReader receipts,
      NodeStatus status,
      QueryLimits limits,
      InstantSource clock,
      Executor blocking,
      int blockingThreads) {
    this.ledger = ledger;
    this.receipts = receipts;
    this.status = status;
    this.hoursMax = Math.min(LedgerReader.HOURS_MAX, limits.pointsMax());
    this.clock = clock;
    this.executor = new BoundedExecutor(blocking, Math.max(1, blockingThreads - 1), WAITING_MAX);
  }

  /** {@code /v1/ledger}: the conservation ledger. */
  public HttpService ledger() {
    return (ctx, request) -> {
      Answers.checkPossible(status);
      long now = clock.millis();
      HourRange hours = HourRange.of(RequestParameters.of(ctx), now, hoursMax);
      return answer(() -> Answers.json(
          HttpStatus.OK, LedgerJson.write(ledger.ledger(hours.from(), hours.end()), hours, now)));
    };
  }

  /** {@code /v1/events/{id}}: the receipt of one event. */
  public HttpService receipt() {
    return (ctx, request) -> {
      Answers.checkPossible(status);
      String inPath = EventPath.id(pathOf(ctx), EVENT_PREFIX);
      ParameterReader parameters = new ParameterReader(RequestParameters.of(ctx));
      parameters.checkNames(
          inPath.isEmpty() ? List.of("id", "source") : List.of("source"), List.of());
      String source = parameters.one("source", "once");
      String id = inPath.isEmpty() ? parameters.one("id", "once") : inPath;
      if (id == null || id.isEmpty()) {
        parameters.refuse(
            ErrorCode.MISSING_PARAMETER,
            "id",
            "missing",
            "the id of an event, in the path or as id=");
      }
      parameters.finish();
      String found = String.valueOf(id);
      return answer(
          () -> receipt(ctx, source == null ? EventRouter.DEFAULT_SOURCE : source, found));
    };
  }

  private HttpResponse receipt(ServiceRequestContext ctx, String source, String id) {
    Receipt receipt = receipts.find(source, id);
    if (receipt == null) {
      Refusal refusal = Refusal.of(
          ErrorCode.NOT_FOUND,
          "event",
          "source " + source + ", id " + id,
          "one that was accepted and is still in the log, see log.retention");
      return Answers.problem(refusal, ctx.path());
    }
    return Answers.json(HttpStatus.OK, ReceiptJson.write(receipt));
  }

  private HttpResponse answer(Supplier<HttpResponse> work) {
    CompletableFuture<HttpResponse> answer = executor.submit(work);
    return HttpResponse.of(answer);
  }

  /** The path with its percent signs, but without the query. */
  private static String pathOf(ServiceRequestContext ctx) {
    String path = ctx.request().headers().path();
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
