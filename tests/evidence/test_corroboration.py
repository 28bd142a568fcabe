"""How many independent origins carry a statement, and by which of its parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builder_ext.evidence.articles import Articles
from builder_ext.evidence.comparing import Comparer
from builder_ext.evidence.corroboration import rule_on_statements, titles_of
from builder_ext.model import (
    BrokenEntry,
    Citation,
    Document,
    Library,
    Place,
    Policy,
    Ruling,
    Source,
    Statement,
)
from builder_ext.sources.lock import Lock
from builder_ext.sources.outlets import OutletNames
from builder_ext.sources.snapshots import Snapshots
from builder_ext.statements.parts import quotations, values

QUOTED = "“we left at dawn”"
TEXTS = {
    "both": f"She said {QUOTED}. Some 25 boats sank.",
    "boats": "Some 25 boats sank.",
    "words": f"She said {QUOTED}.",
    "rain": "It rained.",
}


def source(key: str, outlet: str | None = None) -> Source:
    name = outlet or key.title()
    return Source(key, Place("r.bib"), title="A title", outlet=name, origins=(name,))


def rulings(
    tmp_path, *said: tuple[str, ...], unread=(), broken=(), **sources: Source
) -> list[Ruling]:
    """Rule on texts with the keys that each cites."""
    for key, text in TEXTS.items():
        (tmp_path / f"{key}.txt").write_text(text, "utf-8")
    known = {key: source(key) for key in (*TEXTS, *unread)} | sources
    entries = tuple(BrokenEntry(Place("r.bib"), "why", key) for key in broken)
    library = Library(known, entries)
    statements = tuple(
        Statement("d", Place("d.md", 3), text, citations=tuple(map(Citation, keys)),
                  quotations=quotations(text), values=values(text))
        for text, *keys in said
    )  # fmt: skip
    comparer = Comparer(library, Articles(library, Snapshots(tmp_path)), Lock(), Policy())
    documents = [Document("d", "d.md", statements=statements)]
    return list(rule_on_statements(documents, library, OutletNames(()), comparer))


SAID = f"She said {QUOTED} when 25 boats sank."


def counted(ruling: Ruling) -> tuple:
    weakest = ruling.weakest.part if ruling.weakest else None
    return (
        ruling.corroboration,
        ruling.basis,
        ruling.assumed,
        weakest,
        [s.key for s in ruling.carriers],
    )


@pytest.mark.parametrize(
    ("text", "keys", "result"),
    [
        (SAID, ("both",), (1, "parts", False, None, ["both"])),
        (SAID, ("both", "boats"), (1, "parts", False, "we left at dawn", ["both"])),
        (SAID, ("both", "words"), (1, "parts", False, "25", ["both"])),
        (SAID, ("words", "boats"), (1, "parts", False, "we left at dawn", ["words"])),
        (SAID, ("rain", "both"), (1, "parts", False, "we left at dawn", ["both"])),
        (SAID, ("rain",), (0, "parts", False, "we left at dawn", [])),
        (SAID, ("both", "unread"), (2, "parts", True, None, ["both", "unread"])),
        ("It sank.", ("both", "boats"), (2, "keys", False, None, ["both", "boats"])),
        ("It sank.", (), (0, "keys", False, None, [])),
    ],
)
def test_the_part_that_fewest_origins_carry_counts(tmp_path, text, keys, result):
    (ruling,) = rulings(tmp_path, (text, *keys), unread=("unread",))
    assert counted(ruling) == result


def test_two_sources_of_one_origin_are_one(tmp_path):
    one = {"both": source("both", "Post"), "boats": source("boats", "The Post")}
    (ruling,) = rulings(tmp_path, ("Some 25 boats sank.", "both", "boats"), **one)
    assert counted(ruling)[0] == 1
    assert ruling.origins == ("Post", "The Post")


def test_a_ruling_has_kind_reason_sources_and_the_keys_that_are_unknown(tmp_path):
    (ruling,) = rulings(
        tmp_path, ("It sank.", "boats", "nobody", "torn", "nobody"), broken=("torn",)
    )
    assert (ruling.kind, ruling.reason) == ("factual", "nothing exempts it")
    assert [s.key for s in ruling.sources] == ["boats"]
    assert [c.key for c in ruling.unknown] == ["nobody"]
    assert ruling.cited
    assert ruling.statement.text == "It sank."
    assert ruling.origins == ("Boats",)


def test_statements_have_ids_that_stay_as_long_as_path_words_and_order_do(tmp_path):
    first, second, third = rulings(tmp_path, ("It sank.",), ("It sank.",), ("It rose.",))
    assert len({first.ident, second.ident, third.ident}) == 3
    # Reports and baselines of earlier versions have them.
    assert first.ident == "3fb034492328ddc3"
    again = rulings(tmp_path, ("It rose.",), ("It sank.", "boats"), ("It sank.",))
    assert [r.ident for r in again] == [third.ident, first.ident, second.ident]


def test_the_titles_of_a_library_are_folded():
    library = Library({"a": source("a"), "b": replace(source("b"), title=None)})
    assert titles_of(library) == {"a title"}
