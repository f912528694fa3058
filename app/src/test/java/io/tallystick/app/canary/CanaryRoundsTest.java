package io.tallystick.app.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tallystick.core.node.CanaryReport.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the canary calls right counts exact and wrong counts wrong, and never takes trouble of
 * another kind for a wrong count. Method: a server that answers what the test tells it to.
 */
class CanaryRoundsTest {

  private static final long NOW = 1_795_341_600_000L;
  private static final long WINDOW_MILLIS = 600_000;
  private static final int ANSWER_MILLIS_MAX = 60_000;

  private final AtomicLong now = new AtomicLong(NOW);
  private ScriptedNode node;
  private LoopbackConnection connection;
  private CanaryRounds rounds;

  @BeforeEach
  void start() throws Exception {
    node = new ScriptedNode();
    connection = new LoopbackConnection(node.address(), "x: y", ANSWER_MILLIS_MAX);
    rounds = rounds(20_000);
  }

  private CanaryRounds rounds(int requestEventsMax) {
    CanarySettings settings = new CanarySettings(
        Duration.ofSeconds(1), Duration.ofMillis(WINDOW_MILLIS), requestEventsMax);
    return new CanaryRounds(connection, connection, "run", "", settings, now::get);
  }

  @AfterEach
  void close() {
    connection.close();
    node.close();
  }

  private State round() throws Exception {
    return rounds.run().state();
  }

  @Test
  void rightCountsAreExact() throws Exception {
    for (int i = 1; i <= 5; i++) {
      CanaryRounds.Outcome outcome = rounds.run();
      assertThat(outcome.state()).as(outcome.problem()).isEqualTo(State.EXACT);
      assertThat(outcome.visibleNanos()).isPositive();
      assertThat(rounds.acknowledged()).isEqualTo(5L * i);
      now.addAndGet(1000);
    }
    assertThat(node.posts()).hasSize(5);
    // the last event of a batch is the first one of the batch before
    for (int i = 1; i < 5; i++) {
      String first = node.posts().get(i - 1).substring(1).replaceFirst("}.*", "}");
      assertThat(node.posts().get(i)).endsWith(first + "]");
    }
  }

  @Test
  void smallRequestsDoAsWell() throws Exception {
    rounds = rounds(1);
    assertThat(round()).isEqualTo(State.EXACT);
    assertThat(node.posts()).hasSize(5);
  }

  @Test
  void oneTooManyIsWrongUntilItIsRight() throws Exception {
    assertThat(round()).isEqualTo(State.EXACT);
    node.extra(1);
    CanaryRounds.Outcome outcome = rounds.run();
    assertThat(outcome.state()).isEqualTo(State.WRONG);
    assertThat(outcome.problem())
        .isEqualTo("series 0: count 9, sum 3.750 (expected: 8 and 3.750, all of which was"
            + " acknowledged)");
    assertThat(round()).isEqualTo(State.WRONG);
    node.extra(0);
    assertThat(round()).isEqualTo(State.EXACT);
  }

  @Test
  void whatIsSettledAndMissingIsWrong() throws Exception {
    assertThat(round()).isEqualTo(State.EXACT);
    node.blind(true, now.get() + 1);
    assertThat(round()).isEqualTo(State.WRONG);
  }

  /** In a cluster: settled for all that had been acknowledged by then, which it was not yet. */
  @Test
  void anAnswerAsOfBeforeTheAcknowledgementSaysNothing() throws Exception {
    assertThat(round()).isEqualTo(State.EXACT);
    String asOf = Instant.ofEpochMilli(now.get()).toString();
    node.firstToAsk(new ScriptedNode.Answer(
        200,
        "{\"results\":[{\"count\":4,\"sum\":1.875}],\"asOf\":\"" + asOf + "\",\"settledUntil\":\""
            + Instant.ofEpochMilli(now.get() + 1) + "\",\"partial\":false}"));
    assertThat(round()).isEqualTo(State.EXACT);
  }

  @Test
  void whatIsNotSettledIsSlowAndThenExact() throws Exception {
    assertThat(round()).isEqualTo(State.EXACT);
    node.extra(-1);
    node.blind(false, now.get());
    assertThat(round()).isEqualTo(State.SLOW);
    int posts = node.posts().size();
    node.extra(0);
    assertThat(round()).isEqualTo(State.EXACT);
    assertThat(node.posts()).hasSize(posts);
  }

  @Test
  void aLostAcknowledgementIsSentAgain() throws Exception {
    assertThat(round()).isEqualTo(State.EXACT);
    node.losesAnswers(true);
    assertThatThrownBy(() -> rounds.run()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> rounds.run()).isInstanceOf(IOException.class);
    node.losesAnswers(false);
    assertThat(round()).isEqualTo(State.EXACT);
    List<String> posts = node.posts();
    assertThat(posts.subList(1, posts.size())).containsOnly(posts.get(1));
  }

  @Test
  void aRefusalIsWaitedFor() throws Exception {
    for (int status : new int[] {429, 503}) {
      node.toPost(new ScriptedNode.Answer(status, "{\"code\":\"x\",\"detail\":\"too much\"}"));
      CanaryRounds.Outcome outcome = rounds.run();
      assertThat(outcome.state()).isEqualTo(State.WAITING);
      assertThat(outcome.problem()).isEqualTo("the node answered " + status + " too much");
      node.toPost(null);
      assertThat(round()).isEqualTo(State.EXACT);
    }
    assertThat(node.seriesAsked()).containsExactly("0");
  }

  @Test
  void otherAnswersAreFailures() throws Exception {
    node.toPost(new ScriptedNode.Answer(500, "{}"));
    assertThat(round()).isEqualTo(State.FAILING);
    node.toPost(new ScriptedNode.Answer(202, "{\"accepted\":4,\"rejected\":[{}]}"));
    assertThat(round()).isEqualTo(State.FAILING);
    node.toPost(null);
    assertThat(round()).isEqualTo(State.EXACT);
    node.toAsk(new ScriptedNode.Answer(500, "{}"));
    assertThat(round()).isEqualTo(State.FAILING);
    node.toAsk(new ScriptedNode.Answer(200, "{\"results\":[]}"));
    assertThatThrownBy(() -> rounds.run()).hasMessageContaining("expected: a count");
    node.toAsk(null);
    assertThat(round()).isEqualTo(State.EXACT);
  }

  @Test
  void longSilenceOrAMovedClockBeginsAnew() throws Exception {
    assertThat(round()).isEqualTo(State.EXACT);
    node.losesAnswers(true);
    assertThatThrownBy(() -> rounds.run()).isInstanceOf(IOException.class);
    now.addAndGet(WINDOW_MILLIS);
    node.losesAnswers(false);
    assertThat(round()).isEqualTo(State.WAITING);
    assertThat(round()).isEqualTo(State.EXACT);
    assertThat(node.seriesAsked()).containsExactly("0", "1");
    // nothing is sent again of which it is not certain that it is recognized
    now.addAndGet(-WINDOW_MILLIS * 6);
    assertThat(round()).isEqualTo(State.EXACT);
    now.addAndGet(WINDOW_MILLIS * 6);
    assertThat(round()).isEqualTo(State.EXACT);
  }

  @Test
  void everyAddressThatMeansAllLeadsHere() throws Exception {
    byte[] four = {0, 0, 0, 0};
    byte[] six = new byte[16];
    for (byte[] any : List.of(four, six)) {
      InetSocketAddress bound =
          new InetSocketAddress(InetAddress.getByAddress(any), node.address().getPort());
      connection.close();
      connection = new LoopbackConnection(bound, "x: y", ANSWER_MILLIS_MAX);
      assertThat(connection.get("/v1/stats?subject=1").status()).isEqualTo(200);
    }
    // bound, so that nobody else can listen there meanwhile, and not listening
    try (Socket taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      InetSocketAddress gone = (InetSocketAddress) taken.getLocalSocketAddress();
      connection = new LoopbackConnection(gone, "x: y", ANSWER_MILLIS_MAX);
      assertThatThrownBy(() -> connection.get("/")).isInstanceOf(IOException.class);
    }
  }
}
