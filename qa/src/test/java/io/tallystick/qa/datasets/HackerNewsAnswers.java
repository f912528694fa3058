package io.tallystick.qa.datasets;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;

/** Two years of changes of votes and comments, and the items that they are of. */
final class HackerNewsAnswers implements Dataset {

  private static final String DIMENSIONS = "[likes, comments, author, [subject, title, author]]";

  @Override
  public String dimensions() {
    return DIMENSIONS;
  }

  @Override
  public Map<Integer, Callable<Object>> answers(DatasetNode node, Path folder) throws Exception {
    Path withAuthor = node.folder().resolve("hn-events-with-author.csv");
    addAuthor(folder, withAuthor);
    for (String value : List.of("likes", "comments")) {
      // the value is also an attribute, so that losses can be told from gains
      node.send(
          withAuthor,
          "--subject item_id --time ts --time-unit s --attribute author=author --type-literal "
              + value + " --value " + value + " --attribute " + value + "=" + value);
    }
    // one title holds control characters, which are refused; no answer is about it
    node.sendWhatIsValid(
        folder.resolve("hn-items.csv.gz"),
        "--type-literal item --subject item_id --time first_seen --time-unit s"
            + " --attribute title=title --attribute author=author");
    String outage = "&start=2021-10-04T00:00:00Z&end=2021-10-05T00:00:00Z";
    Map<Integer, Callable<Object>> answers = new HashMap<>();
    answers.put(1, () -> changes(node));
    answers.put(
        2,
        () -> List.of(
            node.top("likes", "subject", "count", DatasetNode.ALL, "").size(),
            node.top("likes", "author", "count", DatasetNode.ALL, "").size()));
    String week = "&start=2022-02-21T00:00:00Z&end=2022-02-28T00:00:00Z";
    answers.put(3, () -> node.points("likes", "day", 10, week, "sum"));
    answers.put(4, () -> topItems(node, ""));
    answers.put(5, () -> topItems(node, outage));
    answers.put(6, () -> topItems(node, Rows.hour("2021-10-04T16")));
    answers.put(7, () -> node.top("likes", "author", "sum", 10, ""));
    answers.put(
        8,
        () -> joined(
            node.points("likes", "hour", 13, outage, "count", "sum"),
            node.points("comments", "hour", 13, outage, "sum")));
    answers.put(9, () -> {
      String item = "&subject=28748203&start=2021-10-04T00:00:00Z&end=2021-10-08T00:00:00Z";
      return joined(
          node.points("likes", "hour", 13, item, "sum"),
          node.points("comments", "hour", 13, item, "sum"));
    });
    answers.put(10, () -> {
      List<List<Object>> minutes = new ArrayList<>();
      List<List<Object>> hours = new ArrayList<>();
      LocalDate end = LocalDate.of(2022, 12, 1);
      for (LocalDate month = LocalDate.of(2020, 11, 1);
          month.isBefore(end);
          month = month.plusMonths(1)) {
        String range = "&start=" + month + "T00:00:00Z&end=" + month.plusMonths(1) + "T00:00:00Z";
        minutes.addAll(node.points("likes", "minute", 16, range, "sum"));
        hours.addAll(node.points("likes", "hour", 13, range, "sum"));
      }
      return List.of(Rows.busiest(minutes), minutes.size(), hours.size());
    });
    return answers;
  }

  /** Appends the author of its item to each line of events, as whoever records them would know. */
  private static void addAuthor(Path folder, Path target) throws IOException {
    Map<String, String> authors = new HashMap<>();
    try (BufferedReader items = gunzipped(folder.resolve("hn-items.csv.gz"))) {
      // the columns up to the author are never quoted
      items.lines().skip(1).map(line -> line.split(",", 6)).forEach(item -> {
        authors.put(item[0], item[4]);
      });
    }
    try (BufferedReader events = gunzipped(folder.resolve("hn-events.csv.gz"));
        BufferedWriter out = Files.newBufferedWriter(target)) {
      out.write(events.readLine() + ",author\n");
      for (String line = events.readLine(); line != null; line = events.readLine()) {
        String item = line.split(",", 3)[1];
        out.write(line + "," + authors.getOrDefault(item, "") + "\n");
      }
    }
  }

  private static BufferedReader gunzipped(Path file) throws IOException {
    return new BufferedReader(new InputStreamReader(
        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }

  private static List<Object> changes(DatasetNode node) throws Exception {
    List<Object> answer = new ArrayList<>(node.totals("likes", "count", "sum"));
    answer.addAll(node.totals("comments", "sum"));
    List<List<Object>> lostLikes = losses(node.top("likes", "likes", "sum", DatasetNode.ALL, ""));
    long lost = sum(lostLikes);
    answer.add(Rows.number(answer.get(1)) - lost);
    answer.add(lost);
    answer.add(sum(losses(node.top("likes", "likes", "count", DatasetNode.ALL, ""))));
    long lostComments = sum(losses(node.top("comments", "comments", "sum", DatasetNode.ALL, "")));
    answer.add(Rows.number(answer.get(2)) - lostComments);
    answer.add(lostComments);
    return answer;
  }

  private static List<List<Object>> losses(List<List<Object>> values) {
    return values.stream()
        .filter(value -> value.get(0).toString().startsWith("-"))
        .toList();
  }

  private static long sum(List<List<Object>> values) {
    return values.stream().mapToLong(value -> Rows.number(value.get(1))).sum();
  }

  private static List<List<Object>> topItems(DatasetNode node, String range) throws Exception {
    List<List<Object>> items = new ArrayList<>();
    for (List<Object> leader : node.top("likes", "subject", "sum", 10, range)) {
      List<Object> known = node.top("item", "title,author", "count", 1, "&subject=" + leader.get(0))
          .get(0);
      items.add(List.of(
          Long.parseLong(leader.get(0).toString()), leader.get(1), known.get(0), known.get(1)));
    }
    return items;
  }

  /** Rows of both, which begin with the same window. */
  private static List<List<Object>> joined(List<List<Object>> left, List<List<Object>> right) {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      if (!left.get(i).get(0).equals(right.get(i).get(0))) {
        throw new IllegalStateException(left.get(i) + " and " + right.get(i));
      }
      List<Object> row = new ArrayList<>(left.get(i));
      row.addAll(right.get(i).subList(1, right.get(i).size()));
      rows.add(row);
    }
    return rows;
  }
}
