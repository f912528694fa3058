package io.tallystick.cli.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has done, for people and for programs.
 *
 * @param tally what was counted
 * @param seconds how long it took
 * @param failure why it ended early; null when it did not
 */
record SendSummary(
    Tally.Snapshot tally, double seconds, @Nullable String failure) {

  private long eventsPerSecond() {
    return seconds > 0 ? Math.round(tally.accepted() / seconds) : 0;
  }

  /** Whether there is nothing to tell. */
  boolean isEmpty() {
    return failure != null && tally.accepted() + tally.rejected() == 0;
  }

  /** A few lines. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(
        Locale.ROOT,
        "%,d accepted, %,d rejected, in %.1f s (%,d events/s)",
        tally.accepted(),
        tally.rejected(),
        seconds,
        eventsPerSecond()));
    if (tally.skipped() > 0) {
      text.append(String.format(Locale.ROOT, "%n%,d lines were sent before", tally.skipped()));
    }
    if (tally.retries() > 0) {
      text.append(String.format(Locale.ROOT, "%n%,d requests were tried again", tally.retries()));
    }
    if (tally.rejected() > 0) {
      text.append(String.format("%nrejected: ")).append(reasons());
      tally.samples().forEach(sample -> text.append(String.format("%n  ")).append(sample));
    }
    return text.append(System.lineSeparator()).toString();
  }

  private String reasons() {
    StringBuilder reasons = new StringBuilder();
    for (Map.Entry<String, Long> reason : tally.rejectedByCode().entrySet()) {
      reasons.append(reasons.isEmpty() ? "" : ", ");
      reasons.append(String.format(Locale.ROOT, "%s %,d", reason.getKey(), reason.getValue()));
    }
    return reasons.toString();
  }

  /** One JSON object. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("accepted", tally.accepted());
      json.writeNumberField("rejected", tally.rejected());
      json.writeNumberField("sentBefore", tally.skipped());
      json.writeNumberField("retries", tally.retries());
      json.writeNumberField("seconds", Math.round(seconds * 1000) / 1000.0);
      json.writeNumberField("eventsPerSecond", eventsPerSecond());
      json.writeObjectFieldStart("rejectedByCode");
      for (Map.Entry<String, Long> reason : tally.rejectedByCode().entrySet()) {
        json.writeNumberField(reason.getKey(), reason.getValue());
      }
      json.writeEndObject();
      json.writeStringField("failure", failure);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + System.lineSeparator();
  }
}
