package io.tallystick.qa.datasets;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A day of edits, sent three times: each time with another value, and its own type. */
final class WikipediaAnswers implements Dataset {

  private static final String DIMENSIONS =
      "[channel, user, isRobot, countryIsoCode, [channel, subject]]";

  @Override
  public String dimensions() {
    return DIMENSIONS;
  }

  @Override
  public Map<Integer, Callable<Object>> answers(DatasetNode node, Path folder) throws Exception {
    Path file = folder.resolve("wikiticker-2015-09-12-sampled.json.gz");
    String flags = "--format ndjson --subject page --time time";
    node.send(
        file,
        flags + " --type-literal edit --value added --attribute channel=channel"
            + " --attribute user=user --attribute isRobot=isRobot"
            + " --attribute countryIsoCode=countryIsoCode");
    node.send(file, flags + " --type-literal deleted --value deleted");
    node.send(file, flags + " --type-literal delta --value delta");
    String day = "&start=2015-09-12T00:00:00Z&end=2015-09-13T00:00:00Z";
    Map<Integer, Callable<Object>> answers = new HashMap<>();
    answers.put(
        1,
        () -> List.of(
            node.totals("edit", "count").get(0),
            node.totals("edit", "sum").get(0),
            node.totals("deleted", "sum").get(0),
            node.totals("delta", "sum").get(0)));
    answers.put(
        2,
        () -> List.of(
            node.top("edit", "channel,subject", "count", DatasetNode.ALL, "").size(),
            node.top("edit", "subject", "count", DatasetNode.ALL, "").size(),
            node.top("edit", "user", "count", DatasetNode.ALL, "").size()));
    answers.put(3, () -> node.points("edit", "hour", 13, day, "count"));
    answers.put(4, () -> node.top("edit", "channel", "count", 10, ""));
    answers.put(5, () -> node.top("edit", "channel,subject", "count", 10, ""));
    answers.put(6, () -> node.top("edit", "channel,subject", "sum", 10, ""));
    answers.put(
        7, () -> node.points("edit", "hour", 13, day + "&channel=%23en.wikipedia", "count"));
    answers.put(
        8,
        () -> List.of(
            node.totals("edit&isRobot=true", "count").get(0),
            node.totals("edit&isRobot=false" + Rows.hour("2015-09-12T12"), "count")
                .get(0)));
    answers.put(9, () -> node.top("edit", "countryIsoCode", "count", 10, ""));
    answers.put(10, () -> {
      List<List<Object>> minutes = node.points("edit", "minute", 16, day, "count");
      List<Object> busiest = Rows.busiest(minutes);
      Instant start = Instant.parse(busiest.get(0) + ":00Z");
      String minute = "&start=" + start + "&end=" + start.plusSeconds(60);
      return List.of(
          busiest.get(0),
          busiest.get(1),
          node.top("edit", "user", "count", DatasetNode.ALL, minute).size(),
          minutes.size());
    });
    return answers;
  }
}
