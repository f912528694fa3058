package io.tallystick.configuration;

import java.util.regex.Pattern;

/** A text of a given form. */
final class WordKind implements Kind<String> {

  private final Pattern form;
  private final String expected;

  /**
   * @param form a regular expression for all of it
   * @param expected the same for people
   */
  WordKind(String form, String expected) {
    this.form = Pattern.compile(form);
    this.expected = expected;
  }

  @Override
  public String parse(String text) {
    return require(text);
  }

  @Override
  public String format(String value) {
    return value;
  }

  @Override
  public String expected() {
    return expected;
  }

  @Override
  public boolean allows(String value) {
    return form.matcher(value).matches();
  }
}
