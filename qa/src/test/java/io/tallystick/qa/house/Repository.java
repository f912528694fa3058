package io.tallystick.qa.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of this repository, without what is built or local. */
public final class Repository {

  private static final Set<String> NOT_SOURCE = Set.of(".git", "target", "node_modules", ".idea");
  private static final Set<String> TEXT = Set.of(
      "java",
      "md",
      "xml",
      "proto",
      "yaml",
      "yml",
      "json",
      "properties",
      "sh",
      "sql",
      "py",
      "svg",
      "html",
      "css",
      "js",
      "tallystick",
      "run",
      "config",
      "gitignore");

  private static final Path ROOT = findRoot();
  private static final List<SourceFile> FILES = readAll();

  private Repository() {}

  /** The directory that holds the launcher. */
  public static Path root() {
    return ROOT;
  }

  /** Every text file, sorted by path. */
  static List<SourceFile> files() {
    return FILES;
  }

  /** The text files whose name ends with {@code .extension}. */
  static List<SourceFile> files(String extension) {
    return FILES.stream().filter(file -> file.path().endsWith("." + extension)).toList();
  }

  /** The modules in the order of the parent's pom. */
  static List<String> modules() {
    Matcher module = Pattern.compile("<module>([^<]+)</module>").matcher(read("pom.xml"));
    return module.results().map(result -> result.group(1)).toList();
  }

  /** The text of one file, its path relative to the root. */
  static String read(String path) {
    try {
      return Files.readString(ROOT.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path findRoot() {
    Path start = Path.of("").toAbsolutePath();
    for (Path path = start; path != null; path = path.getParent()) {
      if (Files.exists(path.resolve("tallystick")) && Files.exists(path.resolve("pom.xml"))) {
        return path;
      }
    }
    throw new IllegalStateException(
        "working directory: " + start + " (expected: in the repository)");
  }

  private static List<SourceFile> readAll() {
    Set<Path> paths = new TreeSet<>();
    try {
      Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
          boolean local = path.equals(ROOT.resolve("data"));
          return local || NOT_SOURCE.contains(path.getFileName().toString())
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
          String name = path.getFileName().toString();
          if (TEXT.contains(name.substring(name.lastIndexOf('.') + 1))) {
            paths.add(path);
          }
          return FileVisitResult.CONTINUE;
        }
      });
      List<SourceFile> files = new ArrayList<>();
      for (Path path : paths) {
        files.add(new SourceFile(
            ROOT.relativize(path).toString().replace('\\', '/'),
            Files.readString(path, StandardCharsets.UTF_8)));
      }
      return List.copyOf(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
