package io.tallystick.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tallystick.protocol.v1.Event;
import io.tallystick.protocol.v1.EventBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: what the load generator sends is what it counts. Batches are read back with independent
 * decoders and counted the simple way.
 */
class BatchTemplateTest {

  private static final long NOW = Instant.parse("2026-11-22T00:00:00.400Z").toEpochMilli();
  private static final long DAY_MILLIS = 86_400_000;

  private record Read(String id, String subject, long timeMillis, Map<String, String> attributes) {}

  @Test
  void countsWhatIsSentAsJson() throws IOException {
    countsWhatIsSent(Workload.Format.JSON, Workload.IdAlphabet.HEX);
  }

  @Test
  void countsWhatIsSentAsProtobuf() throws IOException {
    countsWhatIsSent(Workload.Format.PROTOBUF, Workload.IdAlphabet.TEXT);
  }

  private static void countsWhatIsSent(Workload.Format format, Workload.IdAlphabet alphabet)
      throws IOException {
    Workload workload =
        new Workload(format, alphabet, 100, 50, 1.0, false, List.of("country", "device"), 10, 42);
    BatchTemplate template = BatchTemplate.of(workload, "127.0.0.1:8080");
    EventStream stream = new EventStream(workload, new Zipf(50, 1.0), 1, 3);
    Map<String, Read> firstById = new HashMap<>();
    long[] subjects = new long[50];
    long[] countries = new long[Workload.ATTRIBUTE_VALUES];
    long duplicates = 0;
    for (int batch = 0; batch < 20; batch++) {
      stream.fill(template, NOW, DAY_MILLIS);
      for (Read event : read(format, template.request())) {
        assertThat(event.timeMillis).isBetween(NOW - DAY_MILLIS, NOW);
        assertThat(event.attributes).containsOnlyKeys("country", "device");
        Read first = firstById.putIfAbsent(event.id, event);
        if (first != null) {
          assertThat(event).isEqualTo(first);
          duplicates++;
          continue;
        }
        subjects[Integer.parseInt(event.subject.substring("subject-".length()))]++;
        String country = event.attributes.getOrDefault("country", "");
        countries[Integer.parseInt(country.substring("value-".length()))]++;
      }
    }
    ExactCounts counts = new ExactCounts(workload);
    stream.addTo(counts);
    assertThat(counts.unique()).isEqualTo(firstById.size());
    assertThat(counts.duplicates()).isEqualTo(duplicates).isPositive();
    assertThat(counts.subjects()).isEqualTo(subjects);
    assertThat(counts.attribute(0)).isEqualTo(countries);
  }

  private static List<Read> read(Workload.Format format, byte[] request) throws IOException {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    int body = text.indexOf("\r\n\r\n") + 4;
    assertThat(text).contains("Content-Length: " + (request.length - body) + "\r\n");
    byte[] bytes = Arrays.copyOfRange(request, body, request.length);
    return format == Workload.Format.JSON ? readJson(bytes) : readProtobuf(bytes);
  }

  private static List<Read> readJson(byte[] body) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    return Arrays.stream(mapper.readValue(body, JsonNode[].class))
        .map(event -> {
          assertThat(event.path("source").asText()).isEqualTo(Workload.SOURCE);
          assertThat(event.path("type").asText()).isEqualTo(Workload.TYPE);
          Map<String, String> attributes = new HashMap<>();
          for (Map.Entry<String, JsonNode> attribute : event.path("attributes").properties()) {
            attributes.put(attribute.getKey(), attribute.getValue().asText());
          }
          return new Read(
              event.path("id").asText(),
              event.path("subject").asText(),
              Instant.parse(event.path("time").asText()).toEpochMilli(),
              attributes);
        })
        .toList();
  }

  private static List<Read> readProtobuf(byte[] body) throws InvalidProtocolBufferException {
    return EventBatch.parseFrom(body).getEventsList().stream()
        .map(event -> {
          assertThat(event.getSource()).isEqualTo(Workload.SOURCE);
          assertThat(event.getType()).isEqualTo(Workload.TYPE);
          assertThat(event.getUnknownFields().asMap()).isEmpty();
          return read(event);
        })
        .toList();
  }

  private static Read read(Event event) {
    return new Read(
        event.getId(), event.getSubject(), event.getTimeMillis(), event.getAttributesMap());
  }

  @Test
  void idsAreUniqueAndSixteenCharacters() {
    for (Workload.IdAlphabet alphabet : Workload.IdAlphabet.values()) {
      EventIds ids = new EventIds(7, alphabet);
      Set<String> seen = new HashSet<>();
      byte[] bytes = new byte[EventIds.LENGTH + 2];
      for (int number = 0; number < 10_000; number++) {
        ids.put(bytes, 1, number);
        seen.add(new String(bytes, 1, EventIds.LENGTH, StandardCharsets.US_ASCII));
      }
      assertThat(seen).hasSize(10_000).allMatch(id -> id.matches("[0-9A-Za-z_-]{16}"));
    }
  }
}
