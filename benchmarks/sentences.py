"""Compares Briefcheck's sentence splitter with nupunkt and pysbd on gold sentences.

    python benchmarks/sentences.py [DIR]

DIR holds JSON files, each a list of paragraphs, each a list of gold sentences; without it
``../shared/data/sentences`` beside the checkout is taken. A paragraph's sentences are joined with
one space. Boundaries are those inside paragraphs; a sentence counts where both its ends are right.

"gold" is the files as they are. "rule" is the gold without the boundaries inside a quotation that
closes in its paragraph: Briefcheck's statements do not end there, whatever the gold says.
"""

import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
DEFAULT = CHECKOUT.parent / "shared" / "data" / "sentences"
sys.path.insert(0, str(CHECKOUT))

from builder_ext.statements.sentences import split_sentences  # noqa: E402

MARK = re.compile('["“”]')
Span = tuple[int, int]
Splitter = Callable[[str], list[Span]]


class Paragraph(NamedTuple):
    """A text and the spans of its gold sentences."""

    text: str
    gold: list[Span]


class Score(NamedTuple):
    """Precision, recall and F1 of boundaries, and F1 of exact sentences."""

    precision: float
    recall: float
    boundary: float
    sentence: float


def f1(hits: int, found: int, wanted: int) -> float:
    """The harmonic mean of precision and recall; 1 where there was nothing to find."""
    return 2 * hits / (found + wanted) if found + wanted else 1.0


def paragraphs(path: Path) -> list[Paragraph]:
    """The paragraphs of one gold file."""
    return [paragraph(sentences) for sentences in json.loads(path.read_text(encoding="utf-8"))]


def paragraph(sentences: list[str]) -> Paragraph:
    """The sentences joined with one space, and where they stand."""
    spans, offset = [], 0
    pieces = [" ".join(sentence.split()) for sentence in sentences]
    for piece in pieces:
        spans.append((offset, offset + len(piece)))
        offset += len(piece) + 1
    return Paragraph(" ".join(pieces), spans)


def by_rule(item: Paragraph) -> Paragraph:
    """The paragraph, its sentences joined where a quotation is open between them."""
    joined: list[Span] = []
    for start, end in item.gold:
        if joined and is_quoted(item.text, joined[-1][1]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return Paragraph(item.text, joined)


def is_quoted(text: str, offset: int) -> bool:
    """Whether the last quotation mark before the offset opens, and the next one after it closes.

    Looks at double marks and no more, so that it does not share the splitter's mistakes.
    """
    before = [opens(text, match.start()) for match in MARK.finditer(text, 0, offset)]
    after = MARK.search(text, offset)
    return bool(before) and before[-1] and after is not None and not opens(text, after.start())


def opens(text: str, offset: int) -> bool:
    """Whether the double mark at the offset opens a quotation, by its form or its place."""
    if text[offset] != '"':
        return text[offset] == "“"
    return offset == 0 or text[offset - 1] in " ([—"


def score(items: list[Paragraph], found: list[list[Span]]) -> Score:
    """How well the spans found match the gold."""
    ends = [0, 0, 0]
    whole = [0, 0, 0]
    for item, spans in zip(items, found, strict=True):
        count(ends, {end for _, end in spans[:-1]}, {end for _, end in item.gold[:-1]})
        count(whole, set(spans), set(item.gold))
    hits, got, wanted = ends
    return Score(
        hits / got if got else 1.0, hits / wanted if wanted else 1.0, f1(*ends), f1(*whole)
    )


def count(tally: list[int], found: set[object], wanted: set[object]) -> None:
    """Add the hits, the found and the wanted to the tally."""
    for place, number in enumerate((len(found & wanted), len(found), len(wanted))):
        tally[place] += number


def stripped(text: str, spans: list[Span]) -> list[Span]:
    """The spans without white space at their ends."""
    return [
        (end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip()))
        for start, end in spans
        if text[start:end].strip()
    ]


def ours() -> Splitter:
    return lambda text: list(split_sentences(text))


def nupunkt() -> Splitter:
    module = importlib.import_module("nupunkt")
    return lambda text: stripped(text, list(module.sent_spans(text)))


def pysbd() -> Splitter:
    segmenter = importlib.import_module("pysbd").Segmenter(language="en", char_span=True)
    return lambda text: stripped(text, [(s.start, s.end) for s in segmenter.segment(text)])


def installed() -> Iterator[tuple[str, Splitter | None]]:
    """The splitters by name; None for one that is not installed."""
    for make in (ours, nupunkt, pysbd):
        try:
            yield make.__name__, make()
        except ImportError:
            yield make.__name__, None


def timed(split: Splitter, items: list[Paragraph]) -> tuple[list[list[Span]], float]:
    """The sentences of each paragraph, and the seconds it took after a first call."""
    split(items[0].text)
    start = time.perf_counter()
    found = [split(item.text) for item in items]
    return found, time.perf_counter() - start


def rows(path: Path, splitters: list[tuple[str, Splitter | None]]) -> Iterator[str]:
    """The lines of the table for one gold file."""
    items = paragraphs(path)
    baseline = 0.0
    for name, split in splitters:
        if split is None:
            yield f"{path.stem:<14}{name:<10}not installed"
            continue
        found, seconds = timed(split, items)
        baseline = baseline or seconds
        yield f"{path.stem:<14}{name:<10}{cells(items, found)}{seconds / baseline:>8.1f}"


def cells(items: list[Paragraph], found: list[list[Span]]) -> str:
    """The figures against the gold, then against the gold by the rule."""
    figures = (*score(items, found), *score([by_rule(item) for item in items], found)[2:])
    return "".join(f"{figure:>9.4f}" for figure in figures)


def main(arguments: list[str]) -> int:
    """Print the table; 2 where there is no gold."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    files = sorted(folder.glob("*.json"))
    if not files:
        print(f"no gold sentences (*.json) in {folder}; give their folder", file=sys.stderr)
        return 2
    print(f"{'':<24}{'gold':>9}{'':>27}{'rule':>9}")
    heads = ("prec.", "recall", "F1", "sent. F1", "F1", "sent. F1")
    print(f"{'file':<14}{'splitter':<10}{''.join(f'{h:>9}' for h in heads)}{'time':>8}")
    splitters = list(installed())
    for path in files:
        for row in rows(path, splitters):
            print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
