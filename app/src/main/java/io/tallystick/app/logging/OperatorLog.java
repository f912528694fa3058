package io.tallystick.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import io.tallystick.configuration.LogFormat;
import org.slf4j.LoggerFactory;

/**
 * Says what is logged and how: our own events and what libraries warn of, on standard error. Found
 * by logback itself; without another word lines are text.
 */
public final class OperatorLog extends ContextAwareBase implements Configurator {

  /* In code and not in a file: a file would be parsed at each start, which takes a while. */

  private static final String OURS = "io.tallystick";
  private static final String TEXT = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %p %logger{0} - %m%n";

  @Override
  public ExecutionStatus configure(LoggerContext logs) {
    logs.getStatusManager().add(new NopStatusListener());
    root(logs).setLevel(Level.WARN);
    logs.getLogger(OURS).setLevel(Level.INFO);
    // while brokers are gone it would warn every second; our own lines tell it now and then
    logs.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.ERROR);
    write(logs, text(logs));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** From now on lines are of that format; also those of threads that die. */
  public static void use(LogFormat format) {
    LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
    write(
        logs,
        switch (format) {
          case TEXT -> text(logs);
          case JSON -> JsonLines.encoder(logs);
        });
    if (format == LogFormat.JSON) {
      Thread.setDefaultUncaughtExceptionHandler((thread, failure) ->
          logs.getLogger(OURS).error("thread {} ended unexpectedly", thread.getName(), failure));
    }
  }

  /** From now on only what is wrong is told, not what is going on. */
  public static void onlyWarnings() {
    LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
    logs.getLogger(OURS).setLevel(Level.WARN);
  }

  private static Logger root(LoggerContext logs) {
    return logs.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  private static Encoder<ILoggingEvent> text(LoggerContext logs) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(logs);
    encoder.setPattern(TEXT);
    encoder.start();
    return encoder;
  }

  private static void write(LoggerContext logs, Encoder<ILoggingEvent> encoder) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(logs);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    root(logs).detachAndStopAllAppenders();
    root(logs).addAppender(console);
  }
}
