package io.tallystick.qa.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: {@code core} is pure, so that replaying the log gives the same state everywhere. Method:
 * ArchUnit over its compiled classes.
 */
final class PureCoreTest {

  private static final String CORE = "io.tallystick.core..";

  /** Methods that ask the surroundings, by class. */
  private static final Set<String> IMPURE = Set.of(
      "java.lang.System.currentTimeMillis",
      "java.lang.System.nanoTime",
      "java.lang.System.getenv",
      "java.lang.System.getProperty",
      "java.lang.Math.random",
      "java.util.UUID.randomUUID",
      "java.util.Locale.getDefault",
      "java.util.TimeZone.getDefault",
      "java.time.ZoneId.systemDefault",
      "java.time.Clock.systemUTC",
      "java.time.Clock.systemDefaultZone",
      "java.time.Clock.system",
      "java.time.Instant.now",
      "java.time.LocalDate.now",
      "java.time.LocalDateTime.now",
      "java.time.OffsetDateTime.now",
      "java.time.ZonedDateTime.now",
      "java.time.YearMonth.now");

  @Test
  void dependsOnNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage(CORE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(CORE, "java..", "org.jspecify..")
        .because(
            "core runs inside every engine, whatever libraries that engine brings. To comply: put a"
                + " port into core and use the library in an adapter")
        .check(ProductionClasses.ALL);
  }

  @Test
  void doesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
        .because(
            "recovery replays the log through core, and files and sockets do not replay. To comply:"
                + " take and return bytes and values; an adapter moves them")
        .check(ProductionClasses.ALL);
  }

  @Test
  void hasNoThreadAndNoRandomness() {
    noClasses()
        .that()
        .resideInAPackage(CORE)
        .should()
        .dependOnClassesThat(describe(
            "are threads, executors or sources of randomness",
            target -> target.isAssignableTo(Thread.class)
                || target.isAssignableTo("java.util.concurrent.Executor")
                || target.isAssignableTo("java.util.Random")
                || target.isAssignableTo("java.util.SplittableRandom")
                || target.isAssignableTo("java.util.random.RandomGenerator")
                || target.isAssignableTo("java.util.Timer")))
        .because(
            "the owner of a partition decides on which thread it runs, and what is random must come"
                + " in as an argument to be repeatable. To comply: take a value or a port")
        .check(ProductionClasses.ALL);
  }

  @Test
  void asksNeitherClockNorSurroundings() {
    noClasses()
        .that()
        .resideInAPackage(CORE)
        .should()
        .accessTargetWhere(callsAnyOf(IMPURE))
        .because(
            "the same log must give the same state on any machine at any time. To comply: take the"
                + " time, or whatever it is, as an argument")
        .check(ProductionClasses.ALL);
  }

  private static DescribedPredicate<JavaAccess<?>> callsAnyOf(Set<String> methods) {
    return describe(
        "a clock or the surroundings are asked",
        access ->
            methods.contains(access.getTarget().getOwner().getName() + "." + access.getName()));
  }
}
