package io.tallystick.server.deadletter;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import io.tallystick.core.deadletter.DeadLetter;
import io.tallystick.core.deadletter.DeadLetterId;
import io.tallystick.core.deadletter.DeadLetters;
import io.tallystick.core.event.ErrorCode;
import io.tallystick.core.event.Event;
import io.tallystick.core.event.EventLimits;
import io.tallystick.core.event.EventRules;
import io.tallystick.core.event.RefusedException;
import io.tallystick.core.node.NodeStatus;
import io.tallystick.core.node.Notice;
import io.tallystick.protocol.deadletter.DeadLetterJson;
import io.tallystick.protocol.deadletter.DeadLetterJson.Item;
import io.tallystick.protocol.deadletter.DeadLetterQuery;
import io.tallystick.protocol.deadletter.DeadLetterRequest;
import io.tallystick.protocol.deadletter.EventEdit;
import io.tallystick.server.answer.Answers;
import io.tallystick.server.query.BoundedExecutor;
import io.tallystick.server.query.RequestParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services below {@code /v1/dead-letters}. Thread-safe. */
public final class DeadLetterServices {

  /*
   * Changes wait for a commit, so they have a thread of their own, one after the other, and never
   * take one from queries. Nothing is refused here because of overload: to replay or to discard is
   * the way out when too many dead letters are open.
   */

  /** What comes before the id of a dead letter. */
  public static final String PREFIX = "/v1/dead-letters/";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterServices.class);
  private static final int READS_WAITING_MAX = 64;
  private static final int CHANGES_WAITING_MAX = 16;
  private static final long IDLE_SECONDS = 10;

  private final DeadLetters letters;
  private final NodeStatus status;
  private final EventRules rules;
  private final BoundedExecutor reads;
  private final BoundedExecutor changes;

  /**
   * @param blocking where answers are made, as they may have to come from disk
   * @param blockingThreads how many threads that has
   */
  public DeadLetterServices(
      DeadLetters letters,
      NodeStatus status,
      EventLimits limits,
      Executor blocking,
      int blockingThreads) {
    this.letters = letters;
    this.status = status;
    this.rules = new EventRules(limits);
    this.reads = new BoundedExecutor(blocking, Math.max(1, blockingThreads - 1), READS_WAITING_MAX);
    this.changes = new BoundedExecutor(thread(), 1, CHANGES_WAITING_MAX);
  }

  /** A thread that is there only while there is work. */
  private static Executor thread() {
    ThreadPoolExecutor executor = new ThreadPoolExecutor(
        1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
          Thread thread = new Thread(task, "tallystick-dead-letters");
          thread.setDaemon(true);
          return thread;
        });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** {@code /v1/dead-letters}: how many there are, and a page of them. */
  public HttpService page() {
    return (ctx, request) -> {
      Answers.checkPossible(status);
      DeadLetterQuery query = DeadLetterQuery.page(RequestParameters.of(ctx));
      return answer(reads, () -> {
        DeadLetters.Page page = letters.page(query.filter(), query.cursor(), query.limit());
        return DeadLetterJson.page(letters.counts(), query.filter().state(), page);
      });
    };
  }

  /** {@code /v1/dead-letters/{id}}: one of them. */
  public HttpService one() {
    return (ctx, request) -> {
      Answers.checkPossible(status);
      String text = String.valueOf(ctx.pathParam("id"));
      DeadLetterId id = DeadLetterId.parse(text);
      return answer(reads, () -> {
        DeadLetter letter = id == null ? null : letters.find(id);
        if (letter == null) {
          throw new RefusedException(
              ErrorCode.NOT_FOUND, "id", text, "of a dead letter, such as 0-17");
        }
        return DeadLetterJson.letter(letter);
      });
    };
  }

  /** {@code /v1/dead-letters/export}: the events of all of them. */
  public HttpService export() {
    return (ctx, request) -> {
      Answers.checkPossible(status);
      return new DeadLetterExport(letters, reads)
          .answer(ctx, DeadLetterQuery.export(RequestParameters.of(ctx)));
    };
  }

  /** {@code /v1/dead-letters/replay}. */
  public HttpService replay() {
    return change(true, this::replay);
  }

  /** {@code /v1/dead-letters/discard}. */
  public HttpService discard() {
    return change(false, this::discard);
  }

  private interface Change {
    List<Item> of(List<DeadLetterId> ids, DeadLetterRequest request);
  }

  private HttpService change(boolean edits, Change change) {
    return (ctx, request) -> {
      Answers.checkPossible(status);
      CompletableFuture<AggregatedHttpRequest> body = request.aggregate();
      return HttpResponse.of(body.thenApply(whole -> {
        DeadLetterRequest wanted = DeadLetterRequest.of(whole.content().array(), edits);
        return answer(changes, () -> {
          if (wanted.filter() == null) {
            return DeadLetterJson.results(change.of(wanted.ids(), wanted), null);
          }
          DeadLetters.Page page = letters.page(wanted.filter(), wanted.cursor(), wanted.limit());
          List<DeadLetterId> ids = page.letters().stream().map(DeadLetter::id).toList();
          return DeadLetterJson.results(
              ids.isEmpty() ? List.of() : change.of(ids, wanted), page.next());
        });
      }));
    };
  }

  private List<Item> replay(List<DeadLetterId> ids, DeadLetterRequest request) {
    Map<DeadLetterId, Item> items = new HashMap<>();
    List<DeadLetters.Replay> replays = new ArrayList<>();
    for (DeadLetterId id : ids) {
      EventEdit edit = request.edits().get(id);
      try {
        replays.add(new DeadLetters.Replay(id, edit == null ? null : edited(id, edit)));
      } catch (RefusedException e) {
        items.put(id, new Item(id, null, e.refusal()));
      }
    }
    if (!replays.isEmpty()) {
      letters
          .replay(replays, request.note())
          .forEach(result -> items.put(result.id(), new Item(result.id(), result, null)));
    }
    return told("replayed", ids.stream().map(items::get).toList(), request.note());
  }

  private @Nullable Event edited(DeadLetterId id, EventEdit edit) {
    DeadLetter letter = letters.find(id);
    return letter == null ? null : edit.apply(letter.event(), rules, letter.arrivalMillis());
  }

  private List<Item> discard(List<DeadLetterId> ids, DeadLetterRequest request) {
    List<Item> items = letters.discard(ids, request.note()).stream()
        .map(result -> new Item(result.id(), result, null))
        .toList();
    return told("discarded", items, request.note());
  }

  /** Somebody has decided about events: that is written down. */
  private static List<Item> told(String verb, List<Item> items, String note) {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (Item item : items) {
      DeadLetters.Result result = item.result();
      outcomes.merge(result == null ? "rejected" : result.outcome().text(), 1, Integer::sum);
    }
    LOG.info(
        "{}",
        Notice.of("dead-letters-" + verb, "dead letters: " + verb + ": " + outcomes)
            .with("letters", items.size())
            .with("note", note));
    return items;
  }

  private static HttpResponse answer(BoundedExecutor executor, Supplier<byte[]> work) {
    CompletableFuture<HttpResponse> answer =
        executor.submit(() -> Answers.json(HttpStatus.OK, work.get()));
    return HttpResponse.of(answer);
  }
}
