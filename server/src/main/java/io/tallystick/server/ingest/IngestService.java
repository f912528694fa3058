package io.tallystick.server.ingest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.util.concurrent.FastThreadLocal;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.event.Refusal;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.log.EventRouter;
import io.tallystick.core.node.Admission;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.protocol.event.EventForm;
import io.tallystick.protocol.event.RejectedEvent;
import io.tallystick.protocol.problem.BatchJson;
import io.tallystick.server.answer.Answers;
import io.tallystick.server.canary.CanaryAccess;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/events}. Answers 202 after the log has made the events durable, and never before.
 * Thread-safe.
 */
public final class IngestService implements HttpService {

  private static final SubscriptionOption[] POOLED = {SubscriptionOption.WITH_POOLED_OBJECTS};

  private final EventLog log;
  private final NodeStatus status;
  private final Admission admission;
  private final EventLimits limits;
  private final InstantSource clock;
  private final CanaryAccess canary;
  private final InFlightBytes inFlight;
  private final IngestMeters meters;

  /** Counts nothing: what the canary sends is no business of the users. */
  private final IngestMeters unseen;

  private final IngestReports reports = new IngestReports();
  private final SecureRandom seeds = new SecureRandom();
  private final FastThreadLocal<Intake> intakes = new FastThreadLocal<>() {
    @Override
    protected Intake initialValue() {
      return newIntake();
    }

    @Override
    protected void onRemoval(Intake intake) {
      intake.close();
    }
  };

  /**
   * @param canary who may send events of the reserved source, and is not measured
   * @param inFlightBytesMax memory that bodies and batches may hold before 429
   */
  public IngestService(
      EventLog log,
      NodeStatus status,
      Admission admission,
      EventLimits limits,
      InstantSource clock,
      CanaryAccess canary,
      long inFlightBytesMax,
      MeterRegistry registry) {
    this.log = log;
    this.status = status;
    this.admission = admission;
    this.limits = limits;
    this.clock = clock;
    this.canary = canary;
    this.inFlight = new InFlightBytes(inFlightBytesMax);
    this.meters = new IngestMeters(registry, inFlight);
    this.unseen = new IngestMeters(new CompositeMeterRegistry(), inFlight);
  }

  private Intake newIntake() {
    EventRouter router =
        new EventRouter(log.partitions(), new EventRules(limits), new AssignedIds(seeds));
    return new Intake(limits, router);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    boolean isCanary = canary.isCanary(request.headers());
    try {
      return admit(ctx, request, isCanary);
    } catch (RefusedException e) {
      meters(isCanary).refused(e.refusal().code());
      DiscardedBody rest = new DiscardedBody(limits.bodyBytesMax());
      request.subscribe(rest, ctx.eventLoop().withoutContext(), POOLED);
      return Answers.problem(e.refusal(), ctx.path());
    }
  }

  /** Refuses what can be refused by its head alone, and collects the body of the rest. */
  private HttpResponse admit(ServiceRequestContext ctx, HttpRequest request, boolean isCanary) {
    Refusal pressure = admission.refusal();
    if (pressure != null) {
      throw new RefusedException(pressure);
    }
    NodeStatus.State state = status.state();
    if (state != NodeStatus.State.READY) {
      throw new RefusedException(
          ErrorCode.UNAVAILABLE, "node", state.name().toLowerCase(Locale.ROOT), "ready");
    }
    ArmeriaHeaders headers = new ArmeriaHeaders(request.headers());
    EventForm form = EventForm.of(headers.get("content-type"), headers::get);
    ContentCoding coding =
        ContentCoding.of(request.headers().get(HttpHeaderNames.CONTENT_ENCODING));
    long announced = request.headers().contentLength();
    if (announced > limits.bodyBytesMax()) {
      throw new RefusedException(
          ErrorCode.BODY_TOO_LARGE, "body", announced + " bytes", "<= " + limits.bodyBytesMax());
    }
    RequestHead head = new RequestHead(ctx, headers, form, coding, announced, isCanary);
    IngestCall call = new IngestCall(this, head, intakes.get(), inFlight, limits.bodyBytesMax());
    if (!call.reserveFirst()) {
      throw new RefusedException(overloaded());
    }
    request.subscribe(call, ctx.eventLoop().withoutContext(), POOLED);
    return HttpResponse.of(call.answer());
  }

  private IngestMeters meters(boolean isCanary) {
    return isCanary ? unseen : meters;
  }

  private IngestMeters meters(IngestCall call) {
    return meters(call.head().canary());
  }

  Refusal overloaded() {
    Refusal refusal = Refusal.of(
        ErrorCode.OVERLOADED,
        "bytes in flight",
        Long.toString(inFlight.used()),
        "<= " + inFlight.max() + ", try again later");
    reports.overloaded(refusal);
    return refusal;
  }

  /** The body will never be whole: its time is over, or the client went away. */
  void lost(IngestCall call, Throwable cause) {
    if (cause instanceof RequestTimeoutException) {
      meters(call).refused(ErrorCode.REQUEST_TIMEOUT);
    } else {
      meters(call).disconnected();
    }
    call.answer().completeExceptionally(cause);
  }

  /** Turns a whole body into an append, and the append into an answer. */
  void take(IngestCall call, Intake intake, byte[] body, int length) {
    Intake.Batch batch;
    try {
      meters(call).body(length);
      batch = intake.take(call.head(), body, length, clock.millis());
    } catch (RefusedException e) {
      call.release();
      refuse(call, e.refusal());
      return;
    } catch (Throwable e) {
      // a defect; whatever it is, memory is given back and the client is answered
      call.release();
      call.answer().completeExceptionally(e);
      return;
    }
    if (batch.appends().isEmpty()) {
      call.release();
      refuseAll(call, batch.outcome().rejected());
      return;
    }
    if (!call.keep(batch.bytes())) {
      refuse(call, overloaded());
      return;
    }
    append(call, batch);
  }

  private void append(IngestCall call, Intake.Batch batch) {
    CompletionStage<Void> durable;
    try {
      durable = log.append(batch.appends());
    } catch (RuntimeException e) {
      call.release();
      failed(call, e);
      return;
    }
    durable.whenComplete((nothing, cause) -> onEventLoop(call, () -> {
      call.release();
      if (cause == null) {
        accepted(call, batch.outcome().accepted(), batch.outcome().rejected());
      } else {
        failed(call, cause);
      }
    }));
  }

  /** The log completes on a thread of its own, which has better things to do than to write. */
  private static void onEventLoop(IngestCall call, Runnable task) {
    if (call.head().ctx().eventLoop().inEventLoop()) {
      task.run();
      return;
    }
    try {
      call.head().ctx().eventLoop().withoutContext().execute(task);
    } catch (RejectedExecutionException e) {
      // the server is gone, and so is the client
      task.run();
    }
  }

  private void accepted(IngestCall call, int accepted, List<RejectedEvent> rejected) {
    meters(call).accepted(accepted, rejected);
    answer(call, Answers.json(HttpStatus.ACCEPTED, BatchJson.write(accepted, rejected)));
  }

  /** Answers a request of which no event was accepted: the first one speaks for all. */
  private void refuseAll(IngestCall call, List<RejectedEvent> rejected) {
    if (rejected.isEmpty()) {
      refuse(call, Refusal.of(ErrorCode.EMPTY_BATCH, "events", "0", ">= 1"));
      return;
    }
    Refusal first = rejected.get(0).refusal();
    Refusal refusal = rejected.size() == 1
        ? first
        : new Refusal(
            first.code(), "all " + rejected.size() + " events refused, first " + first.message());
    meters(call).refused(refusal.code());
    meters(call).rejected(rejected);
    byte[] body = BatchJson.writeProblem(refusal, call.head().ctx().path(), rejected);
    answer(call, Answers.of(Answers.problemHeaders(refusal.code()), body));
  }

  void refuse(IngestCall call, Refusal refusal) {
    meters(call).refused(refusal.code());
    answer(call, Answers.problem(refusal, call.head().ctx().path()));
  }

  private void failed(IngestCall call, Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof RefusedException refused) {
      refuse(call, refused.refusal());
      return;
    }
    reports.failed(cause);
    refuse(call, Refusal.of(ErrorCode.UNAVAILABLE, "log", "append failed", "success, try again"));
  }

  private static Throwable unwrap(Throwable failure) {
    @Nullable Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private void answer(IngestCall call, HttpResponse response) {
    meters(call).answered(System.nanoTime() - call.startNanos());
    if (!call.answer().complete(response)) {
      response.abort();
    }
  }
}
