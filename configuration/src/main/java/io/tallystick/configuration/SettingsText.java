package io.tallystick.configuration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Settings for people, who get a file that they can use, and for programs. */
public final class SettingsText {

  private static final int COMMENT_COLUMN = 34;
  private static final Pattern SECRET =
      Pattern.compile("password|secret|token|credential|access-key|private-key");
  private static final String MASK = "******";

  private SettingsText() {}

  /** A configuration file whose comments name the source of each value. */
  public static String yaml(List<Setting> settings) {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Setting setting : settings) {
      int dot = setting.key().indexOf('.');
      String own = setting.key().substring(0, Math.max(0, dot));
      if (!own.isEmpty() && !own.equals(section)) {
        text.append(own).append(":\n");
      }
      section = own;
      boolean scalar =
          Keys.find(setting.key()).map(key -> key.kind().isScalar()).orElse(true);
      String value = scalar ? YamlText.scalar(setting.value()) : setting.value();
      String line = (own.isEmpty() ? "" : "  ") + setting.key().substring(dot + 1) + ": " + value;
      text.append(line)
          .append(" ".repeat(Math.max(1, COMMENT_COLUMN - line.length())))
          .append("# ")
          .append(setting.source())
          .append('\n');
    }
    return text.toString();
  }

  /** As {@link #json}, for whoever can reach the node: without passwords and the like. */
  public static String shown(List<Setting> settings) {
    List<Setting> shown = new ArrayList<>();
    for (Setting setting : settings) {
      boolean secret = SECRET.matcher(setting.key()).find() && !setting.value().isEmpty();
      shown.add(secret ? new Setting(setting.key(), MASK, setting.source()) : setting);
    }
    return json(shown);
  }

  /** One JSON object: a list of keys with value and source, values as text. */
  public static String json(List<Setting> settings) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeArrayFieldStart("settings");
      for (Setting setting : settings) {
        json.writeStartObject();
        json.writeStringField("key", setting.key());
        json.writeStringField("value", setting.value());
        json.writeStringField("source", setting.source());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + System.lineSeparator();
  }
}
