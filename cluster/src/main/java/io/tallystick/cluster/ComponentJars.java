package io.tallystick.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the jars of the components lie. */
public final class ComponentJars {

  private ComponentJars() {}

  /** The folder of the sources, which {@code components/} lies in. */
  public static Path root() {
    String given = System.getProperty("tallystick.root");
    if (given != null) {
      return Path.of(given).toAbsolutePath();
    }
    Path found = above(ownCode());
    if (found == null) {
      found = above(Path.of("").toAbsolutePath());
    }
    if (found == null) {
      throw new IllegalStateException("components: not found above " + ownCode() + " nor above "
          + Path.of("").toAbsolutePath()
          + " (expected: run from a checkout of Tallystick, or -Dtallystick.root=FOLDER)");
    }
    return found;
  }

  private static @Nullable Path above(Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("components").resolve("pom.xml"))) {
        return folder;
      }
    }
    return null;
  }

  /** The jar or folder that this class was loaded from. */
  static Path ownCode() {
    try {
      return Path.of(ComponentJars.class
          .getProtectionDomain()
          .getCodeSource()
          .getLocation()
          .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The jars of one component: the name of a folder of {@code components/}. */
  public static Path folder(String component) {
    Path folder =
        root().resolve("components").resolve(component).resolve("target").resolve("lib");
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(folder + ": missing (expected: the jars of " + component
          + ", which ./mvnw -pl components/" + component + " generate-resources collects)");
    }
    return folder;
  }

  /** Our own entry first, then the jars of the component, always in the same order. */
  static String classPath(String component, Path... before) {
    try (Stream<Path> jars = Files.list(folder(component))) {
      return Stream.concat(Stream.of(before), Stream.concat(jars.sorted(), Stream.of(ownCode())))
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jar of a component whose name begins so. */
  static Path jar(String component, String prefix) {
    try (Stream<Path> jars = Files.list(folder(component))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(
              folder(component) + ": no " + prefix + "*.jar (expected: one)"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
