package io.tallystick.server.live;

import io.tallystick.core.rollup.EventTypes;
import java.util.List;

/**
 * What a server shows to people besides its numbers.
 *
 * @param types which event types there are
 * @param configuration the configuration in effect as JSON, without secrets
 * @param pages a folder of the class path with the files of a page for {@code /}; empty: none, {@code
 *     /} then leads to the documentation
 */
public record Presentation(EventTypes types, String configuration, String pages) {

  /** Nothing. */
  public static final Presentation NONE =
      new Presentation(max -> List.of(), "{\"settings\":[]}", "");
}
