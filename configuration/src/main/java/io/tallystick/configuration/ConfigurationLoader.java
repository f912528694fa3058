package io.tallystick.configuration;

import io.tallystick.core.event.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads a configuration: a flag wins over the environment, that over the file, that over the
 * default. Every problem is found in one go.
 */
public final class ConfigurationLoader {

  /*
   * Sources are read from the weakest to the strongest into one map. Rules between keys are only
   * checked where both values were taken. A value that is refused is a problem even when a stronger
   * source covers it: the file would break the next start without the flag.
   */

  /** Read if it is there and no other file is named. */
  public static final String DEFAULT_FILE = "tallystick.yaml";

  private static final long FILE_BYTES_MAX = 1 << 20;

  private static final int ENVIRONMENT_EDITS_MAX = 2;

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();
  private final Values values = new Values();
  private final Set<Key<?>> refused = new HashSet<>();

  private ConfigurationLoader(Map<String, String> environment) {
    this.environment = new TreeMap<>(environment);
  }

  /**
   * Reads a configuration.
   *
   * @param directory where {@link #DEFAULT_FILE} is looked for
   * @param file the file to read instead; it must exist
   * @param environment the environment variables
   * @param flags values from the command line; the last one of a key wins
   * @throws ConfigurationException with every problem
   */
  public static LoadedConfiguration load(
      Path directory, @Nullable Path file, Map<String, String> environment, List<FlagValue> flags) {
    ConfigurationLoader loader = new ConfigurationLoader(environment);
    Keys.ALL.forEach(loader::readDefault);
    loader.readFile(directory, file);
    loader.readEnvironment();
    flags.forEach(loader::readFlag);
    Relation.ALL.forEach(loader::checkRelation);
    return loader.loaded();
  }

  private LoadedConfiguration loaded() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    List<Setting> settings = new ArrayList<>();
    Keys.ALL.forEach(key -> settings.add(values.setting(key)));
    return new LoadedConfiguration(NodeConfiguration.of(values), settings);
  }

  private <T> void readDefault(Key<T> key) {
    values.put(key, key.defaultValue(), "default");
  }

  private void readFile(Path directory, @Nullable Path file) {
    Path path = file == null ? directory.resolve(DEFAULT_FILE) : file;
    String name = file == null ? DEFAULT_FILE : file.toString();
    if (!Files.exists(path)) {
      if (file != null) {
        problems.add("--config: " + name + " (expected: a file that exists)");
      }
      return;
    }
    try {
      if (Files.isDirectory(path) || Files.size(path) > FILE_BYTES_MAX) {
        problems.add(name + ": not a configuration (expected: a file of at most "
            + SizeText.format(FILE_BYTES_MAX) + ")");
        return;
      }
      readRoot(name, YamlText.compose(name, Files.readString(path)));
    } catch (IOException e) {
      problems.add(name + ": cannot be read, " + e + " (expected: readable UTF-8)");
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private void readRoot(String file, Node root) {
    if (root instanceof MappingNode mapping) {
      readMembers(file, "", mapping);
    } else if (!isEmpty(root)) {
      problems.add(file + ": not a section (expected: keys such as server: {port: 8080})");
    }
  }

  private void readMembers(String file, String prefix, MappingNode section) {
    Set<String> seen = new HashSet<>();
    for (NodeTuple tuple : section.getValue()) {
      Node keyNode = tuple.getKeyNode();
      String place = file + ":" + YamlText.line(keyNode);
      if (!(keyNode instanceof ScalarNode scalar)) {
        problems.add(place + ": a list or a section in place of a key (expected: a word)");
        continue;
      }
      String name = prefix + scalar.getValue();
      if (!seen.add(name)) {
        problems.add(place + ": " + name + " (expected: every key once)");
        continue;
      }
      readMember(file, place, name, tuple.getValueNode());
    }
  }

  private void readMember(String file, String place, String name, Node value) {
    Optional<Key<?>> key = Keys.find(name);
    if (key.isPresent()) {
      if (!isEmpty(value)) {
        read(key.get(), value, place, place);
      }
    } else if (!Keys.sections().contains(name)) {
      problems.add(place + ": " + unknown(name));
    } else if (value instanceof MappingNode mapping) {
      readMembers(file, name + ".", mapping);
    } else if (!isEmpty(value)) {
      problems.add(place + ": " + name + ": not a section (expected: keys below it)");
    }
  }

  private void readEnvironment() {
    Set<String> known = new HashSet<>();
    for (Key<?> key : Keys.ALL) {
      String name = key.environmentName();
      known.add(name);
      String text = environment.get(name);
      if (text != null && !text.isEmpty()) {
        String source = "environment " + name;
        readText(key, text, source, source);
      }
    }
    for (String name : environment.keySet()) {
      // only what looks like a slip: Kubernetes puts TALLYSTICK_SERVICE_PORT and others there, too
      if (name.startsWith(Keys.ENVIRONMENT_PREFIX) && !known.contains(name)) {
        Suggestion.of(name, known, ENVIRONMENT_EDITS_MAX)
            .ifPresent(close ->
                problems.add("environment " + name + ": unknown (did you mean " + close + "?)"));
      }
    }
  }

  private void readFlag(FlagValue flag) {
    Optional<Key<?>> key = Keys.find(flag.key());
    if (key.isPresent()) {
      readText(key.get(), flag.value(), "flag " + flag.flag(), flag.flag());
    } else {
      problems.add(flag.flag() + ": " + unknown(flag.key()));
    }
  }

  private <T> void readText(Key<T> key, String text, String source, String place) {
    try {
      accept(key, key.kind().parse(text), source);
    } catch (IllegalArgumentException e) {
      refuse(key, place, e);
    }
  }

  private <T> void read(Key<T> key, Node node, String source, String place) {
    try {
      accept(key, key.kind().parse(node), source);
    } catch (IllegalArgumentException e) {
      refuse(key, place, e);
    }
  }

  private <T> void accept(Key<T> key, T value, String source) {
    values.put(key, value, source);
  }

  private void refuse(Key<?> key, String place, IllegalArgumentException e) {
    refused.add(key);
    problems.add(place + ": " + key.name() + ": " + e.getMessage());
  }

  private <T extends Comparable<? super T>> void checkRelation(Relation<T> relation) {
    if (refused.contains(relation.larger()) || refused.contains(relation.smaller())) {
      return;
    }
    T larger = values.get(relation.larger());
    T smaller = values.get(relation.smaller());
    if (!relation.holds(larger, smaller)) {
      String place = values.source(relation.larger());
      String shown = place.equals("default") ? values.source(relation.smaller()) : place;
      problems.add(shown + ": " + relation.problem(larger, smaller));
    }
  }

  private static String unknown(String name) {
    List<String> names = new ArrayList<>(Keys.sections());
    Keys.ALL.forEach(key -> names.add(key.name()));
    return name + ": unknown key"
        + Suggestion.of(name, names)
            .map(close -> " (did you mean " + close + "?)")
            .orElse(" (expected: a key of docs/operating/configuration.md)");
  }

  private static boolean isEmpty(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && scalar.getValue().isEmpty();
  }
}
