package io.tallystick.flink.job;

import io.tallystick.flink.count.DeadRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** The topic of dead letters as a sink: at least once, in no transaction. */
final class DeadLetterSink implements Sink<DeadRecord> {

  /*
   * The connector's own sink would do, but it has an operator to commit nothing with, which warns
   * with every checkpoint that two of its metrics have one name.
   */

  private static final long serialVersionUID = 1L;

  private final String topic;
  private final HashMap<String, Object> clientSettings;

  DeadLetterSink(String topic, Map<String, Object> clientSettings) {
    this.topic = topic;
    this.clientSettings = new HashMap<>(clientSettings);
  }

  @Override
  public SinkWriter<DeadRecord> createWriter(WriterInitContext context) throws IOException {
    return new DeadLetterWriter(topic, clientSettings);
  }
}
