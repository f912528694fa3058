package io.tallystick.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.ledger.Fate;
import io.tallystick.core.ledger.Fates;
import io.tallystick.core.ledger.Tally;
import io.tallystick.core.node.CanaryReport;
import io.tallystick.core.node.NodeStatus.Partition;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: {@code /openapi.json} is valid OpenAPI 3.1 and tells the truth: each path is served, each
 * path that is served is told, and what is answered is what is described.
 */
class ApiDescriptionTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static TestServer node;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    node = new TestServer();
    node.status.partitions = List.of(
        new Partition(0, 1, 10, 7, 5, new Tally(new Fates(4, 2, 1), Fates.NONE), 0, 1, 6, 96, 3));
    document = JSON.readTree(node.get("/openapi.json").body());
  }

  @AfterAll
  static void close() {
    node.close();
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    for (Iterator<String> name = object.fieldNames(); name.hasNext(); ) {
      names.add(name.next());
    }
    return names;
  }

  private static JsonNode schema(String name) {
    return document.at("/components/schemas/" + name);
  }

  @Test
  void isValidOpenApi() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result =
        new OpenAPIV3Parser().readContents(document.toString(), null, options);
    assertThat(result.getMessages()).isEmpty();
    OpenAPI api = result.getOpenAPI();
    assertThat(api.getOpenapi()).isEqualTo("3.1.0");
    assertThat(api.getPaths()).isNotEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : document.findValues("$ref")) {
      String pointer = reference.asText().substring(1);
      assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
    }
  }

  @Test
  void pathsAreThoseThatAreServed() {
    // the files of the page, and the address without its slash
    Set<String> served = node.server.paths().stream()
        .filter(path -> !path.startsWith("/docs/") || !path.contains("."))
        .filter(path -> !path.equals("/docs"))
        .map(path -> path.replaceAll("^/v1/(events|recounts)/.*", "/v1/$1/{id}"))
        .map(path -> path.replaceAll("^(/v1/dead-letters/)[^a-z]+$", "$1{id}"))
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names(document.get("paths"))).isEqualTo(served);
    for (String path : names(document.get("paths"))) {
      String method = names(document.get("paths").get(path)).iterator().next();
      HttpResponse<String> options = node.send(
          node.request(path.replace("{id}", "1")).method("OPTIONS", BodyPublishers.noBody()));
      assertThat(options.headers().firstValue("allow").orElse("").toLowerCase(Locale.ROOT))
          .as(path)
          .startsWith(method);
    }
  }

  @Test
  void errorCodesAreThoseThatAreUsed() {
    List<String> described = new ArrayList<>();
    schema("ErrorCode").get("enum").forEach(code -> described.add(code.asText()));
    assertThat(described)
        .isEqualTo(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    Set<String> statuses = names(document.at("/paths/~1v1~1events/post/responses"));
    for (ErrorCode code : ErrorCode.values()) {
      boolean query = code.compareTo(ErrorCode.UNKNOWN_PARAMETER) >= 0
          && code.compareTo(ErrorCode.NOT_FOUND) <= 0;
      if (!query) {
        assertThat(statuses).as(code.code()).contains(Integer.toString(code.httpStatus()));
      }
    }
  }

  @Test
  void answersHaveTheMembersThatAreDescribed() throws Exception {
    assertMembers("Status", JSON.readTree(node.get("/v1/status").body()));
    assertMembers(
        "PartitionStatus", JSON.readTree(node.get("/v1/status").body()).at("/partitions/0"));
    assertMembers("Readiness", JSON.readTree(node.get("/ready").body()));
    JsonNode ready = JSON.readTree(node.get("/ready").body());
    assertMembers("Canary", ready.get("canary"));
    assertThat(ready.get("canary").get("state").asText())
        .isIn(texts(schema("Canary").at("/properties/state/enum")));
    assertMembers("Problem", JSON.readTree(node.get("/nowhere").body()));
    assertMembers("History", JSON.readTree(node.get("/v1/history").body()));
    assertMembers("Configuration", JSON.readTree(node.get("/v1/config").body()));
    try (LiveClient live = new LiveClient(node.server.port(), "/v1/live")) {
      assertMembers("NodeMoment", JSON.readTree(live.next("node").data()));
    }
    assertMembers("BatchAnswer", JSON.readTree(post(EventBodies.plain("d", 1)).body()));
    JsonNode refused = JSON.readTree(post("{\"type\":\"view\"}").body());
    assertMembers("RejectedEvent", refused.at("/rejected/0"));
    assertThat(refused.get("accepted").asInt()).isZero();
  }

  @Test
  void accountsHaveTheMembersThatAreDescribed() throws Exception {
    node.accounts.ledger = SampleAccounts.LEDGER;
    JsonNode ledger = JSON.readTree(node.get("/v1/ledger").body());
    assertMembers("Ledger", ledger);
    assertMembers("LedgerLine", ledger.get("total"));
    assertMembers("LedgerLine", ledger.get("canary"));
    assertThat(names(ledger.at("/hours/0")))
        .isEqualTo(names(schema("Ledger").at("/properties/hours/items/properties")));
    assertThat(names(ledger.at("/partitions/0")))
        .isEqualTo(names(schema("Ledger").at("/properties/partitions/items/properties")));
    node.accounts.receipt = SampleAccounts.RECEIPT;
    JsonNode receipt = JSON.readTree(node.get("/v1/events/7f3a").body());
    assertMembers("Receipt", receipt);
    for (JsonNode copy : receipt.get("copies")) {
      assertMembers("EventCopy", copy);
      for (String part : List.of("duplicateOf", "deadLetter")) {
        JsonNode described = schema("EventCopy").at("/properties/" + part + "/properties");
        if (!copy.get(part).isNull()) {
          assertThat(names(copy.get(part))).isEqualTo(names(described));
        }
      }
    }
    assertMembers("CountedIn", receipt.at("/countedIn/0"));
    assertThat(texts(schema("Fate").get("enum")))
        .isEqualTo(Arrays.stream(Fate.values()).map(Fate::text).toList());
    assertThat(texts(schema("Canary").at("/properties/state/enum")))
        .isEqualTo(Arrays.stream(CanaryReport.State.values())
            .map(CanaryReport.State::text)
            .toList());
  }

  @Test
  void recountsHaveTheMembersThatAreDescribed() throws Exception {
    node.recounts.latest = FakeRecounts.REPORT;
    JsonNode report = JSON.readTree(node.get("/v1/recounts/latest").body());
    assertMembers("Recount", report);
    assertMembers("WindowDifference", report.at("/listed/0"));
    assertMembers("WindowNumbers", report.at("/listed/0/expected"));
    for (String part : List.of("causes", "fatesListed", "ledgerDifferences", "coverage")) {
      JsonNode described = schema("Recount").at("/properties/" + part);
      boolean list = report.get(part).isArray();
      assertThat(names(list ? report.get(part).get(0) : report.get(part)))
          .as(part)
          .isEqualTo(names(described.at(list ? "/items/properties" : "/properties")));
    }
    JsonNode repairs = JSON.readTree(node.get("/v1/repairs").body());
    JsonNode described = schema("Repairs").at("/properties/repairs/items/properties");
    assertThat(names(described)).containsAll(names(repairs.at("/repairs/0")));
    assertThat(names(described)).containsAll(names(repairs.at("/repairs/1")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Test
  void deadLettersHaveTheMembersThatAreDescribed() throws Exception {
    String id = node.deadLetters.add(FakeDeadLetters.event("1", "30"));
    JsonNode page = JSON.readTree(node.get("/v1/dead-letters").body());
    assertMembers("DeadLetterPage", page);
    assertMembers("DeadLetterCount", page.at("/reasons/0"));
    assertMembers("DeadLetterEvent", page.at("/deadLetters/0/event"));
    HttpResponse<String> answer = node.send(node.request("/v1/dead-letters/replay")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(
            "{\"ids\":[\"" + id + "\"],\"edits\":{\"" + id + "\":{\"value\":1}}}")));
    assertMembers("DeadLetterResults", JSON.readTree(answer.body()));
    assertMembers("DeadLetterResult", JSON.readTree(answer.body()).at("/results/0"));
    JsonNode letter = JSON.readTree(node.get("/v1/dead-letters/" + id).body());
    assertMembers("DeadLetter", letter);
    assertThat(names(letter.get("closing")))
        .isEqualTo(names(schema("DeadLetter").at("/properties/closing/properties")));
  }

  private static HttpResponse<String> post(String body) {
    return node.send(node.request("/v1/events")
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body)));
  }

  private static void assertMembers(String schema, JsonNode answer) {
    assertThat(names(answer)).as(schema).isEqualTo(names(schema(schema).get("properties")));
    schema(schema)
        .get("required")
        .forEach(name ->
            assertThat(answer.has(name.asText())).as(schema + "." + name).isTrue());
  }

  @Test
  void examplesOfRequestsAreAccepted() {
    JsonNode content = document.at("/paths/~1v1~1events/post/requestBody/content");
    List<Map.Entry<String, String>> bodies = new ArrayList<>();
    content
        .at("/application~1json/examples")
        .forEach(example ->
            bodies.add(Map.entry("application/json", example.get("value").toString())));
    bodies.add(Map.entry("application/json", schema("Event").get("example").toString()));
    bodies.add(Map.entry(
        "application/cloudevents+json", schema("CloudEvent").get("example").toString()));
    bodies.add(Map.entry(
        "application/x-ndjson", content.at("/application~1x-ndjson/example").asText()));
    for (Map.Entry<String, String> body : bodies) {
      HttpResponse<String> answer = node.send(node.request("/v1/events")
          .header("content-type", body.getKey())
          .POST(BodyPublishers.ofString(body.getValue())));
      // examples have a time of their own, which the clock of a test may not have reached
      assertThat(answer.body()).as(body.getValue()).doesNotContain("\"malformed");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
  }
}
