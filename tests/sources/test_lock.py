"""The lock as a file: what is no record is named by its line, and what is read is written the same."""

import pytest

from builder_ext.sources.lock import read_lock, write_lock

HASH, SHA = "015fe1ec9958d99d", "ab" * 32
RECORDS = [
    f"evidence\t{HASH}\t4f49927faa7b911e\tvalue\trivera2020\tnot carried\tabsent\t2,12",
    "hint\trivera2020\t4",
    f"score\t{HASH}\trivera2020\t{HASH}\t{HASH}\t0.7500",
    "shared\trivera2020\treprint2020\t0.83",
    f"source\trivera2020\t{SHA}\t4711\t2020-03-25\t{HASH}",
]


def read(tmp_path, *lines):
    path = tmp_path / "references.lock"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return read_lock(path)


def test_what_is_read_is_written_the_same(tmp_path):
    lock = read(tmp_path, *RECORDS)
    assert not lock.problems
    assert write_lock(lock).splitlines()[1:] == RECORDS


@pytest.mark.parametrize(
    "line",
    [
        "shared\ta\tb\tnan",
        "shared\ta\tb\tinf",
        "shared\ta\tb\t-0.5",
        f"score\t{HASH}\ta\t{HASH}\t{HASH}\t1.5",
        f"score\t{HASH}\ta\t{HASH}\t{HASH}\tnan",
        "hint\ta\t-4",
        "hint\ta\t4_0",
        f"evidence\t{HASH}\t{HASH}\tname\ta\tcarried\t\t1,-2",
        f"source\ta\t{SHA}\t-1\t2020-03-25\t{HASH}",
    ],
)
def test_a_number_that_no_text_can_give_is_no_record(tmp_path, line):
    lock = read(tmp_path, RECORDS[1], line)
    assert [problem.line for problem in lock.problems] == [2]
    assert write_lock(lock).splitlines()[1:] == [RECORDS[1]]


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_given_twice_is_one_and_two_that_differ_are_a_problem(tmp_path, record):
    other = record.replace("\t4", "\t5") if "hint" in record else record
    other = other.replace("absent", "altered").replace("0.7500", "0.5000")
    other = other.replace("0.83", "0.40").replace("4711", "4712")
    assert not read(tmp_path, record, record).problems
    assert [problem.line for problem in read(tmp_path, record, other).problems] == [2]
