package io.tallystick.qa.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallystick.qa.process.Target;
import java.io.IOException;
import java.util.List;

/** Compares the receipts of some events with what was sent. */
final class ReceiptCheck {

  private final Target node;
  private final Expectation expectation;

  ReceiptCheck(Target node, Expectation expectation) {
    this.node = node;
    this.expectation = expectation;
  }

  void check(List<Sender.Sample> samples) throws IOException, InterruptedException {
    for (Sender.Sample sample : samples) {
      SentEvent event = sample.event();
      JsonNode receipt = expectation.get(node, path(event.id()));
      expectation.same(
          "fate in " + receipt,
          receipt.path("fate").asText(),
          event.breaksRule() ? "deadLettered" : "counted");
      JsonNode copies = receipt.path("copies");
      expectation.within(
          "copies in " + receipt, copies.size(), sample.copiesMin(), Integer.MAX_VALUE);
      int first = 0;
      for (JsonNode copy : copies) {
        first += copy.path("fate").asText().equals("duplicate") ? 0 : 1;
      }
      expectation.same("copies that are no duplicates in " + receipt, first, 1);
    }
    int status = node.get(path("never-sent")).status();
    expectation.same("status of the receipt of an event never sent", status, 404);
  }

  private static String path(String id) {
    return "/v1/events/" + id + "?source=" + SentEvent.SOURCE;
  }
}
