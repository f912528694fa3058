package io.tallystick.qa.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: arrows point at {@code core}, and a technology is seen in one place. Method: ArchUnit over
 * the compiled main classes of all modules.
 */
final class ModuleArrowsTest {

  private static final String OURS = "io.tallystick.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "core     | core",
        "testkit  | core testkit",
        "cluster  | cluster",
        "embedded | core embedded",
        "archive  | core archive",
        "kafka    | core configuration kafka",
        "cassandra | core configuration cassandra",
        "protocol | core protocol",
        "server   | core protocol server",
        "dashboard | dashboard",
        "cli      | core cli",
        "configuration | core configuration",
        "app      | core configuration embedded archive kafka cassandra protocol server cli app",
      })
  void aModuleSeesOnlyWhatIsBelowIt(String module, String visible) {
    classes()
        .that()
        .resideInAPackage(OURS + module + "..")
        .should()
        .onlyDependOnClassesThat(areForeignOrWithin(visible))
        .because(
            "arrows point at core: what is below does not know what is built on it, adapters do not"
                + " know each other, and the command line talks HTTP. To comply: put a port into"
                + " core, let the other module implement it, and let app plug them together")
        .check(ProductionClasses.ALL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "org.rocksdb..          | embedded",
        "org.duckdb..           | archive",
        "org.apache.kafka..     | kafka flink qa",
        "com.datastax..         | cassandra",
        "java.sql..             | archive",
        "software.amazon..      | archive",
        "com.linecorp.armeria.. | server",
        "io.netty..             | server",
        "io.micrometer..        | server app",
        "com.github..           | server flink",
        "org.apache.parquet..   | flink",
        "com.google.protobuf..  | protocol qa",
        "com.fasterxml..        | protocol cluster configuration cli app qa",
        "de.siegmar..           | cli",
        "picocli..              | cli app qa",
        "org.snakeyaml..        | configuration",
      })
  void aTechnologyIsSeenInOnePlace(String technology, String modules) {
    noClasses()
        .that(DescribedPredicate.not(areWithin(modules)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology)
        .because(
            "a library that is seen in one place can be replaced there. To comply: use the port or"
                + " value of core that hides it, or add one")
        .check(ProductionClasses.ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "core",
        "testkit",
        "embedded",
        "archive",
        "kafka",
        "cassandra",
        "protocol",
        "server",
        "cli",
        "app",
        "configuration"
      })
  void thePackagesOfAModuleFormNoCycle(String module) {
    slices()
        .matching(OURS + module + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .because(
            "packages are read in one order, from below to above. To comply: move what both need"
                + " into the lower package, or a new one below both")
        .check(ProductionClasses.ALL);
  }

  @Test
  void onlyCommandsUseTheStandardStreams() {
    noClasses()
        .that(DescribedPredicate.not(areWithin("cli app qa testkit.fuzz")))
        .should(ACCESS_STANDARD_STREAMS)
        .because(
            "standard output belongs to the pipe of the user. To comply: log with slf4j, or return"
                + " the text to the command")
        .check(ProductionClasses.ALL);
  }

  private static DescribedPredicate<JavaClass> areForeignOrWithin(String modules) {
    return describe(
        "are foreign or of " + modules,
        target -> !target.getPackageName().startsWith(OURS) || isWithin(target, modules));
  }

  private static DescribedPredicate<JavaClass> areWithin(String modules) {
    return describe("are of " + modules, target -> isWithin(target, modules));
  }

  private static boolean isWithin(JavaClass target, String modules) {
    String ownPackage = target.getPackageName() + ".";
    return List.of(modules.split(" ")).stream()
        .anyMatch(module -> ownPackage.startsWith(OURS + module + "."));
  }
}
