package io.tallystick.qa.page;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One browser and one node under load for all tests of the page; they end with the tests. */
final class SharedPage implements AutoCloseable {

  private static final long SEED = 7;

  private final Chromium browser;
  private final PageNode node;
  private final PageLoad load;

  private SharedPage(Path folder) throws Exception {
    browser = Chromium.start();
    node = new PageNode(folder, PageLoad.CONFIGURATION);
    load = PageLoad.start(node.uri("/"), SEED);
  }

  Chromium browser() {
    return browser;
  }

  PageNode node() {
    return node;
  }

  /** On a screen. */
  PageUser open(String path) throws Exception {
    return new PageUser(this, 1280, false).open(path);
  }

  @Override
  public void close() throws Exception {
    load.close();
    node.close();
    browser.close();
  }

  /** Hands it to tests that ask for it. */
  static final class Extension implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(SharedPage.class);

    @Override
    public void beforeAll(ExtensionContext context) {
      shared(context);
    }

    private static SharedPage shared(ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent(
              SharedPage.class,
              unused -> {
                try {
                  return new SharedPage(Files.createTempDirectory(Path.of("target"), "page-"));
                } catch (Exception e) {
                  throw new IllegalStateException("the page cannot be shown: " + e.getMessage(), e);
                }
              },
              SharedPage.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SharedPage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return shared(context);
    }
  }
}
