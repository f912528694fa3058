package io.tallystick.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.query.Queries;
import io.tallystick.core.query.QueryLimits;
import io.tallystick.core.rollup.Dimension;
import io.tallystick.core.rollup.Dimensions;
import io.tallystick.core.rollup.Freshness;
import io.tallystick.protocol.problem.ProblemJson;
import io.tallystick.testkit.rollup.MemoryRollups;
import io.tallystick.testkit.rollup.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Goal: every example of the page on queries is what a node answers.
 *
 * <p>Method: the events on the page are counted, each request on it is asked, and the answer must
 * have the same members in the same order as the document that follows the request.
 */
class QueriesPageTest {

  private static final Path PAGE = Path.of("..", "docs", "api", "queries.md");
  private static final Pattern EVENTS = Pattern.compile("```ndjson\n(.*?)```", Pattern.DOTALL);
  private static final Pattern EXAMPLE =
      Pattern.compile("```http\nGET ([^?\\s]+)\\?(\\S+)\n```\n\n```json\n(.*?)```", Pattern.DOTALL);

  private static final Dimensions DIMENSIONS = Dimensions.of(
      List.of(new Dimension(List.of("country")), new Dimension(List.of("subject", "country"))));
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
      .build();

  private final QueryParameters parameters = new QueryParameters(DIMENSIONS, QueryLimits.DEFAULT);
  private final MemoryRollups rollups = new MemoryRollups();
  private final Queries queries = new Queries(rollups, QueryLimits.DEFAULT);

  @Test
  void examplesAreTrue() throws IOException {
    String page = Files.readString(PAGE);
    count(page);
    rollups.freshness(new Freshness(
        Instant.parse("2026-11-23T09:00:00.250Z").toEpochMilli(),
        Instant.parse("2026-11-23T08:55:00.250Z").toEpochMilli(),
        false));
    Matcher examples = EXAMPLE.matcher(page);
    int count = 0;
    while (examples.find()) {
      String shown = JSON.readTree(examples.group(3)).toString();
      assertThat(answer(examples.group(1), examples.group(2)))
          .as(examples.group(2))
          .isEqualTo(shown);
      count++;
    }
    assertThat(count).as("examples that were found").isEqualTo(page.split("\nGET ", -1).length - 1);
  }

  private void count(String page) throws IOException {
    Matcher events = EVENTS.matcher(page);
    assertThat(events.find()).isTrue();
    List<String> lines = new ArrayList<>(events.group(1).lines().toList());
    assertThat(lines).isNotEmpty();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode event = JSON.readTree(lines.get(i));
      Map<String, String> attributes = new HashMap<>();
      event
          .path("attributes")
          .properties()
          .forEach(attribute ->
              attributes.put(attribute.getKey(), attribute.getValue().textValue()));
      rollups.count(
          i % 2,
          new Oracle.Event(
              event.path("type").textValue(),
              event.path("subject").textValue(),
              attributes,
              Instant.parse(event.path("time").textValue()).toEpochMilli(),
              event.path("value").decimalValue()),
          DIMENSIONS);
    }
  }

  private String answer(String path, String query) {
    Map<String, List<String>> asked = QueryText.parse(query);
    byte[] answer;
    try {
      answer = path.equals("/v1/top")
          ? AnswerJson.top(queries.top(parameters.top(asked)))
          : AnswerJson.stats(queries.stats(parameters.stats(asked)));
    } catch (RefusedException refused) {
      answer = ProblemJson.write(refused.refusal(), path);
    }
    return new String(answer, StandardCharsets.UTF_8);
  }
}
