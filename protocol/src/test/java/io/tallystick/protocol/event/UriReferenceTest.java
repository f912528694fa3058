package io.tallystick.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: no valid source of a CloudEvent is refused, and what cannot be one is. */
class UriReferenceTest {

  private static boolean isValid(String text) {
    byte[] bytes = ("%" + text + "%").getBytes(UTF_8);
    return UriReference.isValid(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "/cloudevents/spec/pull/123",
        "https://github.com/cloudevents?x=1#y",
        "mailto:cncf-wg-serverless@lists.cncf.io",
        "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
        "1-555-123-4567",
        "//[::1]:8080/x",
        "a/b:c",
        "./a:b",
        "%C3%BC",
        "?a:b",
        "#a:b"
      })
  void acceptsReferences(String text) {
    assertThat(isValid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b", "ü", "<x>", "a\\b", "a\"b", "%", "%1", "%1g", "a#b#c", "1:2", ":x", "a_b:c", "\t"
      })
  void refusesOthers(String text) {
    assertThat(isValid(text)).isFalse();
  }

  @Property
  void refusesNothingThatJavaAccepts(@ForAll("texts") String text) {
    boolean accepted;
    try {
      accepted = new URI(text).toASCIIString().equals(text);
    } catch (URISyntaxException e) {
      accepted = false;
    }
    // Java takes the colon of a query or of a name like a_b:c for nothing special either
    assertThat(!accepted || isValid(text)).as(text).isTrue();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("ab1:/?#%2F@-.+ ü").ofMinLength(1).ofMaxLength(8);
  }
}
