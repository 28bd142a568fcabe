"""Measures what the check of names flags, and which planted names it catches.

    python benchmarks/names.py [DIR] [--show]

DIR holds ``support/wice_dev.jsonl.gz`` (claims with their full cited page, of the WiCE data set);
without it ``../shared/data`` beside the checkout is taken. A claim is flagged where a name is in no
spelling on its page; a note (a name one edit away is there) does not count. Precision is the share
of flagged claims that annotators did not find supported; false alarms are the supported claims that
are flagged.

A swap puts a name of another claim, none of whose words are on the page, in the place of a name in
a supported claim. Which words are a name for this is told by capital letters alone, so that the
benchmark doesn't share the check's mistakes: one to four capitalised words that do not open the
sentence, outside of quotation marks, no days, months, words for a people, or plain nouns. Those
missed are printed with --show.
"""

import gzip
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
DEFAULT = CHECKOUT.parent / "shared" / "data"
sys.path.insert(0, str(CHECKOUT))

from builder_ext.evidence.names import ArticleNames, NameTable, compare_names  # noqa: E402

CAPITALS = re.compile(r"(?<=[a-z,\d] )[A-Z][a-z]+(?: [A-Z][a-z]+){0,3}(?![\w'’.-])")
NO_NAME = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|\w+day|I|The|\w+(?:ian|can|ish|ese|yan|ic)s?|Under|Best|Favorite|Outstanding|Summer|High|West)\b"
    r"|^(?:Center|Games|International|Church|President|City|Office|Captain|University|Government"
    r"|Order|Team|Curator|Gallery|Mission|Knight|Commander|Part|Arts|Law|State|Department|School"
    r"|Museum|Library|Award|Series|Party|Board|Club|Council|Festival|Congress|Company| )+$"
)
SEED = 20
MIN_PRECISION, MAX_ALARMS, MIN_CAUGHT = 0.89, 0.04, 0.85


class Claim(NamedTuple):
    """A sentence, the lines of its page, and whether these support it."""

    text: str
    page: list[str]
    supported: bool


class Swap(NamedTuple):
    """A claim with another name in it."""

    claim: Claim
    text: str
    old: str
    new: str


def wice(folder: Path) -> list[Claim]:
    """The claims of WiCE, development split; partial support is no support."""
    with gzip.open(folder / "support" / "wice_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Claim(row["claim"], row["evidence"], row["label"] == "supported") for row in rows]


def is_flagged(text: str, article: ArticleNames, table: NameTable) -> bool:
    """Whether a name is not carried, and none is near."""
    return any(not m.carried and not m.near for m in compare_names(text, article, table))


def score(claims: list[Claim]) -> tuple[Counter[tuple[bool, bool]], float]:
    """How many claims are (supported, flagged), and the seconds a claim with its page takes."""
    table = NameTable({})
    start = time.perf_counter()
    counted = Counter(
        (claim.supported, is_flagged(claim.text, ArticleNames(claim.page), table))
        for claim in claims
    )
    return counted, (time.perf_counter() - start) / len(claims)


def names_told_by_capitals(text: str) -> Iterator[re.Match[str]]:
    """The matches that are swapped."""
    quoted = [match.span() for match in re.finditer(r"[\"“][^\"”]*[\"”]", text)]
    for match in CAPITALS.finditer(text):
        inside = any(start < match.start() < end for start, end in quoted)
        if not inside and not NO_NAME.search(match.group()):
            yield match


def swaps(claims: list[Claim]) -> Iterator[Swap]:
    """Every name of every supported claim swapped for one of as many words."""
    chance = random.Random(SEED)
    pool = sorted({m.group() for claim in claims for m in names_told_by_capitals(claim.text)})
    for claim in claims:
        page = {word.casefold() for word in re.findall(r"\w+", " ".join((claim.text, *claim.page)))}
        for match in names_told_by_capitals(claim.text) if claim.supported else ():
            old = match.group()
            fits = [
                name
                for name in pool
                if name.count(" ") == old.count(" ")
                and not page & {word.casefold() for word in name.split()}
            ]
            if fits:
                new = chance.choice(fits)
                swapped = claim.text[: match.start()] + new + claim.text[match.end() :]
                yield Swap(claim, swapped, old, new)


def caught(planted: list[Swap], shown: bool) -> int:
    """How many planted names are flagged; those missed are printed where wanted."""
    table = NameTable({})
    count = 0
    for swap in planted:
        flagged = is_flagged(swap.text, ArticleNames(swap.claim.page), table)
        count += flagged
        if shown and not flagged:
            print(f"  missed: {swap.new!r} for {swap.old!r}")
    return count


def report(name: str, claims: list[Claim], shown: bool) -> tuple[float, float, float]:
    """Print the figures of one data set, and return precision, false alarms, swaps caught."""
    counted, seconds = score(claims)
    flagged = counted[True, True] + counted[False, True]
    supported = counted[True, True] + counted[True, False]
    planted = list(swaps(claims))
    found = caught(planted, shown)
    precision = counted[False, True] / flagged if flagged else 1.0
    alarms = counted[True, True] / supported
    print(
        f"{name:<6} claims {len(claims)}, flagged {flagged}, precision {precision:.3f}, "
        f"false alarms {counted[True, True]}/{supported} = {alarms:.3f}, "
        f"swaps caught {found}/{len(planted)} = {found / len(planted):.3f}, "
        f"{1000 * seconds:.1f} ms a claim with its page"
    )
    return precision, alarms, found / len(planted)


def main(arguments: list[str]) -> int:
    """Print the figures; 1 where those of WiCE miss the target, 2 where there is no data."""
    shown = "--show" in arguments
    folders = [Path(a) for a in arguments if a != "--show"] or [DEFAULT]
    if not (folders[0] / "support" / "wice_dev.jsonl.gz").is_file():
        print(f"no support/wice_dev.jsonl.gz in {folders[0]}; give its folder", file=sys.stderr)
        return 2
    precision, alarms, share = report("WiCE", wice(folders[0]), shown)
    return int(precision < MIN_PRECISION or alarms > MAX_ALARMS or share < MIN_CAUGHT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
