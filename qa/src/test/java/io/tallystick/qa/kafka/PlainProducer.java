package io.tallystick.qa.kafka;

import com.google.protobuf.ByteString;
import io.tallystick.protocol.v1.LogBatch;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The example of the page about Kafka: nothing but Kafka's client and the published message. */
final class PlainProducer {

  private PlainProducer() {}

  static void sendTwoViews(String brokers, String topic, long now) throws Exception {
    // snippet
    LogBatch batch = LogBatch.newBuilder()
        .setVersion(1)
        .setCount(2) // events
        .addDictionary(ByteString.copyFromUtf8("shop")) // every text once
        .addDictionary(ByteString.copyFromUtf8("view"))
        .addDictionary(ByteString.copyFromUtf8("A"))
        .addDictionary(ByteString.copyFromUtf8("B"))
        .addSource(0) // one index stands for all events: "shop"
        .addType(1)
        .addSubject(2) // or one for each: "A", then "B"
        .addSubject(3)
        .setTimeMillisMin(now - 1_500)
        .addTimeDeltaMillis(0) // the first event was then, the second 1.5 s later
        .addTimeDeltaMillis(1_500)
        .setIds(ByteString.copyFromUtf8("order-1" + "order-22")) // end to end
        .addIdLength(7)
        .addIdLength(8)
        .build();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers, "acks", "all", "enable.idempotence", true);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, batch.toByteArray())).get();
    }
    // end of snippet
  }
}
