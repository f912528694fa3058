package io.tallystick.server;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.server.GracefulShutdown;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.tallystick.core.log.EventLog;
import io.tallystick.core.node.Notice;
import io.tallystick.server.answer.OtherRole;
import io.tallystick.server.answer.ProblemErrors;
import io.tallystick.server.answer.Resource;
import io.tallystick.server.answer.TimedService;
import io.tallystick.server.deadletter.DeadLetterMeters;
import io.tallystick.server.deadletter.DeadLetterServices;
import io.tallystick.server.docs.DocsPages;
import io.tallystick.server.docs.PageFiles;
import io.tallystick.server.ingest.IngestService;
import io.tallystick.server.ledger.LedgerServices;
import io.tallystick.server.live.LiveServices;
import io.tallystick.server.node.AdmissionMeters;
import io.tallystick.server.node.DrainingStatus;
import io.tallystick.server.node.HealthService;
import io.tallystick.server.node.LatencyBuckets;
import io.tallystick.server.node.LedgerMeters;
import io.tallystick.server.node.MetricsService;
import io.tallystick.server.node.NodeHealth;
import io.tallystick.server.node.NodeMeters;
import io.tallystick.server.node.ProcessMeters;
import io.tallystick.server.node.ReadyService;
import io.tallystick.server.node.StatusService;
import io.tallystick.server.query.QueryServices;
import io.tallystick.server.recount.RecountServices;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of one node: HTTP/1.1 and cleartext HTTP/2 on one port. Start it once, close it
 * once; thread-safe.
 */
public final class TallystickServer implements AutoCloseable {

  /*
   * The event loop threads do everything that does not wait: they read, inflate, decode, route and
   * write. One request carries about a thousand events, so the millisecond that it takes does
   * more good on the thread whose cache holds the bytes than a hand-over would. What may wait
   * (the sync of the log) completes later; what may take long (queries, scrapes) runs on a few
   * blocking threads.
   */

  private static final String EVENTS = "/v1/events";

  /** Bodies of other calls than POST /v1/events are not read. */
  private static final long OTHER_BODY_BYTES_MAX = 64 << 10;

  /** Edits of many dead letters. */
  private static final long CHANGES_BYTES_MAX = 1 << 20;

  /** Binary CloudEvents have their attributes there, and queries many subjects. */
  private static final int HEAD_BYTES_MAX = 64 << 10;

  /** Requests in flight on one connection of HTTP/2. */
  private static final int STREAMS_MAX = 128;

  /** Then a connection is ended between two requests, so that load finds new nodes. */
  private static final Duration CONNECTION_AGE_MAX = Duration.ofHours(1);

  /** A batch arrives in a few large pieces instead of many small ones. */
  private static final int CHUNK_BYTES = 128 << 10;

  /** A query names each of its series, and there may be many. */
  private static final int REQUEST_LINE_BYTES_MAX = 64 << 10;

  /** How long a client whose request is already refused may go on sending its body. */
  private static final Duration REFUSED_BODY_TIME = Duration.ofSeconds(2);

  /** How long nothing must be in flight before a stop goes on. */
  private static final Duration QUIET = Duration.ofMillis(50);

  /** How long closing sockets and threads may take after the drain. */
  private static final long STOP_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(TallystickServer.class);

  private final ServerParts parts;
  private final DrainingStatus status;
  private final BlockingTaskExecutor blocking;
  private final @Nullable LiveServices live;
  private final Server server;
  private final CompletableFuture<ProcessMeters> processMeters = new CompletableFuture<>();

  public TallystickServer(ServerParts parts) {
    this.parts = parts;
    this.status = new DrainingStatus(parts.status());
    this.blocking = BlockingTaskExecutor.builder()
        .threadNamePrefix("tallystick-blocking")
        .numThreads(parts.settings().blockingThreads())
        .build();
    ServerBuilder builder = listening(parts.settings());
    parts.log().ifPresent(log -> bindIngest(builder, log));
    NodeHealth health = new NodeHealth(
        status, parts.query().map(QueryPorts::ledger), parts.canary(), parts.admission());
    this.live = parts.query().map(ports -> live(health, ports)).orElse(null);
    parts.query().ifPresent(ports -> {
      bindQueries(builder, ports);
      bindLedger(builder, ports);
      bindRecounts(builder, ports);
      bindDeadLetters(builder, ports);
    });
    bindLive(builder, live);
    bindOtherRoles(builder);
    bindNode(builder, health);
    Map<String, HttpService> pages = new HashMap<>(DocsPages.all());
    if (live != null && !parts.presentation().pages().isEmpty()) {
      pages.putAll(PageFiles.of(parts.presentation().pages()));
    }
    pages.forEach((path, page) -> builder.service(path, Resource.read(page)));
    this.server = builder.build();
    Gauge.builder("tallystick.http.connections", server, Server::numConnections)
        .description("Open connections")
        .register(parts.meters());
  }

  private ServerBuilder listening(ServerSettings settings) {
    EventLoopGroup loops = eventLoops(settings.eventLoopThreads());
    return Server.builder()
        .port(new InetSocketAddress(settings.bindAddress(), settings.port()), SessionProtocol.HTTP)
        .workerGroup(loops, true)
        // connections are few and long: accepting them needs no thread of its own
        .bossGroupFactory(ignored -> loops)
        .blockingTaskExecutor(blocking, true)
        .childChannelOption(
            ChannelOption.RCVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(2 << 10, 32 << 10, CHUNK_BYTES))
        .http1MaxChunkSize(CHUNK_BYTES)
        .http1MaxHeaderSize(HEAD_BYTES_MAX)
        .http1MaxInitialLineLength(HEAD_BYTES_MAX)
        .http2MaxHeaderListSize(HEAD_BYTES_MAX)
        .http2MaxStreamsPerConnection(STREAMS_MAX)
        .maxConnectionAge(CONNECTION_AGE_MAX)
        .maxNumConnections(settings.connectionsMax())
        .idleTimeoutMillis(settings.idleTimeoutMillis())
        .requestTimeoutMillis(settings.requestTimeoutMillis())
        .maxRequestLength(OTHER_BODY_BYTES_MAX)
        .gracefulShutdown(GracefulShutdown.builder()
            .quietPeriod(QUIET)
            .timeoutMillis(settings.drainTimeoutMillis())
            .build())
        .verboseResponses(false)
        // we log what is ours; what clients do wrong is counted, not logged
        .unloggedExceptionsReportIntervalMillis(0)
        .disableServerHeader()
        .addHeader(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
        // our own meters tell all there is to tell; Armeria's would cost every request
        .meterRegistry(new CompositeMeterRegistry())
        .errorHandler(new ProblemErrors());
  }

  /** Event loops that end at once: when they are told to, nothing is in flight any more. */
  private static EventLoopGroup eventLoops(int threads) {
    return EventLoopGroups.builder()
        .numThreads(threads)
        .threadFactory(ThreadFactories.newEventLoopThreadFactory("tallystick-loop", true))
        .gracefulShutdownMillis(0, 100)
        .build();
  }

  /** What this node does not have is somewhere else in its cluster. */
  private void bindOtherRoles(ServerBuilder builder) {
    if (parts.log().isEmpty()) {
      builder.service(EVENTS, new OtherRole(parts.role(), ServerParts.INGEST));
    }
    if (parts.query().isEmpty()) {
      OtherRole query = new OtherRole(parts.role(), ServerParts.QUERY);
      builder.service("/v1/stats", query);
      builder.service("/v1/top", query);
      builder.service("/v1/ledger", query);
      builder.serviceUnder(LedgerServices.EVENT_PREFIX, query);
      builder.service("/v1/recounts", query);
      builder.serviceUnder(RecountServices.PREFIX, query);
      builder.service("/v1/repairs", query);
      builder.service("/v1/live", query);
      builder.service("/v1/history", query);
      builder.service("/v1/config", query);
      builder.service("/v1/dead-letters", query);
      builder.serviceUnder(DeadLetterServices.PREFIX, query);
    }
  }

  private void bindIngest(ServerBuilder builder, EventLog log) {
    IngestService ingest = new IngestService(
        log,
        status,
        parts.admission(),
        parts.eventLimits(),
        parts.clock(),
        parts.canary(),
        parts.settings().inFlightBytesMax(),
        parts.meters());
    // the service has limits of its own, which know of compression and of what is in flight
    builder
        .route()
        .path(EVENTS)
        .maxRequestLength(0)
        .requestAutoAbortDelay(REFUSED_BODY_TIME)
        .build(Resource.written(ingest));
  }

  private void bindQueries(ServerBuilder builder, QueryPorts ports) {
    QueryServices queries = new QueryServices(
        ports.rollups(),
        parts.dimensions(),
        parts.queryLimits(),
        status,
        parts.canary(),
        blocking,
        parts.settings().blockingThreads());
    Timer stats = LatencyBuckets.timer(
        parts.meters(), "tallystick.stats", "From the head of a /v1/stats request to its answer");
    Timer top = LatencyBuckets.timer(
        parts.meters(), "tallystick.top", "From the head of a /v1/top request to its answer");
    Predicate<RequestHeaders> isCanary = parts.canary()::isCanary;
    builder.service("/v1/stats", Resource.read(new TimedService(queries.stats(), stats, isCanary)));
    builder.service("/v1/top", Resource.read(new TimedService(queries.top(), top, isCanary)));
  }

  private void bindLedger(ServerBuilder builder, QueryPorts ports) {
    LedgerServices services = new LedgerServices(
        ports.ledger(),
        ports.receipts(),
        status,
        parts.queryLimits(),
        parts.clock(),
        blocking,
        parts.settings().blockingThreads());
    builder.service("/v1/ledger", Resource.read(services.ledger()));
    builder.serviceUnder(LedgerServices.EVENT_PREFIX, Resource.read(services.receipt()));
    LedgerMeters.register(ports.ledger(), parts.meters());
  }

  private void bindRecounts(ServerBuilder builder, QueryPorts ports) {
    RecountServices services = new RecountServices(ports.recounts(), status, blocking);
    builder.service("/v1/recounts", Resource.readAndWritten(services.reports(), services.start()));
    builder.serviceUnder(RecountServices.PREFIX, Resource.read(services.report()));
    builder.service("/v1/repairs", Resource.read(services.repairs()));
  }

  private void bindDeadLetters(ServerBuilder builder, QueryPorts ports) {
    DeadLetterServices services = new DeadLetterServices(
        ports.deadLetters(),
        status,
        parts.eventLimits(),
        blocking,
        parts.settings().blockingThreads());
    builder.service("/v1/dead-letters", Resource.read(services.page()));
    builder.service(DeadLetterServices.PREFIX + "{id}", Resource.read(services.one()));
    builder.service(DeadLetterServices.PREFIX + "export", Resource.read(services.export()));
    builder
        .route()
        .path(DeadLetterServices.PREFIX + "replay")
        .maxRequestLength(CHANGES_BYTES_MAX)
        .build(Resource.written(services.replay()));
    builder
        .route()
        .path(DeadLetterServices.PREFIX + "discard")
        .maxRequestLength(CHANGES_BYTES_MAX)
        .build(Resource.written(services.discard()));
    DeadLetterMeters.register(ports.deadLetters(), parts.meters());
  }

  private LiveServices live(NodeHealth health, QueryPorts ports) {
    return new LiveServices(
        health,
        status,
        ports.rollups(),
        parts.dimensions(),
        parts.queryLimits(),
        parts.presentation(),
        parts.clock(),
        parts.meters());
  }

  private static void bindLive(ServerBuilder builder, @Nullable LiveServices live) {
    if (live != null) {
      builder.service("/v1/live", Resource.streamed(live.live()));
      builder.service("/v1/history", Resource.read(live.history()));
      builder.service("/v1/config", Resource.read(live.configuration()));
    }
  }

  private void bindNode(ServerBuilder builder, NodeHealth health) {
    int partitions = parts.query().map(QueryPorts::partitions).orElse(0);
    NodeMeters meters = new NodeMeters(status, partitions, parts.meters());
    AdmissionMeters.register(parts.admission(), parts.meters());
    builder.service("/health", Resource.read(new HealthService()));
    builder.service("/ready", Resource.read(new ReadyService(health)));
    builder.service("/metrics", Resource.read(new MetricsService(parts.meters(), meters)));
    StatusService full =
        new StatusService(health, parts.version(), parts.dimensions().all(), parts.clock());
    builder.service("/v1/status", Resource.read(full));
  }

  /**
   * Listens. Returns once the port is open.
   *
   * @throws java.util.concurrent.CompletionException when it cannot, such as for a port in use
   */
  public void start() {
    server.start().join();
    if (live != null) {
      live.start();
    }
    // takes longer than all the rest, and nobody has to wait for it
    blocking.execute(() -> processMeters.complete(new ProcessMeters(parts.meters())));
  }

  /** The address that is listened on; meaningless before {@link #start()}. */
  public InetSocketAddress address() {
    ServerPort port = server.activePort(SessionProtocol.HTTP);
    if (port == null) {
      throw new IllegalStateException("server: not listening (expected: start() before)");
    }
    return port.localAddress();
  }

  /** The port that is listened on; meaningless before {@link #start()}. */
  public int port() {
    return server.activeLocalPort(SessionProtocol.HTTP);
  }

  /** Every path that is served. */
  Set<String> paths() {
    return server.serviceConfigs().stream()
        .flatMap(config -> config.route().paths().stream())
        .collect(Collectors.toSet());
  }

  /**
   * Refuses new events, finishes what is in flight, for at most the drain timeout, and stops
   * listening.
   */
  @Override
  public void close() {
    status.drain();
    if (live != null) {
      live.close();
    }
    long waitMillis = parts.settings().drainTimeoutMillis() + STOP_MILLIS;
    try {
      server.stop().get(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "{}",
          Notice.of("stop-unclean", "stop: requests were not finished within " + waitMillis + " ms")
              .did("they are broken off"),
          e);
    }
    processMeters.thenAccept(ProcessMeters::close);
  }
}
