package io.tallystick.server.answer;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.Notice;
import io.tallystick.protocol.problem.ProblemJson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns everything that goes wrong into a problem document. What nobody expected is logged once,
 * with the request it happened in, and is an {@link ErrorCode#INTERNAL} without details to the
 * client. Thread-safe.
 */
public final class ProblemErrors implements ServerErrorHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemErrors.class);

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    if (cause instanceof HttpResponseException carrier) {
      return carrier.httpResponse();
    }
    return Answers.problem(refusal(ctx, cause), ctx.path());
  }

  private static Refusal refusal(ServiceRequestContext ctx, Throwable cause) {
    if (cause instanceof RefusedException refused) {
      return refused.refusal();
    }
    if (cause instanceof HttpStatusException status) {
      return refusal(status.httpStatus(), ctx.method().name(), ctx.path(), null);
    }
    if (cause instanceof RequestTimeoutException) {
      return timeout(ctx);
    }
    if (cause instanceof ContentTooLargeException) {
      return refusal(HttpStatus.REQUEST_ENTITY_TOO_LARGE, ctx.method().name(), ctx.path(), null);
    }
    if (isGone(cause)) {
      // nobody reads this answer
      return new Refusal(ErrorCode.UNAVAILABLE, "connection: closed (expected: open)");
    }
    LOG.error(
        "{}",
        Notice.of("request-failed", "request: " + ctx.method() + " " + ctx.path() + " failed")
            .did("answered 500")
            .advice("this is a defect: report it with this line")
            .with("path", ctx.path()),
        cause);
    return new Refusal(
        ErrorCode.INTERNAL, "server: unexpected failure (expected: none, it is in the log)");
  }

  private static Refusal timeout(ServiceRequestContext ctx) {
    String waited = ctx.requestTimeoutMillis() + " ms";
    return ctx.log().isAvailable(RequestLogProperty.REQUEST_END_TIME)
        ? Refusal.of(ErrorCode.UNAVAILABLE, "answer", "none within " + waited, "later, try again")
        : Refusal.of(
            ErrorCode.REQUEST_TIMEOUT, "request", "incomplete after " + waited, "a whole body");
  }

  private static boolean isGone(Throwable cause) {
    return cause instanceof ClosedSessionException
        || cause instanceof AbortedStreamException
        || cause instanceof CancelledSubscriptionException
        || cause instanceof CancellationException;
  }

  @Override
  public AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return violation(headers, status, description);
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return violation(headers, status, description);
  }

  private static AggregatedHttpResponse violation(
      @Nullable RequestHeaders headers, HttpStatus status, @Nullable String description) {
    String method = headers == null ? "request" : headers.method().name();
    String path = headers == null ? null : withoutQuery(headers.path());
    Refusal refusal = refusal(status, method, path == null ? "" : path, description);
    ResponseHeadersBuilder answer = Answers.problemHeaders(refusal.code());
    if (refusal.code() == ErrorCode.METHOD_NOT_ALLOWED) {
      answer.set(HttpHeaderNames.ALLOW, Resource.METHODS);
    }
    byte[] body = ProblemJson.write(refusal, path);
    answer.contentLength(body.length);
    return AggregatedHttpResponse.of(answer.build(), HttpData.wrap(body));
  }

  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  /** The refusal that stands for a bare status. */
  static Refusal refusal(
      HttpStatus status, String method, String path, @Nullable String description) {
    return switch (status.code()) {
      case 404 -> Refusal.of(ErrorCode.NOT_FOUND, "path", path, "one of /openapi.json");
      case 405 ->
        Refusal.of(ErrorCode.METHOD_NOT_ALLOWED, "method", method, "one of the Allow header");
      case 408 -> Refusal.of(ErrorCode.REQUEST_TIMEOUT, "request", "incomplete", "a whole body");
      case 413 -> Refusal.of(ErrorCode.BODY_TOO_LARGE, "body", "too large", "see /openapi.json");
      case 429 -> Refusal.of(ErrorCode.OVERLOADED, "server", "overloaded", "later, try again");
      case 503 -> Refusal.of(ErrorCode.UNAVAILABLE, "server", "stopping", "later, try again");
      default ->
        status.isServerError()
            ? new Refusal(ErrorCode.INTERNAL, "server: unexpected failure (expected: none)")
            : Refusal.of(
                ErrorCode.MALFORMED_REQUEST,
                "request",
                description == null ? status.reasonPhrase() : description,
                "valid HTTP within its limits");
    };
  }
}
