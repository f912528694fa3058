#!/usr/bin/env python3
"""Computes the exact answers that the demo checks itself against, with nothing of Tallystick in it.

    python3 qa/demo-answers.py app/target/classes/wikipedia/wikiticker-2015-09-12-sampled.json.gz \
        >app/src/main/resources/io/tallystick/app/demo/answers.json

Every answer is computed twice, by plain counting in Python and by SQL over the raw lines in SQLite,
and the two must agree. Ties are broken by the name, ascending by its bytes in UTF-8.
"""

import collections
import gzip
import json
import sqlite3
import sys

K = 10
LINE = "json_extract(line, '$.{}')"


def leaders(totals):
    return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0].encode()))[:K]


def by_counting(edits):
    answers = {
        "edits": len(edits),
        "added": sum(edit["added"] for edit in edits),
        "pages": len({edit["page"] for edit in edits}),
        "wikis": len({edit["channel"] for edit in edits}),
    }
    for name, column in (("page", "page"), ("wiki", "channel"), ("country", "countryIsoCode")):
        count, added = collections.Counter(), collections.Counter()
        for edit in edits:
            if edit[column] is not None:
                count[edit[column]] += 1
                added[edit[column]] += edit["added"]
        answers[name + "ByEdits"] = [list(pair) for pair in leaders(count)]
        answers[name + "ByAdded"] = [list(pair) for pair in leaders(added)]
    english = [edit for edit in edits if edit["channel"] == "#en.wikipedia"]
    hours = collections.Counter(edit["time"][:13] + ":00:00Z" for edit in english)
    answers["englishByHour"] = [list(pair) for pair in sorted(hours.items())]
    american = [edit for edit in english if edit["countryIsoCode"] == "US"]
    answers["englishFromUnitedStates"] = [len(american), sum(edit["added"] for edit in american)]
    return answers


def by_sql(lines):
    database = sqlite3.connect(":memory:")
    database.execute("create table edit (line text)")
    database.executemany("insert into edit values (?)", ((line,) for line in lines))
    page, wiki, country = (LINE.format(name) for name in ("page", "channel", "countryIsoCode"))
    added = f"sum({LINE.format('added')})"

    def rows(query):
        return [list(row) for row in database.execute(query)]

    def one(expression):
        return rows(f"select {expression} from edit")[0][0]

    answers = {
        "edits": one("count(*)"),
        "added": one(added),
        "pages": one(f"count(distinct {page})"),
        "wikis": one(f"count(distinct {wiki})"),
    }
    for name, column in (("page", page), ("wiki", wiki), ("country", country)):
        for order, function in (("ByEdits", "count(*)"), ("ByAdded", added)):
            answers[name + order] = rows(
                f"select {column} as name, {function} as number from edit where name is not null"
                f" group by name order by number desc, cast(name as blob) limit {K}"
            )
    english = f"from edit where {wiki} = '#en.wikipedia'"
    hour = f"substr({LINE.format('time')}, 1, 13) || ':00:00Z'"
    answers["englishByHour"] = rows(f"select {hour}, count(*) {english} group by 1 order by 1")
    answers["englishFromUnitedStates"] = rows(
        f"select count(*), {added} {english} and {country} = 'US'"
    )[0]
    return answers


def main():
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as file:
        lines = list(file)
    answers = by_counting([json.loads(line) for line in lines])
    assert answers == by_sql(lines), "the two ways of computing disagree"
    answers = {
        "provenance": "Made by qa/demo-answers.py, in two independent ways that agreed, from"
        " wikipedia/wikiticker-2015-09-12-sampled.json.gz of"
        " org.apache.druid:druid-processing:31.0.0:tests (Apache-2.0).",
        **answers,
    }
    members = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in answers.items())
    print("{\n " + ",\n ".join(members) + "\n}")


if __name__ == "__main__":
    main()
