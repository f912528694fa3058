package io.tallystick.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: each rule of the format has a batch that breaks it, and the message says which and where.
 *
 * <p>Method: in a good batch of two events one field is replaced by another one.
 */
class MalformedLogBatchTest {

  private static final String VERSION = "0801";
  private static final String COUNT = "1002";
  private static final String DICTIONARY = "1a0173" + "1a0174" + "1a0141" + "1a0163" + "1a00";
  private static final String SOURCE = "220100";
  private static final String TYPE = "2a0101";
  private static final String SUBJECT = "320102";
  private static final String TIME = "3800";
  private static final String DELTA = "42020005";
  private static final String IDS = "4a03616263";
  private static final String ID_LENGTH = "52020102";
  private static final String ID_FORM = "5800";
  private static final String VALUE = "620102";
  private static final String SCALE = "6a0100";
  private static final String SETS = "72060a0402040304";
  private static final String SET = "7a020001";
  private static final String GOOD = VERSION
      + COUNT
      + DICTIONARY
      + SOURCE
      + TYPE
      + SUBJECT
      + TIME
      + DELTA
      + IDS
      + ID_LENGTH
      + ID_FORM
      + VALUE
      + SCALE
      + SETS
      + SET;

  @Test
  void theUnbrokenBatchIsRead() {
    LogBatchReader reader = new LogBatchReader();
    reader.read(HexFormat.of().parseHex(GOOD));

    assertThat(reader.count()).isEqualTo(2);
    assertThat(reader.dictionarySize()).isEqualTo(5);
    assertThat(reader.attributeSetCount()).isEqualTo(1);
    assertThat(reader.attributeSet(0)).isEqualTo(-1);
    assertThat(reader.attributePairs(reader.attributeSet(1))).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the message as a whole
        "0801     |          | version: 0 (expected: 1)",
        "0801     | 0802     | version: 2 (expected: 1)",
        "1002     |          | count: 0 (expected: 1..4194304)",
        "1002     | 1000     | count: 0 (expected: 1..4194304)",
        "1002     | 108280808010 | count: 4294967298 (expected: 1..4194304)",
        "0801     | 08ffffffffffffffffffff01 | varint before byte 11: too long (expected: at",
        "7a020001 | 7a0200   | length before byte 60: 2 (expected: at most the 1 left)",
        "7a020001 | 7a020080 | varint before byte 62: cut off (expected: more bytes)",
        "0801     | 00       | tag before byte 1: 0 (expected: a field number of 1..536870911)",
        "0801     | 0e       | tag before byte 1: 14 (expected: a wire type that exists)",
        "0801     | 0c       | tag before byte 1: 12 (expected: a wire type that exists)",
        // columns
        "220100   |          | source: 0 elements (expected: 1 or 2)",
        "220100   | 2203000000 | source: 3 elements (expected: 1 or 2)",
        "220100   | 220105   | source[0]: 5 (expected: 0..4)",
        "2a0101   | 2a020104 | type[1]: empty (expected: a text)",
        "320102   | 3203028001 | subject[1]: 128 (expected: 0..4)",
        // times
        "3800     | 3881e0e6a2e2a01c | time_millis_min: -62135596800001 (expected:",
        "3800     | 3880e09dcae8901d | time_millis_min: 64060588800000 (expected:",
        "42020005 | 42020105 | time_delta_millis: all above 0 (expected: time_millis_min is the",
        "42020005 | 420b00ffffffffffffffffff01 | time_delta_millis[1]: -1",
        // ids
        "4a03616263 | 4a026162 | ids: 2 bytes (expected: as many as id_length adds up to)",
        "4a03616263 | 4a0461626364 | ids: 4 bytes (expected: as many as id_length adds up to)",
        "4a03616263 |        | ids: 0 bytes (expected: at least 2)",
        "52020102 | 52020003 | id_length[0]: 0 (expected: 1..65535)",
        "52020102 |          | id_length: 0 elements (expected: 1 or 2)",
        "5800     | 5803     | id_form: 3 (expected: 0, 1 or 2)",
        "5800     | 5802     | id_length[0]: 1 (expected: 16..16)",
        // values
        "620102   | 62098080a0f6f4acdbe01b | value_unscaled[0]: 1000000000000000000 (expected:",
        "6a0100   | 6a010a   | value_scale[0]: 10 (expected: 0..9)",
        // attributes
        "72060a0402040304 | 72050a03020403 | attribute_sets before byte 57: 3 indexes (expected:",
        "72060a0402040304 | 7200 | attribute_sets before byte 52: 0 indexes (expected: pairs of",
        "72060a0402040304 | 72060a0403040204 | attribute_sets[0]: name after name (expected:",
        "72060a0402040304 | 72060a0402040204 | attribute_sets[0]: name after name (expected:",
        "72060a0402040304 | 72060a0402050304 | attribute_sets[0]: index 5 (expected: an index",
        "72060a0402040304 | 72060a0404020304 | attribute_sets[0]: an empty name (expected: a name)",
        "7a020001 | 7a020002 | attribute_set[1]: 2 (expected: 0..1)",
        // texts
        "1a0141   | 1a01c4   | dictionary[2] before byte 12: other bytes (expected: UTF-8, no",
        "1a0141   | 1a010a   | dictionary[2] before byte 12: other bytes (expected: UTF-8, no",
      })
  void brokenRuleIsNamed(String field, String instead, String message) {
    String broken = GOOD.replaceFirst(field, instead == null ? "" : instead);
    assertThat(broken).isNotEqualTo(GOOD);
    LogBatchReader reader = new LogBatchReader();

    assertThatThrownBy(() -> reader.read(HexFormat.of().parseHex(broken)))
        .isInstanceOf(MalformedLogBatchException.class)
        .hasMessageStartingWith("log batch, " + message);
    assertThat(reader.count()).isZero();
  }
}
