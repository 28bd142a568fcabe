"""Measures how often the paragraph that a statement rests on is ranked first.

    python benchmarks/passages.py [SHARED]

SHARED holds ``data/passages/passage30.json``, ``data/support/wice_dev.jsonl.gz`` and ``sources``; without it
``../shared`` beside the checkout is taken. "as written" counts with the gold numbers of the file. Six of
them (all of 003 and 004, one of 000) name the paragraph before the one that says it, since the texts have
one line more than those the gold was made on: "as read" counts these one later. In WiCE a passage is a
line of a web page, and any supporting line is right.
"""

import gzip
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
DEFAULT = CHECKOUT.parent / "shared"
sys.path.insert(0, str(CHECKOUT))

from builder_ext.evidence.passages import Passages  # noqa: E402
from builder_ext.evidence.texts import ArticleText  # noqa: E402

KEYS = ("porter2020", "petti2020", "mazzetti2020", "luongo2019", "dailybeast2020")
LATER = ("003", "004")
LATER_TOO = "COVID-19"


class Case(NamedTuple):
    """A statement, the text's passages, and the right ones, counted from 1."""

    statement: str
    passages: Passages
    right: frozenset[int]


def thirty(shared: Path, as_read: bool) -> Iterator[Case]:
    """The 30 paraphrased statements about the five articles."""
    texts = [
        ArticleText((shared / f"sources/{key}.txt").read_text(encoding="utf-8")) for key in KEYS
    ]
    passages = [Passages(text) for text in texts]
    for case in json.loads((shared / "data/passages/passage30.json").read_text(encoding="utf-8")):
        late = as_read and (case["source"] in LATER or LATER_TOO in case["statement"])
        right = frozenset(number + 1 + late for number in case["gold"])
        yield Case(case["statement"], passages[int(case["source"])], right)


def wice(shared: Path) -> Iterator[Case]:
    """The claims of WiCE that their page supports, wholly or in part."""
    with gzip.open(shared / "data/support/wice_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for claim in map(json.loads, lines):
            right = frozenset(n + 1 for some in claim["supporting_sentences"] for n in some)
            if claim["label"] != "not_supported":
                yield Case(claim["claim"], Passages(claim["evidence"]), right)


def measure(name: str, cases: list[Case]) -> None:
    """Print how many are first, how many among the first three, and the time of one call."""
    for case in cases:
        case.passages.rank("built now")
    start = time.process_time()
    ranks = [[number for number, _ in case.passages.rank(case.statement)] for case in cases]
    spent = (time.process_time() - start) / len(cases)
    first = sum(bool(case.right & {*rank[:1]}) for case, rank in zip(cases, ranks, strict=True))
    three = sum(bool(case.right & {*rank}) for case, rank in zip(cases, ranks, strict=True))
    print(
        f"{name:<20} first {first}/{len(cases)}, first three {three}, {spent * 1e6:.0f} µs a call"
    )


def main() -> int:
    """Print a line per set."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not (shared / "data/passages/passage30.json").is_file():
        print(f"{shared} has no data/passages/passage30.json: nothing measured")
        return 2
    measure("30, as written", list(thirty(shared, as_read=False)))
    measure("30, as read", list(thirty(shared, as_read=True)))
    if (shared / "data/support/wice_dev.jsonl.gz").is_file():
        measure("WiCE", list(wice(shared)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
