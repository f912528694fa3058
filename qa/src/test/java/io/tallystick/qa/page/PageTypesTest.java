package io.tallystick.qa.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.tallystick.qa.house.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goal: the types that the modules of the page claim are right, in the strictest mode. Method: the
 * TypeScript compiler, run by the browser that is there for the other tests, so that the build needs
 * no other runtime.
 */
@Timeout(600)
class PageTypesTest {

  private static final String WRONG = "wrong.js";
  private static final String TYPESCRIPT = "/META-INF/resources/webjars/typescript/5.9.3/lib/";
  private static final String CHART_TYPES = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Path PAGE =
      Path.of("dashboard", "src", "main", "resources", "io", "tallystick", "dashboard");

  private static final String CHECK = """
      (async (names) => {
        const files = new Map();
        const load = async (path, url) => {
          const answer = await fetch(url);
          if (answer.ok) files.set(path, await answer.text());
          return answer.ok;
        };
        for (const name of names) await load('/page/' + name, '/page/' + name);
        await load('/page/lib/uplot.d.ts', '/uplot/uPlot.d.ts');
        const pending = ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'];
        for (const name of pending) {
          if (files.has('/lib/' + name)) continue;
          await load('/lib/' + name, '/typescript/' + name);
          const text = files.get('/lib/' + name) ?? '';
          for (const more of text.matchAll(/<reference lib="([^"]+)"/g)) {
            pending.push('lib.' + more[1] + '.d.ts');
          }
        }
        const options = {
          allowJs: true, checkJs: true, noEmit: true, strict: true, noUnusedLocals: true,
          noUnusedParameters: true, noImplicitReturns: true, noUncheckedIndexedAccess: true,
          noFallthroughCasesInSwitch: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2023,
          module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
          lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
        };
        const host = {
          getSourceFile: (name, version) => files.has(name)
            ? ts.createSourceFile(name, files.get(name), version) : undefined,
          getDefaultLibFileName: () => '/lib/lib.d.ts', getDefaultLibLocation: () => '/lib',
          writeFile: () => {}, getCurrentDirectory: () => '/', getDirectories: () => [],
          fileExists: (name) => files.has(name), readFile: (name) => files.get(name),
          getCanonicalFileName: (name) => name, useCaseSensitiveFileNames: () => true,
          getNewLine: () => '\\n',
        };
        const program = ts.createProgram(names.map((name) => '/page/' + name), options, host);
        return ts.getPreEmitDiagnostics(program).map((one) => {
          const at = one.file?.getLineAndCharacterOfPosition(one.start ?? 0);
          return (one.file?.fileName ?? '') + ':' + ((at?.line ?? 0) + 1) + ' '
            + ts.flattenDiagnosticMessageText(one.messageText, ' ');
        });
      })(%s)
      """;

  @Test
  void theTypesAreRightAndAWrongOneWouldBeFound() throws Exception {
    List<String> modules = new ArrayList<>(modules());
    assertThat(modules).hasSizeGreaterThan(15);
    modules.add(WRONG);
    List<String> findings = findings(modules);
    assertThat(findings).filteredOn(line -> !line.contains(WRONG)).isEmpty();
    assertThat(findings).anyMatch(line -> line.contains("not assignable"));
  }

  @Test
  void whatIsServedIsWhatThereIs() throws IOException {
    List<String> listed = Files.readAllLines(root().resolve("files.txt")).stream()
        .filter(line -> line.startsWith("js/"))
        .toList();
    assertThat(listed).isEqualTo(modules());
  }

  private static Path root() {
    return Repository.root().resolve(PAGE);
  }

  private static List<String> modules() throws IOException {
    try (Stream<Path> files = Files.walk(root().resolve("js"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root().relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static List<String> findings(List<String> modules) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(server, "/typescript/", TYPESCRIPT);
    serve(server, "/uplot/", CHART_TYPES);
    server.createContext("/page/", exchange -> {
      String name = exchange.getRequestURI().getPath().substring("/page/".length());
      byte[] body = name.equals(WRONG)
          ? "/** @type {number} */\nexport const wrong = 'text';\n".getBytes(StandardCharsets.UTF_8)
          : Files.readAllBytes(root().resolve(name));
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.createContext("/", exchange -> {
      byte[] body =
          "<script src='/typescript/typescript.js'></script>".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "text/html");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    try (Chromium browser = Chromium.start();
        BrowserPage page = browser.open(800, 600, false)) {
      page.go(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
      page.await("window.ts?.createProgram");
      String names = String.join("','", modules);
      JsonNode found = page.evaluate(CHECK.formatted("['" + names + "']"));
      return java.util.stream.StreamSupport.stream(found.spliterator(), false)
          .map(JsonNode::asText)
          .toList();
    } finally {
      server.stop(0);
    }
  }

  private static void serve(HttpServer server, String path, String folder) {
    server.createContext(path, exchange -> {
      String name = exchange.getRequestURI().getPath().substring(path.length());
      try (InputStream stream = PageTypesTest.class.getResourceAsStream(folder + name)) {
        byte[] body = stream == null ? new byte[0] : stream.readAllBytes();
        exchange
            .getResponseHeaders()
            .set("content-type", name.endsWith(".js") ? "text/javascript" : "text/plain");
        exchange.sendResponseHeaders(
            stream == null ? 404 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
      }
      exchange.close();
    });
  }
}
