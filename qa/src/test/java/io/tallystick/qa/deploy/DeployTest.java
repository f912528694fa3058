package io.tallystick.qa.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tallystick.configuration.ConfigurationLoader;
import io.tallystick.qa.house.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Goal: what people start from is well formed, and says the same as what the tests run. Method: the
 * schema of the Compose Specification; the generated models of the Kubernetes API, which refuse a
 * name that they do not know; versions and settings compared with those of {@code components/}.
 * Neither docker nor Kubernetes runs here, so that the images start is not shown by any test.
 */
final class DeployTest {

  private static final Path DEPLOY = Repository.root().resolve("deploy");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theComposeFileFollowsItsSchema() throws IOException {
    try (InputStream schema = DeployTest.class.getResourceAsStream("compose-spec.json")) {
      assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
              .getSchema(schema)
              .validate(compose()))
          .isEmpty();
    }
  }

  @Test
  void aComposeFileWithAnUnknownKeyIsFound() throws IOException {
    JsonNode broken = compose();
    ((ObjectNode) broken.path("services").path("kafka")).put("imagine", "kafka");
    try (InputStream schema = DeployTest.class.getResourceAsStream("compose-spec.json")) {
      assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
              .getSchema(schema)
              .validate(broken))
          .isNotEmpty();
    }
  }

  @Test
  void whatTheComposeFileNamesIsThere() throws IOException {
    JsonNode compose = compose();
    Set<String> volumes = new TreeSet<>();
    compose.path("volumes").fieldNames().forEachRemaining(volumes::add);
    Set<String> services = new TreeSet<>();
    compose.path("services").fieldNames().forEachRemaining(services::add);
    for (JsonNode service : compose.path("services")) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().split(":", -1)[0];
        assertThat(volumes.contains(source) || Files.exists(DEPLOY.resolve(source)))
            .as("volume %s", source)
            .isTrue();
      }
      JsonNode needed = service.path("depends_on");
      List<String> names = new ArrayList<>();
      needed.fieldNames().forEachRemaining(names::add);
      needed.forEach(name -> names.add(name.isTextual() ? name.asText() : names.get(0)));
      assertThat(services).containsAll(names);
      if (service.has("build")) {
        String dockerfile = Files.readString(DEPLOY.resolve("Dockerfile"));
        assertThat(dockerfile)
            .contains(" AS " + service.path("build").path("target").asText());
      }
    }
  }

  @Test
  void everyManifestIsWhatItsKindAllows() throws IOException {
    int checked = 0;
    for (Path file : manifests()) {
      for (JsonNode manifest : documents(file)) {
        validate(file, manifest);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  @Test
  void aManifestWithAnUnknownNameIsFound() throws IOException {
    JsonNode broken = documents(DEPLOY.resolve("kubernetes/namespace.yaml")).get(0);
    ((ObjectNode) broken).put("imagine", 1);
    assertThat(problem(broken)).contains("imagine");
  }

  @Test
  void everyManifestIsListed() throws IOException {
    Set<String> listed = new TreeSet<>();
    documents(DEPLOY.resolve("kubernetes/kustomization.yaml"))
        .get(0)
        .path("resources")
        .forEach(name -> listed.add(name.asText()));
    Set<String> present = new TreeSet<>();
    manifests().forEach(file -> present.add(file.getFileName().toString()));
    assertThat(listed).isEqualTo(present);
  }

  @Test
  void theImagesHaveTheVersionsThatTheTestsRun() throws IOException {
    String components = Files.readString(Repository.root().resolve("components/pom.xml"));
    Map<String, String> images =
        Map.of("apache/kafka:", "kafka", "cassandra:", "cassandra", "flink:", "flink");
    Pattern image =
        Pattern.compile("(?:image: |FROM )((?:apache/kafka|cassandra|flink):)([\\d.]+)");
    int found = 0;
    try (Stream<Path> files = Files.walk(DEPLOY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher matcher = image.matcher(Files.readString(file));
        while (matcher.find()) {
          found++;
          String name = images.get(matcher.group(1));
          assertThat(components)
              .as("%s in %s", matcher.group(), file)
              .contains("<" + name + ".version>" + matcher.group(2) + "</" + name + ".version>");
        }
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(5);
  }

  @Test
  void theSettingsOfTallystickAreValid(@TempDir Path folder) throws IOException {
    JsonNode map = documents(DEPLOY.resolve("kubernetes/settings.yaml")).get(0);
    Path inMap = Files.writeString(
        folder.resolve("tallystick.yaml"),
        map.path("data").path("tallystick.yaml").asText());
    for (Path file : List.of(inMap, DEPLOY.resolve("tallystick.yaml"))) {
      assertThat(ConfigurationLoader.load(folder, file, Map.of(), List.of()).configuration())
          .isNotNull();
    }
  }

  private static JsonNode compose() {
    return documents(DEPLOY.resolve("compose.yaml")).get(0);
  }

  private static List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(DEPLOY.resolve("kubernetes"))) {
      return files
          .filter(file -> !file.getFileName().toString().equals("kustomization.yaml"))
          .sorted()
          .toList();
    }
  }

  private static List<JsonNode> documents(Path file) {
    try {
      List<JsonNode> documents = new ArrayList<>();
      Load load = new Load(LoadSettings.builder().setLabel(file.toString()).build());
      load.loadAllFromString(Files.readString(file))
          .forEach(document -> documents.add(JSON.valueToTree(document)));
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void validate(Path file, JsonNode manifest) {
    assertThat(problem(manifest))
        .as("%s %s in %s", manifest.path("kind"), manifest.path("metadata").path("name"), file)
        .isEmpty();
  }

  /* apps/v1 Deployment is V1Deployment, autoscaling/v2 is V2. */
  private static String problem(JsonNode manifest) {
    String version = manifest.path("apiVersion").asText().replaceFirst(".*/", "");
    String model = "io.kubernetes.client.openapi.models."
        + version.substring(0, 1).toUpperCase(Locale.ROOT)
        + version.substring(1)
        + manifest.path("kind").asText();
    try {
      JsonElement element = JsonParser.parseString(JSON.writeValueAsString(manifest));
      Class.forName(model)
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, element);
      return "";
    } catch (InvocationTargetException e) {
      return String.valueOf(e.getCause());
    } catch (ReflectiveOperationException | JsonProcessingException e) {
      return e.toString();
    }
  }
}
