package io.tallystick.archive.s3;

import io.tallystick.archive.parquet.ArchiveException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects below a prefix of a bucket, read only. Thread-safe. */
final class S3Objects implements AutoCloseable {

  private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(10);
  private static final Duration SILENCE_TIME_MAX = Duration.ofSeconds(60);

  /** Servers that are not Amazon's do not care, and a signature must name one. */
  private static final String REGION_OF_OTHERS = "us-east-1";

  private final S3Settings settings;
  private final S3Client client;

  S3Objects(S3Settings settings) {
    this.settings = settings;
    client = asked("", () -> open(settings));
  }

  private static S3Client open(S3Settings settings) {
    S3ClientBuilder builder = S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECT_TIME_MAX)
            .socketTimeout(SILENCE_TIME_MAX))
        .credentialsProvider(DefaultCredentialsProvider.builder().build())
        // the archive has checksums of its own, and not every server sends some
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .forcePathStyle(settings.pathStyle());
    settings.endpoint().ifPresent(builder::endpointOverride);
    settings
        .region()
        .or(() -> settings
            .endpoint()
            .map(own -> SdkSystemSetting.AWS_REGION.getStringValue().orElse(REGION_OF_OTHERS)))
        .ifPresent(region -> builder.region(Region.of(region)));
    return builder.build();
  }

  /**
   * Lists all objects whose names begin so.
   *
   * @param begin below the prefix
   * @param visitor takes the name below the prefix, and the length
   */
  void list(String begin, ObjLongConsumer<String> visitor) {
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page = asked(
          begin,
          () -> client.listObjectsV2(ListObjectsV2Request.builder()
              .bucket(settings.bucket())
              .prefix(settings.prefix() + begin)
              .continuationToken(from)
              .build()));
      for (S3Object object : page.contents()) {
        visitor.accept(object.key().substring(settings.prefix().length()), object.size());
      }
      token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
    } while (token != null);
  }

  /** The bytes of a small object; null when there is none. */
  byte @Nullable [] read(String name) {
    try {
      return asked(name, () -> client.getObjectAsBytes(request(name)).asByteArrayUnsafe());
    } catch (NoSuchKeyException e) {
      return null;
    }
  }

  /** Writes an object into a file, over what is there; returns whether there is one. */
  boolean fetch(String name, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
      Files.deleteIfExists(file);
      asked(name, () -> client.getObject(request(name), ResponseTransformer.toFile(file)));
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("recount: " + file + " cannot be written", e);
    }
  }

  private GetObjectRequest request(String name) {
    return GetObjectRequest.builder()
        .bucket(settings.bucket())
        .key(settings.prefix() + name)
        .build();
  }

  /** The URL of an object, for messages. */
  String url(String name) {
    return "s3://" + settings.bucket() + "/" + settings.prefix() + name;
  }

  /** Says in our words what went wrong; only a missing object is told as it is. */
  private <T> T asked(String name, Supplier<T> call) {
    try {
      return call.get();
    } catch (NoSuchKeyException e) {
      throw e;
    } catch (NoSuchBucketException e) {
      throw new ArchiveException(
          "archive.url: " + settings.url() + ": no such bucket " + server()
              + " (expected: the one that the counting job writes to)",
          e);
    } catch (S3Exception e) {
      String expected = e.statusCode() == 401 || e.statusCode() == 403
          ? "credentials in the environment, such as AWS_ACCESS_KEY_ID or a role, that may list the"
              + " bucket and read its objects"
          : "an answer; see archive.s3-endpoint, archive.s3-region and archive.s3-path-style";
      throw new ArchiveException(
          "archive.url: " + url(name) + ": refused " + server() + " with " + e.statusCode() + " "
              + code(e) + " (expected: " + expected + ")",
          e);
    } catch (SdkException e) {
      throw new ArchiveException(
          "archive.url: " + url(name) + ": not reached " + server() + ", " + e.getMessage()
              + " (expected: a server, a region and credentials; see archive.s3-endpoint and"
              + " archive.s3-region)",
          e);
    }
  }

  private static String code(S3Exception e) {
    return e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
  }

  private String server() {
    return settings.endpoint().map(own -> "at " + own).orElse("at Amazon");
  }

  @Override
  public void close() {
    client.close();
  }
}
