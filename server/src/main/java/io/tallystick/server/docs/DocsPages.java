package io.tallystick.server.docs;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** All pages and files by their path. */
public final class DocsPages {

  /** Where the pages begin. */
  public static final String HOME = "/docs/";

  private static final String VERSION_RESOURCE =
      "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final MediaType SCRIPT = MediaType.JAVASCRIPT_UTF_8;

  private DocsPages() {}

  /** Path to service. */
  public static Map<String, HttpService> all() {
    String swagger = "/META-INF/resources/webjars/swagger-ui/" + swaggerVersion() + "/";
    Map<String, HttpService> pages = new LinkedHashMap<>();
    pages.put("/", (ctx, request) -> HttpResponse.ofRedirect(HOME));
    pages.put("/docs", (ctx, request) -> HttpResponse.ofRedirect(HOME));
    pages.put("/openapi.json", new ResourceService("/openapi.json", MediaType.JSON));
    pages.put(HOME, own("index.html", MediaType.HTML_UTF_8));
    pages.put("/docs/start.js", own("start.js", SCRIPT));
    pages.put("/docs/errors", new ErrorsPage());
    pages.put("/docs/page.css", own("page.css", MediaType.CSS_UTF_8));
    pages.put(
        "/docs/swagger-ui.css",
        new ResourceService(swagger + "swagger-ui.css", MediaType.CSS_UTF_8));
    pages.put(
        "/docs/swagger-ui-bundle.js",
        new ResourceService(swagger + "swagger-ui-bundle.js", SCRIPT));
    pages.put(
        "/docs/favicon-32x32.png",
        new ResourceService(swagger + "favicon-32x32.png", MediaType.PNG));
    return pages;
  }

  private static ResourceService own(String name, MediaType type) {
    return new ResourceService("/io/tallystick/server/docs/" + name, type);
  }

  private static String swaggerVersion() {
    Properties properties = new Properties();
    try (InputStream stream = DocsPages.class.getResourceAsStream(VERSION_RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("swagger-ui: missing (expected: on class path)");
      }
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
