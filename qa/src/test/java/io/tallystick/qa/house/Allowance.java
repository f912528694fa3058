package io.tallystick.qa.house;

import java.util.ArrayList;
import java.util.List;

/**
 * An exception to one rule for one file. Keep the list short: each is a debt with a reason.
 *
 * @param rule the name of the test method
 * @param path the file
 * @param reason why the rule is wrong here
 */
record Allowance(String rule, String path, String reason) {

  static final List<Allowance> ALL = List.of();

  /** The files with findings that no allowance covers, and allowances that nothing needs. */
  static List<String> apply(String rule, List<Finding> findings) {
    List<String> open = new ArrayList<>();
    for (Finding finding : findings) {
      if (ALL.stream().noneMatch(allowance -> allowance.covers(rule, finding.path()))) {
        open.add(finding.path() + ": " + finding.text());
      }
    }
    for (Allowance allowance : ALL) {
      if (allowance.rule.equals(rule)
          && findings.stream().noneMatch(finding -> finding.path().equals(allowance.path))) {
        open.add(allowance.path + ": keeps the rule again, remove its allowance");
      }
    }
    return open;
  }

  private boolean covers(String otherRule, String otherPath) {
    return rule.equals(otherRule) && path.equals(otherPath);
  }

  /**
   * What a rule found.
   *
   * @param path the file
   * @param text what is wrong there
   */
  record Finding(String path, String text) {}
}
