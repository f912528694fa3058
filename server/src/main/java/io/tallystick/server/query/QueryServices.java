package io.tallystick.server.query;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.event.CanaryEvents;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.query.StatsQuery;
import io.tallystick.core.query.TopQuery;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.RollupReader;
import io.tallystick.protocol.query.AnswerJson;
import io.tallystick.protocol.query.QueryParameters;
import io.tallystick.server.answer.Answers;
import io.tallystick.server.canary.CanaryAccess;
import io.tallystick.server.canary.HiddenRollups;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The services of {@code /v1/stats} and {@code /v1/top}. Thread-safe. */
public final class QueryServices {

  /*
   * Parameters are read on the event loop, since a refusal needs no row. Rows may have to come from
   * disk, so answers are made on blocking threads. A top list scans every series of its dimension,
   * which takes as long as thousands of stats; so one thread is always left to these.
   */

  private static final Duration TOP_AGE_MAX = Duration.ofMillis(100);
  private static final int STATS_WAITING_MAX = 1024;
  private static final int TOP_WAITING_MAX = 64;

  private final Queries queries;
  private final Queries hidden;
  private final CanaryAccess canary;
  private final QueryParameters parameters;
  private final NodeStatus status;
  private final BoundedExecutor statsExecutor;
  private final RecentAnswers recent;

  /**
   * @param canary who may see the series of the canary
   * @param blocking where answers are made
   * @param blockingThreads how many threads that has
   */
  public QueryServices(
      RollupReader rollups,
      Dimensions dimensions,
      QueryLimits limits,
      NodeStatus status,
      CanaryAccess canary,
      Executor blocking,
      int blockingThreads) {
    this.queries = new Queries(rollups, limits);
    this.hidden = new Queries(new HiddenRollups(rollups), limits);
    this.canary = canary;
    this.parameters = new QueryParameters(dimensions, limits);
    this.status = status;
    this.statsExecutor = new BoundedExecutor(blocking, blockingThreads, STATS_WAITING_MAX);
    this.recent = new RecentAnswers(
        new BoundedExecutor(blocking, Math.max(1, blockingThreads - 1), TOP_WAITING_MAX),
        TOP_AGE_MAX);
  }

  /** {@code /v1/stats}: totals and series of points. */
  public HttpService stats() {
    return (ctx, request) -> {
      long startNanos = System.nanoTime();
      Answers.checkPossible(status);
      StatsQuery query = parameters.stats(RequestParameters.of(ctx));
      Queries seen = of(query.type(), canary.isCanary(request.headers()));
      return answer(ctx, startNanos, statsExecutor.submit(() -> {
        checkWanted(ctx);
        return AnswerJson.stats(seen.stats(query));
      }));
    };
  }

  /** {@code /v1/top}: the leaders. */
  public HttpService top() {
    return (ctx, request) -> {
      long startNanos = System.nanoTime();
      Answers.checkPossible(status);
      TopQuery query = parameters.top(RequestParameters.of(ctx));
      // whoever asks: the canary does not, and an answer may be given again
      Queries seen = of(query.type(), false);
      return answer(ctx, startNanos, recent.get(query, () -> AnswerJson.top(seen.top(query))));
    };
  }

  /** What there is to see of a type: the series of the canary are for its own eyes only. */
  private Queries of(String type, boolean isCanary) {
    return type.equals(CanaryEvents.TYPE) && !isCanary ? hidden : queries;
  }

  /** Nobody waits any longer for a query that was cancelled or timed out in the queue. */
  private static void checkWanted(ServiceRequestContext ctx) {
    if (ctx.isCancelled()) {
      throw new RefusedException(
          ErrorCode.UNAVAILABLE, "request", "cancelled", "a client that waits");
    }
  }

  private static HttpResponse answer(
      ServiceRequestContext ctx, long startNanos, CompletableFuture<byte[]> json) {
    return HttpResponse.of(
        json.handle((bytes, failure) -> response(ctx, startNanos, bytes, failure)));
  }

  private static HttpResponse response(
      ServiceRequestContext ctx,
      long startNanos,
      byte @Nullable [] json,
      @Nullable Throwable failure) {
    if (json == null) {
      Throwable cause = failure == null ? new IllegalStateException("no answer") : failure;
      return Exceptions.peel(cause) instanceof RefusedException refused
          ? Answers.problem(refused.refusal(), ctx.path())
          : HttpResponse.ofFailure(cause);
    }
    double millis = (System.nanoTime() - startNanos) / 1e6;
    return Answers.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(
                HttpHeaderNames.SERVER_TIMING,
                String.format(Locale.ROOT, "total;dur=%.3f", millis)),
        json);
  }
}
