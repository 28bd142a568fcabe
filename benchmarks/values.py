"""Measures how well values that a source does not give are told from those that it gives.

    python benchmarks/values.py [FILE]

FILE is WiCE's claims with their cited pages (one JSON object a line, gzip); without it
``../shared/data/support/wice_dev.jsonl.gz`` beside the checkout is taken. A claim is flagged when one of
its values is not in the page. Precision is the share of flagged claims that are not labelled
"supported", false alarms the share of supported claims that are flagged. Then each value that a
supported claim's page gives is changed in several ways, one at a time: caught is the share of these
edits whose claim is flagged. Pages have no date here.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
DEFAULT = CHECKOUT.parent / "shared" / "data" / "support" / "wice_dev.jsonl.gz"
sys.path.insert(0, str(CHECKOUT))

from builder_ext.evidence.values import ArticleValues, compare_values  # noqa: E402
from builder_ext.statements.parts import value_spans, values  # noqa: E402

MONTHS = (
    "January February March April May June July August September October November December".split()
)
WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
)
SCALES = {"thousand": "million", "million": "billion", "billion": "million", "hundred": "thousand"}
Edit = tuple[str, str]


def read_claims(path: Path) -> list[dict[str, Any]]:
    """The rows of the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def verdicts(claim: str, page: ArticleValues) -> dict[str, bool | None]:
    """What the page says of each value of a claim."""
    found = tuple(dict.fromkeys(values(claim)))
    matches = compare_values(claim, found, page)
    return {value: match.carried for value, match in zip(found, matches, strict=True)}


def edits(value: str) -> Iterator[Edit]:
    """The kind of each change to a value, and the value changed."""
    if re.fullmatch(r"\d{4}[–-]\d{2}", value):
        return  # One end changed makes no range of years.
    for match in re.finditer(r"\d[\d,]*(?:\.\d+)?", value):
        for kind, digits in number_edits(match.group(), value):
            yield kind, value[: match.start()] + digits + value[match.end() :]
    for match in re.finditer(r"[A-Za-z]+", value):
        for kind, word in word_edits(match.group()):
            yield kind, value[: match.start()] + word + value[match.end() :]


def number_edits(digits: str, value: str) -> Iterator[Edit]:
    """Changes to a number: a year, a day, a percentage or a count, by what stands around it."""
    plain = digits.rstrip(",").replace(",", "")
    if "." in plain:
        whole, _, rest = plain.partition(".")
        yield "decimal", f"{whole}.{(int(rest[0]) + 3) % 10}{rest[1:]}"
        yield "decimal", f"{int(whole) + 1}.{rest}"
        return
    number = int(plain)
    tail = "," if digits.endswith(",") else ""
    if len(plain) == 4 and 1500 < number < 2100 and "," not in digits[:-1]:
        yield from (("year", f"{number + step}{tail}") for step in (-7, -1, 1, 2))
    elif any(month[:3] in value for month in MONTHS):
        yield from (
            ("day", f"{n}{tail}") for n in (number - 1, number + 1, number + 9) if 0 < n < 29
        )
    else:
        kind = "percent" if "%" in value or "per" in value else "number"
        shape = "{:,}" if "," in digits else "{}"
        changed = (number + 1, number + 3, number * 10, number + 11, number - 1)
        yield from ((kind, shape.format(n)) for n in changed if n > 1)


def word_edits(word: str) -> Iterator[Edit]:
    """Changes to a number word, a month or a scale."""
    if word in MONTHS:
        place = MONTHS.index(word)
        yield from (("month", MONTHS[(place + step) % 12]) for step in (1, 5))
    elif word.lower() in WORDS[:-3]:
        place = WORDS.index(word.lower())
        yield from (("word", WORDS[place + step]) for step in (1, 3))
    elif word in SCALES:
        yield "scale", SCALES[word]


def planted(claim: str, carried: set[str]) -> Iterator[tuple[str, str, str]]:
    """The kind, the claim and the value of each edit to a value that is carried."""
    for start, end in value_spans(claim):
        if claim[start:end] not in carried:
            continue
        for kind, changed in edits(claim[start:end]):
            edited = claim[:start] + changed + claim[end:]
            if changed in values(edited):
                yield kind, edited, changed


def main(arguments: list[str]) -> int:
    """Print the figures; 2 where there is no data."""
    path = Path(arguments[0]) if arguments else DEFAULT
    if not path.is_file():
        print(f"no claims at {path}; give the file", file=sys.stderr)
        return 2
    rows = read_claims(path)
    start = time.perf_counter()
    pages = [ArticleValues(row["evidence"], None) for row in rows]
    reading = time.perf_counter() - start
    start = time.perf_counter()
    found = [verdicts(row["claim"], page) for row, page in zip(rows, pages, strict=True)]
    comparing = time.perf_counter() - start
    print_flags(rows, found)
    print_edits(rows, found, pages)
    size = sum(len(sentence) for row in rows for sentence in row["evidence"])
    count = sum(map(len, found))
    print(
        f"reading {reading / size * 5e6:.2f} ms per 5 KB, comparing {comparing / count * 1e6:.0f} µs a value"
    )
    return 0


def print_flags(rows: list[dict[str, Any]], found: list[dict[str, bool | None]]) -> None:
    """Print precision and false alarms, and the flagged claims that are supported."""
    labels = Counter(row["label"] for row in rows)
    flagged: Counter[str] = Counter()
    for row, verdict in zip(rows, found, strict=True):
        bad = [value for value, carried in verdict.items() if carried is False]
        flagged[row["label"]] += bool(bad)
        if bad and row["label"] == "supported":
            print(f"  false alarm {bad}: {row['claim'][:120]}")
    total = sum(flagged.values())
    told = Counter(str(carried) for verdict in found for carried in verdict.values())
    print(f"values carried {told['True']}, not {told['False']}, unresolved {told['None']}")
    print(f"flagged {total}: precision {1 - flagged['supported'] / max(total, 1):.3f}")
    share = flagged["supported"] / max(labels["supported"], 1)
    print(f"false alarms {flagged['supported']} of {labels['supported']}: {share:.3f}")


def print_edits(
    rows: list[dict[str, Any]], found: list[dict[str, bool | None]], pages: list[ArticleValues]
) -> None:
    """Print the share of planted edits that is caught, by kind."""
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for row, verdict, page in zip(rows, found, pages, strict=True):
        if row["label"] != "supported":
            continue
        carried = {value for value, held in verdict.items() if held}
        for kind, edited, value in planted(row["claim"], carried):
            made[kind] += 1
            is_caught = compare_values(edited, (value,), page)[0].carried is False
            caught[kind] += is_caught
            if not is_caught and "-v" in sys.argv:
                print(f"  missed {kind} {value!r}: {edited[:100]}")
    for kind, count in sorted(made.items()):
        print(f"  edits of a {kind:<8} caught {caught[kind]:>4} of {count:>4}")
    total = sum(made.values())
    print(
        f"edits caught {sum(caught.values())} of {total}: {sum(caught.values()) / max(total, 1):.3f}"
    )


if __name__ == "__main__":
    sys.exit(main([argument for argument in sys.argv[1:] if argument != "-v"]))
