package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.TextFormat;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.protocol.problem.BatchJson;
import io.tallystick.protocol.v1.EventBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Goal: docs/api/events.md is true. Method: every request on it is decoded and checked by the rules;
 * the outcome is the answer that follows it, or all of it is accepted when none follows. The tables
 * of codes are those of {@link ErrorCode}.
 */
class EventsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "api", "events.md");
  private static final long ARRIVAL_MILLIS =
      Instant.parse("2026-11-22T10:16:00Z").toEpochMilli();
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private final ObjectMapper mapper = new ObjectMapper();
  private final EventRules rules = new EventRules(EventLimits.DEFAULT);

  private record Block(String language, String text) {}

  @Test
  void everyRequestHasTheOutcomeThatThePageShows() throws IOException {
    List<Block> blocks = blocks();
    int requests = 0;
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      Outcome outcome;
      if (block.language().equals("http")) {
        outcome = decode(block.text());
      } else if (block.language().equals("textproto")) {
        EventBatch.Builder batch = EventBatch.newBuilder();
        TextFormat.merge(block.text(), batch);
        outcome = decode(
            Map.of("content-type", "application/x-protobuf"), batch.build().toByteArray());
      } else {
        continue;
      }
      requests++;
      boolean shown = i + 1 < blocks.size() && blocks.get(i + 1).language().equals("json");
      if (shown) {
        byte[] answer = BatchJson.write(outcome.accepted(), outcome.rejected());
        assertThat(mapper.readTree(answer))
            .isEqualTo(mapper.readTree(blocks.get(i + 1).text()));
      } else {
        assertThat(outcome.rejected()).as(block.text()).isEmpty();
        assertThat(outcome.accepted()).isPositive();
      }
    }
    assertThat(requests).isEqualTo(7);
  }

  @Test
  void theTablesListEveryCodeInOrder() throws IOException {
    List<String> page = new ArrayList<>();
    Matcher row = Pattern.compile("^\\| `([a-z0-9-]+)` \\| (\\d{3} \\|)?", Pattern.MULTILINE)
        .matcher(Files.readString(PAGE).replaceFirst("(?s).*?## Why an event", ""));
    while (row.find()) {
      page.add(row.group(1));
    }
    List<String> ofEvents = codes(ErrorCode.MALFORMED_JSON, ErrorCode.TOO_MANY_ATTRIBUTES);
    List<String> ofRequests = codes(ErrorCode.UNSUPPORTED_MEDIA_TYPE, ErrorCode.EMPTY_BATCH);
    List<String> expected = new ArrayList<>(ofEvents);
    expected.addAll(ofRequests);
    expected.addAll(codes(ErrorCode.STORAGE_FAILED, ErrorCode.UNAVAILABLE));
    assertThat(page).isEqualTo(expected);
  }

  private static List<String> codes(ErrorCode first, ErrorCode last) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.compareTo(first) >= 0 && code.compareTo(last) <= 0)
        .map(ErrorCode::code)
        .toList();
  }

  private Outcome decode(String request) {
    int end = request.indexOf("\n\n");
    Map<String, String> headers = new HashMap<>();
    for (String line : request.substring(0, end).split("\n")) {
      int colon = line.indexOf(": ");
      headers.put(
          line.substring(0, colon).toLowerCase(java.util.Locale.ROOT), line.substring(colon + 2));
    }
    return decode(headers, request.substring(end + 2).getBytes(UTF_8));
  }

  private Outcome decode(Map<String, String> headers, byte[] body) {
    EventForm form = EventForm.of(headers.get("content-type"), headers::get);
    return new EventDecoder(EventLimits.DEFAULT)
        .decode(form, body, 0, body.length, RequestHeaders.of(headers), draft -> {
          return rules.check(draft, ARRIVAL_MILLIS);
        });
  }

  private static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }
}
