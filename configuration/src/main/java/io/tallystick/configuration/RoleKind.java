package io.tallystick.configuration;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One of the roles. */
final class RoleKind implements Kind<Role> {

  @Override
  public Role parse(String text) {
    return Arrays.stream(Role.values())
        .filter(role -> role.text().equals(text))
        .findFirst()
        .orElseThrow(() -> refused(text));
  }

  @Override
  public String format(Role value) {
    return value.text();
  }

  @Override
  public String expected() {
    return Arrays.stream(Role.values()).map(Role::text).collect(Collectors.joining(", "));
  }

  @Override
  public boolean allows(Role value) {
    return true;
  }
}
