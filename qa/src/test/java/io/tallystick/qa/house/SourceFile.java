package io.tallystick.qa.house;

import java.util.List;

/**
 * One text file.
 *
 * @param path from the root of the repository, with slashes
 * @param text all of it
 */
record SourceFile(String path, String text) {

  List<String> lines() {
    return text.lines().toList();
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  String directory() {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  boolean isTest() {
    return path.contains("/src/test/");
  }
}
