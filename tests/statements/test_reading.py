"""Blocks become statements: which sentence a citation, a mark or a waiver belongs to."""

from __future__ import annotations

import re

import pytest

from builder_ext.model import BadCitation, Citation, Place, Statement, Waiver
from builder_ext.statements import (
    Block,
    BlockReading,
    Marker,
    MarkSpan,
    SourceText,
    read_statements,
)
from builder_ext.statements.blocks import FootnoteReference, LiteralMark

MARKER = re.compile(
    r" ?\^(?:(?P<note>fn:\w+)|(?P<waive>waive)|(?P<bad>bad)|(?P<as>as:)?(?P<key>\w+))"
)
STAND_IN = "Xx"


def block(written: str, **facts) -> Block:
    """Make a block of prose in which ``^key`` cites, ``^as:key`` as a word of its sentence.

    ``^fn:label`` refers to a footnote, ``^waive`` waives, ``^bad`` is a citation that can't be read.
    """
    text, markers, at = "", [], 0
    for match in MARKER.finditer(written):
        text += written[at : match.start()]
        at = match.end()
        stand_in = STAND_IN if match["as"] else ""
        if stand_in and match[0].startswith(" "):
            text += " "
        what = (
            FootnoteReference(match["note"].removeprefix("fn:"))
            if match["note"]
            else Waiver("uncited", "why", Place("a.md"))
            if match["waive"]
            else BadCitation("x,,y", "an empty key")
            if match["bad"]
            else Citation(match["key"], textual=bool(stand_in))
        )
        markers.append(Marker(len(text), len(text) + len(stand_in), what))
        text += stand_in
    text += written[at:]
    source = SourceText("a.md", text)
    return Block(text, range(len(text)), source, 1, markers=tuple(markers), **facts)


def read(*blocks: Block) -> BlockReading:
    return read_statements("a", blocks)


def told(*blocks: Block) -> list[tuple[str, str]]:
    """The statements, each with the keys it cites."""
    return [(s.text, " ".join(s.keys)) for s in read(*blocks).statements]


@pytest.mark.parametrize(
    ("written", "statements"),
    [
        ("It sank ^a. It rose.", [("It sank.", "a"), ("It rose.", "")]),
        ("It sank. ^a It rose.", [("It sank.", "a"), ("It rose.", "")]),
        ("^a It sank. It rose.", [("It sank.", "a"), ("It rose.", "")]),
        ("It sank ^a ^b. It rose ^c.", [("It sank.", "a b"), ("It rose.", "c")]),
        ("It sank. ^as:a says so.", [("It sank.", ""), ("says so.", "a")]),
        ("He left the U.S. ^a Al came.", [("He left the U.S.", "a"), ("Al came.", "")]),
        ("He left the U.S. ^a Army men came.", [("He left the U.S.", "a"), ("Army men came.", "")]),
        ("He left the U.S. ^a “Army” men came ^b.", [("He left the U.S.", "a"), ("“Army” men came.", "b")]),
        ("He left the U.S.! ^a Army, the U.S. ^b Army.", [("He left the U.S.!", "a"), ("Army, the U.S.", "b"), ("Army.", "")]),
        ("In No. ^a 5 boats came.", [("In No.", "a"), ("5 boats came.", "")]),
        ("He left the U.S. ^as:a Army men came.", [("He left the U.S. Army men came.", "a")]),
        ("He left the U.S. ^a and came.", [("He left the U.S. and came.", "a")]),
        ("He saw Capt. ^a Al came.", [("He saw Capt. Al came.", "a")]),
        ("He saw J. ^a Al came.", [("He saw J. Al came.", "a")]),
        ("Joe came. ( ^a) Al came.", [("Joe came.", "a"), ("Al came.", "")]),
        ("Joe came. (see also ^a). Al came.", [("Joe came. (see also).", "a"), ("Al came.", "")]),
        ("Joe came. As reported by ^a. Al came.", [("Joe came. As reported by.", "a"), ("Al came.", "")]),
        ("Joe came. See ^a. Al came.", [("Joe came. See.", "a"), ("Al came.", "")]),
        ("Joe came. — ^a Al came.", [("Joe came. —", "a"), ("Al came.", "")]),
        ("Joe came ( ^a). Al came [ ^b].", [("Joe came.", "a"), ("Al came.", "b")]),
        ("Joe came […] here ^a.", [("Joe came […] here.", "a")]),
        ("“He [...] came” ^a.", [("“He [...] came”.", "a")]),
        ("He came\n  late ^a.", [("He came late.", "a")]),
    ],
)  # fmt: skip
def test_a_citation_belongs_to_the_sentence_that_it_stands_in_or_after(written, statements):
    assert told(block(written)) == statements


def test_words_that_only_introduce_a_citation_are_no_statement():
    reading = read(block("See ^a."))
    assert reading.statements == ()
    assert [c.key for c in reading.loose] == ["a"]
    (mishap,) = reading.mishaps
    assert (mishap.rule, mishap.keys, mishap.place) == (
        "stray-citation",
        ("a",),
        Place("a.md", 1, 1, 1),
    )
    assert mishap.detail == "this block holds nothing but citations, and covers no statement"


def test_a_block_without_a_word_keeps_its_waivers_and_bad_citations():
    reading = read(block("^a ^bad ^waive ^a."))
    assert [c.key for c in reading.loose] == ["a", "a"]
    assert [(b.target, b.place) for b in reading.loose_bad] == [("x,,y", Place("a.md", 1, 1, 1))]
    assert [w.rule for w in reading.waivers] == ["uncited"]
    assert [m.keys for m in reading.mishaps] == [("a",)]
    assert all(c.place == Place("a.md", 1, 1, 1) for c in reading.loose)


def test_a_footnote_of_citations_alone_is_no_stray_citation():
    assert read(block("^a.", footnote="n")).mishaps == ()
    assert [m.rule for m in read(block("^bad.")).mishaps] == ["stray-citation"]
    assert read(block(" .")) == BlockReading()


def test_a_footnote_lends_its_citations_to_what_refers_to_it():
    note = block("So ^a ^bad the keeper.", footnote="n")
    first, second, third = read(block("It sank.^fn:n It rose.^fn:m"), note).statements
    assert (first.keys, first.covered_by, first.bad_citations) == (("a",), "a footnote", ())
    assert (first.citations[0].own, first.citations[0].textual) == (False, False)
    assert (second.keys, second.covered_by) == ((), "")
    assert (third.keys, third.covered_by, len(third.bad_citations)) == (("a",), "", 1)


def test_what_covers_a_block_from_outside_covers_each_of_its_sentences():
    bad = BadCitation("x,,y", "an empty key")
    one = block(
        "It sank ^a. It rose.", covering=(Citation("b", own=False),), covered_by="the caption",
        covering_bad=(bad,),
    )  # fmt: skip
    first, second = read(one).statements
    assert (first.keys, second.keys) == (("a", "b"), ("b",))
    assert first.covered_by == second.covered_by == "the caption"
    assert first.bad_citations == second.bad_citations == (bad,)
    noted = block("So.", footnote="n", covering=(Citation("c"),))
    assert read(block("It sank.^fn:n"), noted).statements[0].keys == ("c",)


def test_the_text_for_people_has_the_keys_of_citations_that_are_words():
    (one,) = read(block("In ^as:a it sank ( ^b).")).statements
    assert (one.text, one.shown, one.display) == (
        "In it sank.",
        "In [a] it sank.",
        "In [a] it sank.",
    )
    assert read(block("It sank ^a.")).statements[0].shown == ""


def marked(written: str, **facts) -> Statement:
    """Read a sentence of which what stands in braces is marked as an assessment."""
    start, end = written.index("{"), written.index("}") - 1
    text = written.replace("{", "").replace("}", "")
    spans = (MarkSpan(start, end, "assessment"),)
    return read(
        Block(text, range(len(text)), SourceText("a.md", text), 1, marks=spans, **facts)
    ).statements[0]


@pytest.mark.parametrize(
    ("written", "mark", "part"),
    [
        ("{It may sink.}", "assessment", False),
        ("{It may sink}.", "assessment", False),
        ("“{It may sink}”.", "assessment", False),
        ("It {may sink}.", "", True),
        ("{It may} sink.", "", True),
    ],
)
def test_a_mark_counts_where_it_covers_every_word(written, mark, part):
    one = marked(written)
    assert (one.mark, one.part_marked) == (mark, part)


def test_a_mark_on_the_block_holds_for_what_no_other_covers():
    one = marked("It {may sink}.", mark="gap", confidence="low")
    assert (one.mark, one.part_marked, one.confidence) == ("gap", False, "low")
    one = marked("{It may sink.}", mark="gap", confidence="low")
    assert (one.mark, one.part_marked, one.confidence) == ("assessment", False, "")


def test_two_spans_may_cover_a_sentence_together():
    text = "It may sink."
    spans = (MarkSpan(3, 11, "gap"), MarkSpan(0, 2, "assessment"))
    one = read(Block(text, range(12), SourceText("a.md", text), 1, marks=spans)).statements[0]
    assert (one.mark, one.part_marked) == ("assessment", False)


def test_a_mark_that_stands_in_the_text_is_told_at_its_statement():
    text = "It sank. {.gap} It rose."
    marker = Marker(9, 15, LiteralMark("{.gap}"))
    reading = read(Block(text, range(24), SourceText("a.md", text), 1, markers=(marker,)))
    (mishap,) = reading.mishaps
    assert (mishap.rule, mishap.place.line) == ("misplaced-mark", 1)
    assert mishap.detail.startswith("{.gap} stands in the text and marks nothing; mark a span,")
    alone = read(
        Block(
            "{.gap}",
            range(6),
            SourceText("a.md", text),
            1,
            markers=(Marker(0, 6, LiteralMark("{.gap}")),),
        )
    )
    assert [m.rule for m in alone.mishaps] == ["misplaced-mark"]


def test_every_list_item_that_is_cited_covers_the_sentence_before_the_list():
    lead = block("They came in:", leads=7)
    items = [block("a boat ^a,", items=((7, 1),)), block("a car ^b.", items=((7, 2),))]
    first = read(lead, *items).statements[0]
    assert (first.keys, first.items_only) == (("a", "b"), True)
    assert first.covered_by == "the items of its list, each of them cited"
    assert all((c.own, c.textual) == (False, False) for c in first.citations)
    uncited = block("a cart.", items=((7, 3),))
    assert read(lead, *items, uncited).statements[0].keys == ()
    own = block("They ^c came in:", leads=7)
    assert read(own, *items).statements[0].keys == ("c",)
    assert read(block("They came in.", leads=7), *items).statements[0].keys == ()
    assert read(block("They came in: so. Late.", leads=7), *items).statements[0].keys == ()


@pytest.mark.parametrize("end", [":", "：", ":”", ":**", ":)", ":_ ", ':"', ":’"])
def test_a_colon_may_stand_before_closing_marks(end):
    lead = block(f"They came in{end}", leads=7)
    assert read(lead, block("a boat ^a.", items=((7, 1),))).statements[0].keys == ("a",)


def test_a_block_quote_and_the_sentence_before_it_share_their_citations():
    quote = block("We left at dawn with all hands.", shape="quote", ident=4)
    lead, said = read(block("She ^a said:", leads=4), quote).statements
    assert (said.lead_in, said.keys, said.covered_by) == (
        "She said:", ("a",), "the sentence that introduces it"
    )  # fmt: skip
    assert (said.citations[0].own, said.citations[0].textual) == (False, False)
    assert said.quotations == ("We left at dawn with all hands.",)
    assert not lead.items_only
    quote = block("We left at dawn ^b.", shape="quote", ident=4)
    lead, said = read(block("She said:", leads=4), quote).statements
    assert (lead.keys, lead.items_only, lead.covered_by) == (
        ("b",), True, "the block quote that it introduces"
    )  # fmt: skip
    assert (said.keys, said.covered_by) == (("b",), "")
    lead, said = read(block("She ^a said:", leads=4), quote).statements
    assert said.keys == ("b", "a")
    lead, said = read(
        block("She said:", leads=4), block("We left.", shape="quote", ident=4)
    ).statements
    assert (lead.keys, said.keys, said.lead_in) == ((), (), "She said:")


def test_a_row_is_one_statement_whatever_stops_it_has():
    one = block("Monday. | It sank ^a. | Late.", shape="row")
    assert told(one) == [("Monday. | It sank. | Late.", "a")]
    assert read(one).spans == ((0, 0, 26),)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("See the next part for more.", True),
        ("For more details, see the next part.", True),
        ("See also the next part, and below.", True),
        ("See the next part on how the gate broke.", False),
        ("He sees the next part.", False),
    ],
)
def test_a_sentence_of_links_within_the_project_only_points(text, points):
    start = text.index("the next part")
    one = Block(
        text, range(len(text)), SourceText("a.md", text), 1, pointing=((start, start + 13),)
    )
    assert read(one).statements[0].points is points


def test_what_was_read_off_the_block_stays_with_its_statements():
    facts = {
        "section": (0, 2), "links": ("x",), "attribution": "Ana Rivera", "mark": "gap", "mark_ident": 5,
    }  # fmt: skip
    first, second = read(
        block("Who came? It sank on 3 March."), block("It rose.", **facts)
    ).statements[1:]
    assert (first.values, first.block, first.marked_block, first.section) == (
        ("3 March",),
        0,
        0,
        (0,),
    )
    assert (second.section, second.links, second.attribution) == ((0, 2), ("x",), "Ana Rivera")
    assert (second.block, second.marked_block, second.docname) == (1, -6, "a")
    assert read(block("Who came?")).statements[0].asks


def test_places_are_those_of_the_first_and_last_known_letters():
    text = "One came.\nTwo came\nand left. Three."
    reading = read(Block(text, range(len(text)), SourceText("a.md", text), 1))
    assert [s.place for s in reading.statements] == [
        Place("a.md", 1, 1, 1), Place("a.md", 2, 1, 3), Place("a.md", 3, 11, 3)
    ]  # fmt: skip
    unknown = Block("It sank.", [-1] * 8, SourceText("a.md", "x\n\ny\n"), 3)
    assert read(unknown).statements[0].place == Place("a.md", 3, 1, 3)


def test_a_sentence_that_introduces_nothing_is_tied_to_no_quote():
    quote = block("We left at dawn ^b.", shape="quote")
    lead, said = read(block("She said:"), quote).statements
    assert (lead.keys, lead.items_only, said.lead_in) == ((), False, "")
