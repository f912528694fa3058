package io.tallystick.qa.golden;

import java.util.List;

/**
 * One request and its answer.
 *
 * @param line where it stands in its file, from 1
 * @param method GET or POST
 * @param target path and query; may hold places for dead letters
 * @param body lines of the body, repeated ones already written out
 * @param status of the answer
 * @param answer its body, masked
 */
record GoldenStep(
    int line, String method, String target, List<String> body, int status, String answer) {

  GoldenStep {
    body = List.copyOf(body);
  }

  /** Whether it sends events, and so goes to the address that takes them. */
  boolean sendsEvents() {
    return method.equals("POST") && target.equals("/v1/events");
  }
}
