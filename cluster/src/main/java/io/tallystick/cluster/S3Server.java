package io.tallystick.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that speaks S3 on this machine. An object is a file below the folder of its bucket, so a
 * test makes a bucket, and damages or removes an object, with a folder and its files.
 */
public final class S3Server implements AutoCloseable {

  /** Whoever has these may do everything. */
  public static final String ACCESS_KEY = "tallystick-test";

  public static final String SECRET_KEY = "tallystick-test-secret";

  /** Any name will do; a signature has to have one. */
  public static final String REGION = "us-east-1";

  private static final String HOST = "127.0.0.1";
  private static final int ANSWER_MILLIS_MAX = 2_000;

  private final ClusterProcess process;
  private final URI address;
  private final Path objects;

  private S3Server(ClusterProcess process, URI address, Path objects) {
    this.process = process;
    this.address = address;
    this.objects = objects;
  }

  /** Starts it and waits until it answers. */
  public static S3Server start(Path folder) {
    Path own = folder.toAbsolutePath().resolve("s3");
    Path objects = own.resolve("objects");
    URI address = URI.create("http://" + HOST + ":" + FreePorts.next());
    Path settings = own.resolve("s3proxy.conf");
    Path logging = own.resolve("logback.xml");
    try {
      Files.createDirectories(objects);
      Files.writeString(settings, settings(address, objects));
      Files.writeString(logging, """
          <configuration>
            <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
              <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n</pattern></encoder>
            </appender>
            <root level="INFO"><appender-ref ref="out"/></root>
          </configuration>
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ProcessPlan plan = new ProcessPlan(
        "s3",
        own,
        Java17.program(),
        List.of("-Xmx128m", "-XX:+UseSerialGC", "-Dlogback.configurationFile=" + logging),
        ComponentJars.classPath("s3"),
        "org.gaul.s3proxy.Main",
        List.of("--properties", settings.toString()),
        Map.of());
    ClusterProcess process = new ClusterProcess(plan, running -> answers(address));
    process.start();
    return new S3Server(process, address, objects);
  }

  private static String settings(URI address, Path objects) {
    return """
        s3proxy.endpoint=%s
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.identity=unused
        jclouds.credential=unused
        jclouds.filesystem.basedir=%s
        """.formatted(address, ACCESS_KEY, SECRET_KEY, objects);
  }

  private static boolean answers(URI address) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(ANSWER_MILLIS_MAX);
    connection.setReadTimeout(ANSWER_MILLIS_MAX);
    try {
      // it is asked without a signature
      return connection.getResponseCode() == HttpURLConnection.HTTP_FORBIDDEN;
    } finally {
      connection.disconnect();
    }
  }

  /** Where clients find it. */
  public URI address() {
    return address;
  }

  /** Makes a bucket; returns the folder of its objects. */
  public Path bucket(String name) {
    try {
      return Files.createDirectories(objects.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Flink's settings for its plugin. */
  public Map<String, String> flinkSettings() {
    return Map.of(
        "s3.endpoint",
        address.toString(),
        "s3.path-style-access",
        "true",
        "s3.region",
        REGION,
        "s3.access-key",
        ACCESS_KEY,
        "s3.secret-key",
        SECRET_KEY);
  }

  public ClusterProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.kill();
  }
}
