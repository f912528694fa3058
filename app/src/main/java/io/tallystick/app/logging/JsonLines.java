package io.tallystick.app.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tallystick.core.node.Notice;
import java.io.IOException;
import java.util.Map;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.composite.loggingevent.LogLevelJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggerNameJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventFormattedTimestampJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventJsonProviders;
import net.logstash.logback.composite.loggingevent.LoggingEventThreadNameJsonProvider;
import net.logstash.logback.composite.loggingevent.MessageJsonProvider;
import net.logstash.logback.composite.loggingevent.StackTraceJsonProvider;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;

/** The fields of a line as JSON; docs/operating/logs.md explains them. */
final class JsonLines {

  /** What has no notice comes from a library. */
  private static final String OTHER = "other";

  private JsonLines() {}

  static Encoder<ILoggingEvent> encoder(Context context) {
    LoggingEventFormattedTimestampJsonProvider time =
        new LoggingEventFormattedTimestampJsonProvider();
    time.setFieldName("time");
    time.setTimeZone("UTC");
    time.setPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
    LoggerNameJsonProvider logger = new LoggerNameJsonProvider();
    logger.setFieldName("logger");
    LoggingEventThreadNameJsonProvider thread = new LoggingEventThreadNameJsonProvider();
    thread.setFieldName("thread");
    StackTraceJsonProvider error = new StackTraceJsonProvider();
    error.setFieldName("error");
    LoggingEventJsonProviders fields = new LoggingEventJsonProviders();
    fields.addProvider(time);
    fields.addProvider(new LogLevelJsonProvider());
    fields.addProvider(new NoticeFields());
    fields.addProvider(new MessageJsonProvider());
    fields.addProvider(logger);
    fields.addProvider(thread);
    fields.addProvider(error);
    LoggingEventCompositeJsonEncoder encoder = new LoggingEventCompositeJsonEncoder();
    encoder.setContext(context);
    encoder.setProviders(fields);
    encoder.start();
    return encoder;
  }

  /** What a notice says, each part under its name. */
  private static final class NoticeFields extends AbstractJsonProvider<ILoggingEvent> {

    @Override
    public void writeTo(JsonGenerator line, ILoggingEvent event) throws IOException {
      Object[] arguments = event.getArgumentArray();
      if (arguments == null || arguments.length == 0 || !(arguments[0] instanceof Notice notice)) {
        line.writeStringField("event", OTHER);
        return;
      }
      line.writeStringField("event", notice.event());
      line.writeStringField("what", notice.what());
      writeIfAny(line, "did", notice.did());
      writeIfAny(line, "advice", notice.advice());
      for (Map.Entry<String, Object> detail : notice.details().entrySet()) {
        line.writeObjectField(detail.getKey(), detail.getValue());
      }
    }

    private static void writeIfAny(JsonGenerator line, String name, String text)
        throws IOException {
      if (!text.isEmpty()) {
        line.writeStringField(name, text);
      }
    }
  }
}
