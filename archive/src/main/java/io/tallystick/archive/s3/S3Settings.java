package io.tallystick.archive.s3;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an archive in S3 is, and how it is reached. Who asks is not said here: that is found in the
 * environment, as every program of Amazon's does.
 *
 * @param url as it is configured, for messages
 * @param prefix of all keys: empty, or with a slash at its end
 * @param endpoint of the server; empty: Amazon's
 * @param region empty: the one of the environment
 * @param pathStyle whether the bucket stands in the path of requests and not in the host
 */
public record S3Settings(
    String url,
    String bucket,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle) {

  /** {@code s3a} is the same in Flink, where {@code s3} is the other plugin's. */
  private static final Pattern URL = Pattern.compile("s3a?://([^/]+)/*(.*?)/*");

  /** Whether a URL is one of S3. */
  public static boolean isS3(String url) {
    return URL.matcher(url).matches();
  }

  /**
   * Takes a URL apart.
   *
   * @throws IllegalArgumentException when it is not one of S3
   */
  public static S3Settings of(
      String url, Optional<URI> endpoint, Optional<String> region, boolean pathStyle) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "archive.url: " + url + " (expected: s3://bucket or s3://bucket/path)");
    }
    String path = matcher.group(2);
    return new S3Settings(
        url, matcher.group(1), path.isEmpty() ? "" : path + "/", endpoint, region, pathStyle);
  }
}
