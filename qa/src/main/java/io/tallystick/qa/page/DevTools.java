package io.tallystick.qa.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The DevTools protocol of one browser: calls and events as JSON over a web socket. Thread-safe. */
final class DevTools implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The longest is to check all types of the page: ten seconds, on a busy machine minutes. */
  private static final long CALL_SECONDS_MAX = 300;

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final Map<String, List<BiConsumer<String, JsonNode>>> listeners =
      new ConcurrentHashMap<>();
  private final WebSocket socket;

  DevTools(URI address) {
    socket = HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(address, new Listener())
        .join();
  }

  /** Calls back with the name and the parameters of each event of a session. */
  void listen(String session, BiConsumer<String, JsonNode> listener) {
    listeners.computeIfAbsent(session, unused -> new CopyOnWriteArrayList<>()).add(listener);
  }

  /**
   * Calls a method and waits for what it returns.
   *
   * @param session empty: the browser itself
   */
  JsonNode call(String session, String method, ObjectNode parameters) throws IOException {
    int id = ids.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    calls.put(id, answer);
    synchronized (socket) {
      socket.sendText(message.toString(), true).join();
    }
    try {
      JsonNode found = answer.get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
      if (found.has("error")) {
        throw new IOException(method + ": " + found.get("error"));
      }
      return found.get("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(method + ": no answer of the browser", e);
    } finally {
      calls.remove(id);
    }
  }

  static ObjectNode parameters() {
    return JSON.createObjectNode();
  }

  private void receive(String text) throws IOException {
    JsonNode message = JSON.readTree(text);
    if (message.has("id")) {
      CompletableFuture<JsonNode> call = calls.get(message.get("id").asInt());
      if (call != null) {
        call.complete(message);
      }
    } else {
      String session = message.path("sessionId").asText("");
      for (var listener : listeners.getOrDefault(session, List.of())) {
        listener.accept(message.get("method").asText(), message.get("params"));
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        try {
          receive(whole);
        } catch (IOException e) {
          throw new IllegalStateException("browser: what it sent is not JSON", e);
        }
      }
      from.request(1);
      return null;
    }
  }
}
