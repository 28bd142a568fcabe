"""Words beside words: what a quotation's marks may do, what is told of a difference, what is cut out."""

from __future__ import annotations

import pytest

from builder_ext.evidence import passages
from builder_ext.evidence.articles import Article, Articles
from builder_ext.evidence.comparing import Comparer
from builder_ext.evidence.corroboration import rule_on_statements
from builder_ext.evidence.excerpts import excerpt_about, excerpt_of
from builder_ext.evidence.passages import terms_of
from builder_ext.evidence.quotes import match_quotation, quoted_paragraphs
from builder_ext.evidence.texts import ArticleText
from builder_ext.evidence.wording import fold_typography, word_text
from builder_ext.model import Citation, Document, Library, Place, Policy, Source, Statement
from builder_ext.sources.lock import Lock
from builder_ext.sources.outlets import OutletNames
from builder_ext.sources.snapshots import Snapshots
from builder_ext.statements.parts import quotations, values
from builder_ext.statements.places import SourceText
from builder_ext.statements.sentences import split_sentences

TEXT = ArticleText(
    """The board “will [we hope] not soon sell the old crane” on the pier, he said. The gulls slept on.

The mayor may close the market. She gave no reason at all for it and left for the old town.

One tug came. Two tugs went. The long winter of the long ferry ended with a wide thaw in the spring."""
)


@pytest.mark.parametrize(
    ("quotation", "how", "why"),
    [
        (
            "will [we hope] soon sell",
            "altered",
            "words are left out beside a bracket that the text has as well; "
            '¶ 1 has "board “will [we hope] not soon sell"',
        ),
        (
            "[one two three four five six seven eight nine ten] came. Two tugs went",
            "altered",
            'a bracket holds 10 words; ¶ 2 has "town. One tug came. Two tugs went. The long winter"',
        ),
        (
            "[never] The mayor may close the market",
            "altered",
            'a bracket adds "never"; ¶ 1 has "gulls slept on. The mayor may close the market. She gave no"',
        ),
        (
            "The mayor may [not] close the market",
            "altered",
            'a bracket adds "not"; ¶ 2 has "mayor may close the"',
        ),
        (
            "She gave […] reason at all",
            "altered",
            'the ellipsis leaves out "no"; ¶ 2 has "She gave no reason at"',
        ),
        (
            "The mayor may close the market … The gulls slept on",
            "spliced",
            "its pieces are not next to each other in this order (¶ 2, ¶ 1)",
        ),
        (
            "The long summer of the long ferry began with a broad frost in the spring",
            "altered",
            '"summer" is not there; ¶ 3 has "winter"; "began" is not there; ¶ 3 has "ended"; 1 more',
        ),
        ("One tug … ended with a wide thaw … the spring", "exact", ""),
        ("She gave [Ana] no reason", "exact", ""),
    ],
)
def test_what_keeps_words_from_being_the_quotation_is_said(quotation, how, why):
    match = match_quotation(quotation, TEXT)
    assert (match.how, match.difference) == (how, why)


def test_a_wording_has_nothing_outside_of_its_ends():
    wording = word_text(["The gate held."])
    assert [wording.excerpt(*r) for r in ((0, 2), (2, 3), (0, 4), (2, 2), (-1, 2))] == [
        "The gate", "held", "", "", ""
    ]  # fmt: skip
    assert [wording.between(n) for n in (0, 1, 3)] == ["", " ", ""]
    assert list(wording.places(word_text([]))) == []
    assert list(wording.places(word_text(["gate held"]))) == [(1, 3)]


def test_a_power_of_ten_and_a_square_keep_their_figure_and_a_note_goes():
    assert fold_typography("It holds 10³ tons") == fold_typography("It holds 10^3 tons")
    assert fold_typography("5 km² wide") == fold_typography("5 km2 wide")
    assert fold_typography("He left.² Al came") == fold_typography("He left. Al came")


def test_terms_are_the_same_when_many_words_were_met(monkeypatch):
    before = terms_of("The harbor masters closed the gates")
    monkeypatch.setattr(passages, "_MOST_TERMS", 2)
    assert len(terms_of("Zorvan quillex merrowed thrice")) == 4
    assert terms_of("The harbor masters closed the gates") == before


# -- excerpts


def article(tmp_path, text: str) -> Article:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    source = Source(
        "a", Place("r.bib"), title="T", outlet="Post", origins=("Post",), date="2031-03-06"
    )
    found = Articles(Library({"a": source}), Snapshots(tmp_path)).get("a")
    assert found is not None
    return found


def marked(
    tmp_path, text: str, said: str, limit: int = 12, **facts
) -> tuple[str, list[str]] | None:
    """Return an excerpt's words, and those of them that are marked."""
    read = article(tmp_path, text)
    library = Library({"a": read.source})
    statement = Statement(
        "d", Place("d.md", 3), said, citations=(Citation("a"),),
        quotations=quotations(said), values=values(said), **facts
    )  # fmt: skip
    comparer = Comparer(library, Articles(library, Snapshots(tmp_path)), Lock(), Policy())
    documents = [Document("d", "d.md", statements=(statement,))]
    (ruling,) = rule_on_statements(documents, library, OutletNames(()), comparer)
    found = excerpt_of(ruling, read, limit)
    if found is None:
        return None
    return str(found.excerpt.text), [
        words for words, is_marked in found.excerpt.pieces if is_marked
    ]


def test_a_quotation_is_marked_where_it_stands(tmp_path):
    text = "By Ana.\n\nShe said that “we left at dawn” with all hands, and slept."
    told = marked(tmp_path, text, "She said “we left at dawn”.")
    assert told is not None
    assert told[1] == ["we left at dawn"]


def test_the_longest_run_of_a_quotation_in_another_form_is_marked(tmp_path):
    text = "We came late. We left at noon. “WE LEFT at dawn — with all hands,” she said."
    told = marked(tmp_path, text, "She said “we left at dawn with all hands”.", 30)
    assert told is not None
    assert told[1] == ["WE LEFT at dawn — with all hands"]


def test_a_quotation_with_words_left_out_is_marked_in_its_pieces(tmp_path):
    text = "“We left the pier at dawn — with all hands,” she said."
    told = marked(tmp_path, text, "She said “[we] left … at dawn - with all [our] hands”.", 30)
    assert told is not None
    assert "left" in told[1][0]


def test_a_date_is_marked_in_whatever_form_and_others_are_not(tmp_path):
    text = "On March 2 it rose. It sank on Monday, March 3. On March 5 it was found."
    told = marked(tmp_path, text, "It sank on 3 March 2031.", 30)
    assert told is not None
    assert (
        told[1] == ["Monday, March 3"] or told[1] == ["March 3"] or told[1] == ["Monday", "March 3"]
    )


def test_another_value_that_a_source_gives_is_marked(tmp_path):
    assert excerpt_about("The gate held 25 boats.", "The gate held boats.", "boats", 3).text
    assert excerpt_about("The gate held 25 boats.", "The gate held boats.", "boats", 0) is None
    assert excerpt_about("", "The gate held boats.", "boats", 3) is None


# -- sentences, marks and places


def test_a_text_without_a_word_has_no_sentence():
    assert list(split_sentences("")) == []
    assert list(split_sentences(" \n ")) == []
    assert list(split_sentences("…")) in ([], [(0, 1)])


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said «we left «at last» at dawn» and slept.", ("we left «at last» at dawn",)),
        ("He said “we left ‘at last” then’ at dawn.", ("we left ‘at last",)),
    ],
)
def test_marks_within_marks_belong_to_the_quotation(text, quoted):
    assert quotations(text) == quoted


def test_what_looks_like_a_closing_mark_inside_of_another_quotation_closes_nothing():
    text = "‘He called it „a long day’ and left.“ We slept.’ It rained. It rained."
    assert [text[a:b] for a, b in split_sentences(text)][-1] == "It rained."


def test_a_text_that_a_substitution_brings_in_has_its_line():
    source = SourceText("a.md", "One.\n\nAt noon {{ claim }} came.\n\n{{ claims }}\n\nTwo.\n")
    assert source.written_line(3) == 3
    assert source.written_line(6) == 5
    assert source.written_line(1) == 1


STEPS = ArticleText(
    "First the old gate broke.\n\nThen the long rain came.\n\nNext the boats went out.\n\n"
    "Last the mate fell ill."
)


@pytest.mark.parametrize(
    ("quotation", "how", "paragraphs"),
    [
        ("the old gate broke … the long rain", "exact", (1,)),
        ("gate broke … the boats went", "exact", (1,)),
        ("gate broke … the mate fell", "spliced", (1,)),
        ("rain came … the mate fell", "exact", (2,)),
        ("the boats went out … the long rain", "spliced", (3,)),
        ("the old gate broke", "exact", (1,)),
        ("Last the mate fell ill.", "exact", (4,)),
    ],
)
def test_an_ellipsis_may_leap_two_paragraphs_and_no_more(quotation, how, paragraphs):
    match = match_quotation(quotation, STEPS)
    assert (match.how, tuple(sorted(match.paragraphs))) == (how, paragraphs)


def test_a_text_that_has_a_quotation_twice_gives_both_paragraphs():
    text = ArticleText("The old gate broke.\n\nIt rained.\n\nHe said the old gate broke.")
    assert match_quotation("the old gate broke", text).paragraphs == (1, 3)
    assert quoted_paragraphs("the old gate broke", text) == (1, 3)
    assert quoted_paragraphs("the old gate … broke", text) in ((1, 3), (1,))
    assert quoted_paragraphs("the new gate broke", text) == ()


@pytest.mark.parametrize(
    ("left_out", "how"),
    [
        ("not", "altered"),
        ("not at all, as far as", "altered"),
        ("nothing of what they had seen there that night, and", "exact"),
    ],
)
def test_a_negation_may_not_be_left_out_where_what_it_negates_is_quoted(left_out, how):
    text = ArticleText(f"The mate would {left_out} they sell the boat.")
    assert match_quotation("The mate would … they sell the boat", text).how == how


def test_a_piece_is_in_the_paragraph_of_its_last_word():
    assert match_quotation("gate broke. Then … the mate fell", STEPS).how == "exact"
    assert match_quotation("old gate broke … the mate fell", STEPS).how == "spliced"


@pytest.mark.parametrize(
    ("text", "quotation", "how"),
    [
        ("The clerk, who had not, signed it.", "The clerk … signed it", "exact"),
        ("He said that it was not a boat.", "He said … a boat", "altered"),
        ("He said it was not. Then he saw a boat.", "He said … he saw a boat", "exact"),
    ],
)
def test_a_negation_goes_with_its_clause(text, quotation, how):
    assert match_quotation(quotation, ArticleText(text)).how == how


def test_the_longer_of_two_runs_is_marked_wherever_it_stands(tmp_path):
    for text in (
        "WE LEFT at dawn — with all hands. We left.",
        "We left. WE LEFT at dawn — with all hands.",
    ):
        told = marked(tmp_path, text, "She said “we left at dawn with all hands”.", 30)
        assert told is not None
        assert told[1] == ["WE LEFT at dawn — with all hands"]


def test_a_bracketed_letter_is_looked_for_in_every_word():
    text = ArticleText("The gate. He attacks boats. They attacked the old boats at dawn.")
    assert match_quotation("attack[ed] the old boats", text).how == "exact"
    assert match_quotation("They attack[s] the old boats", text).how == "exact"
    assert match_quotation("attack[s] … [o]ld boats at dawn", text).how == "exact"
    assert match_quotation("attack[ing] the new boats", text).how != "exact"


def test_the_joint_that_spoils_a_quotation_need_not_be_the_first():
    text = ArticleText(
        "She left the port at noon with a cat, and she did not ever come back to it."
    )
    match = match_quotation("She left … with a cat … ever come back", text)
    assert match.how == "altered"
    assert match.difference.startswith('the ellipsis leaves out "not"')
