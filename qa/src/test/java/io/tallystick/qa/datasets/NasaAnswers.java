package io.tallystick.qa.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A day of requests of a web server; the value is the bytes sent. */
final class NasaAnswers implements Dataset {

  private static final String DIMENSIONS =
      "[response, host, [subject, host], [subject, method, response]]";

  @Override
  public String dimensions() {
    return DIMENSIONS;
  }

  @Override
  public Map<Integer, Callable<Object>> answers(DatasetNode node, Path folder) throws Exception {
    Path file = folder.resolve("nasa_19950801.tsv.gz");
    String flags = "--type-literal request --subject url --time time --time-unit s --value bytes"
        + " --attribute response=response --attribute method=method --attribute host=host";
    node.send(file, flags);
    // sent again it must change nothing
    node.send(file, flags);
    String day = "&start=1995-08-01T00:00:00Z&end=1995-08-02T00:00:00Z";
    Map<Integer, Callable<Object>> answers = new HashMap<>();
    answers.put(1, () -> node.totals("request", "count", "sum"));
    answers.put(
        2,
        () -> List.of(
            node.top("request", "subject", "count", DatasetNode.ALL, "").size(),
            node.top("request", "host", "count", DatasetNode.ALL, "").size()));
    answers.put(3, () -> node.points("request", "hour", 13, day, "count"));
    answers.put(4, () -> node.points("request", "hour", 13, day, "sum"));
    answers.put(5, () -> node.top("request", "subject", "count", 10, ""));
    answers.put(6, () -> node.top("request", "subject", "count", 10, Rows.hour("1995-08-01T17")));
    answers.put(7, () -> node.points("request", "hour", 13, day + "&subject=/ksc.html", "count"));
    answers.put(8, () -> {
      // the node lists the urls of successful GETs; the pages among them are picked here
      List<List<Object>> pages =
          node
              .top("request", "subject", "count", DatasetNode.ALL, "&method=GET&response=200")
              .stream()
              .filter(url -> url.get(0).toString().matches("(?s).*(\\.html|/)"))
              .toList();
      long views = pages.stream().mapToLong(url -> Rows.number(url.get(1))).sum();
      return List.of(views, pages.size(), pages.subList(0, 10));
    });
    answers.put(9, () -> {
      List<List<Object>> minutes = node.points("request", "minute", 16, day, "count");
      return List.of(Rows.busiest(minutes), minutes.size());
    });
    answers.put(10, () -> {
      List<List<Object>> responses =
          new ArrayList<>(node.top("request", "response", "count", DatasetNode.ALL, ""));
      responses.sort(Comparator.comparing(response -> response.get(0).toString()));
      String logo = "&subject=/images/NASA-logosmall.gif" + Rows.hour("1995-08-01T15");
      return List.of(
          responses, node.top("request", "host", "count", DatasetNode.ALL, logo).size());
    });
    return answers;
  }
}
