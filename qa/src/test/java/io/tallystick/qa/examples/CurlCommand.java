package io.tallystick.qa.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** Does what the curl lines of the documentation do, without curl. */
final class CurlCommand {

  private CurlCommand() {}

  /**
   * Sends the request of a curl command.
   *
   * @param words the command, of which -H, -d, -i and the address are understood
   * @param port to talk to instead of the one in the command
   */
  static HttpResponse<String> run(List<String> words, int port)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder();
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-H")) {
        String[] header = words.get(++i).split(": ", 2);
        request.header(header[0], header[1]);
      } else if (word.equals("-d")) {
        request.POST(HttpRequest.BodyPublishers.ofString(words.get(++i)));
      } else if (word.startsWith("http://localhost:")) {
        request.uri(URI.create(word.replaceFirst("localhost:\\d+", "localhost:" + port)));
      } else if (!word.equals("-i")) {
        throw new AssertionError(words + ": " + word + " (expected: -H, -d, -i or an address)");
      }
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
