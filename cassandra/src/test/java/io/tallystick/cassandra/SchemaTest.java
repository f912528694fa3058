package io.tallystick.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tallystick.cassandra.schema.Pins;
import io.tallystick.cassandra.schema.Retries;
import io.tallystick.cassandra.schema.Store;
import io.tallystick.core.rollup.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: a keyspace comes to be once, and is used only as it was made. */
class SchemaTest {

  /** Goal: several processes that start at once do not disturb each other. */
  @Test
  void manyOpenANewKeyspaceAtOnce() {
    CassandraSettings settings = Keyspaces.shared();
    List<CompletableFuture<Store>> opening = IntStream.range(0, 4)
        .mapToObj(i -> CompletableFuture.supplyAsync(() -> Store.open(settings)))
        .toList();
    List<Store> stores = opening.stream().map(CompletableFuture::join).toList();
    Store store = stores.get(0);
    List<Row> versions = store
        .session()
        .execute("SELECT version FROM " + store.table("schema_versions"))
        .all();
    assertThat(versions).extracting(row -> row.getInt(0)).containsExactly(1);
    stores.forEach(each -> assertThat(
            each.session().execute("SELECT name FROM " + each.table("meta")).all())
        .hasSize(6));
    stores.forEach(Store::close);
  }

  /**
   * Goal: however many want one row at once, so that Cassandra gives up on some of them without
   * saying whether it was written, one of them has it and no other believes so.
   */
  @Test
  void aPinThatManyWantHasOneOwner() {
    int many = 32;
    try (Store store = Store.open(Keyspaces.shared())) {
      ExecutorService threads = Executors.newFixedThreadPool(many);
      for (int round = 0; round < 5; round++) {
        List<CompletableFuture<String>> wanting = IntStream.range(0, many)
            .mapToObj(i -> CompletableFuture.supplyAsync(
                () -> {
                  String owner = Pins.owner();
                  return new Pins(store).pin(7, owner) ? owner : "";
                },
                threads))
            .toList();
        List<String> owners = wanting.stream()
            .map(CompletableFuture::join)
            .filter(owner -> !owner.isEmpty())
            .toList();
        assertThat(owners).hasSize(1);
        assertThat(new Pins(store).renew(8, owners.get(0))).isTrue();
        assertThat(new Pins(store).renew(8, Pins.owner())).isFalse();
        new Pins(store).unpin(owners.get(0));
      }
      threads.shutdown();
    }
  }

  @Test
  void whatIsFixedCannotBeChanged() {
    CassandraSettings made = Keyspaces.shared();
    Store.open(made).close();
    assertThatThrownBy(() -> Store.open(with(made, made.partitions() + 1, made.buckets())))
        .hasMessageContaining("processing.partitions: 4 (expected: 3, which keyspace");
    assertThatThrownBy(() -> Store.open(with(made, made.partitions(), 64)))
        .hasMessageContaining("cassandra.buckets: 64 (expected: 4, which keyspace");
    Store.open(made).close();
  }

  @Test
  void aKeyspaceOfALaterReleaseIsRefused() {
    CassandraSettings settings = Keyspaces.shared();
    try (Store store = Store.open(settings)) {
      String insert = "INSERT INTO " + store.table("schema_versions")
          + " (singleton, version, owner) VALUES (0, 2, 'later') IF NOT EXISTS";
      Retries.untilAnswered(() -> store.session().execute(insert));
    }
    assertThatThrownBy(() -> Store.open(settings))
        .hasMessageContaining("has version 2 (expected: at most 1, which this release knows)");
  }

  @Test
  void replicationAndConsistencyAreRead() {
    assertThat(Replication.parse("3").toCql())
        .isEqualTo("{'class': 'SimpleStrategy', 'replication_factor': 3}");
    assertThat(Replication.parse("paris:3, berlin:2").toCql())
        .isEqualTo("{'class': 'NetworkTopologyStrategy', 'berlin': 2, 'paris': 3}");
    for (String wrong :
        List.of("", "0", "berlin", "berlin:", "berlin:x", "ber'lin:3", "a:1,,b:1")) {
      assertThatThrownBy(() -> Replication.parse(wrong)).hasMessageContaining("replication: ");
    }
    assertThat(Consistency.parse("local-quorum")).isEqualTo(Consistency.LOCAL_QUORUM);
    assertThatThrownBy(() -> Consistency.parse("all"))
        .hasMessage("consistency: all (expected: local-quorum, quorum, local-one, one)");
    TimeToLive days = new TimeToLive(
        Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3), Duration.ofDays(4));
    assertThat(days.of(Level.DAY)).isEqualTo(Duration.ofDays(3));
    assertThat(days.of(Level.ALL)).isZero();
  }

  private static CassandraSettings with(CassandraSettings made, int partitions, int buckets) {
    return new CassandraSettings(
        made.contactPoints(),
        made.localDatacenter(),
        made.keyspace(),
        made.replication(),
        made.consistency(),
        partitions,
        buckets,
        made.timeToLive(),
        made.login(),
        made.writesInFlightMax());
  }
}
