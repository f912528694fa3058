package io.tallystick.server.docs;

import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A page of the class path: {@code index.html} of its folder for {@code /} and each of its views,
 * and the files that its {@code files.txt} lists.
 */
public final class PageFiles {

  private static final String ASSETS = "/ui/assets/";
  private static final Map<String, MediaType> TYPES = Map.of(
      "js", MediaType.JAVASCRIPT_UTF_8,
      "css", MediaType.CSS_UTF_8,
      "svg", MediaType.SVG_UTF_8);

  private PageFiles() {}

  /**
   * Path to service.
   *
   * @param folder name on the class path, without a slash at its ends
   */
  public static Map<String, HttpService> of(String folder) {
    Map<String, HttpService> services = new LinkedHashMap<>();
    String root = "/" + folder + "/";
    HttpService index = new PageFile(root + "index.html", MediaType.HTML_UTF_8);
    services.put("/", index);
    // every view is a URL of its own
    services.put("/ui/{view}", index);
    for (String line : lines(root + "files.txt")) {
      String[] words = line.split(" ", 2);
      if (!line.isBlank() && !line.startsWith("#")) {
        String resource = words.length > 1 ? words[1] : root + words[0];
        services.put(ASSETS + words[0], new PageFile(resource, type(words[0])));
      }
    }
    return services;
  }

  private static MediaType type(String name) {
    MediaType type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("file: " + name + " (expected: one of " + TYPES + ")");
    }
    return type;
  }

  private static String[] lines(String resource) {
    try (InputStream stream = PageFiles.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalArgumentException("resource: " + resource + " (expected: on class path)");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
