"""The cheap look says nothing that the thorough one would not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.evidence.names import ArticleNames, NameTable, compare_names, names_of
from builder_ext.evidence.passages import terms_of
from builder_ext.evidence.quotes import quoted_paragraphs
from builder_ext.evidence.search import indexed_of
from builder_ext.evidence.texts import ArticleText
from builder_ext.evidence.verbatim import Verbatim, plain_words, stands_in, sure_words

PARAGRAPHS = (
    "The harbor master, Bruno Varga, said the “old crane” wasn't for sale: $5 per ton, or 5 %.",
    "Nobody in Upper Calder saw the non-violent crew leave. Varga's wife did. OLD CRANE for sale!",
    "They co-operate with the U.S. coast guard of N.A.T.O., wrote Zoë Al-Moreno (of Port News) …",
    "it is not the old crane that he would sell, he said; the diplo-\nmatic crew was not asked",
)
ARTICLE = ArticleText("\n\n".join(PARAGRAPHS))
LOOK = Verbatim(ARTICLE.paragraphs)


@st.composite
def extracts(draw):
    """Some words of a paragraph, cut anywhere, in some form of writing."""
    text = draw(st.sampled_from(ARTICLE.paragraphs))
    start = draw(st.integers(0, len(text) - 5))
    end = draw(st.integers(start + 4, len(text)))
    form = draw(st.sampled_from(["NFC", "NFD", "NFKC"]))
    change = draw(st.sampled_from([str, str.upper, str.casefold, lambda s: s.replace("’", "'")]))
    return unicodedata.normalize(form, change(text[start:end]))


def test_a_sentence_as_written_is_found_in_its_paragraph():
    assert LOOK.quotation("saw the non-violent crew leave.") == (2,)
    assert LOOK.quotation("Saw the “non-violent crew” leave") == ()


def test_what_is_there_in_another_form_is_left_to_the_thorough_look():
    assert LOOK.quotation("The OLD-CRANE") == ()
    assert quoted_paragraphs("the old crane", ARTICLE) == (1, 4)
    assert LOOK.quotation("the old crane") == ()
    assert LOOK.quotation("old … crane") == ()
    assert LOOK.quotation("[the] old crane") == ()


def test_a_quotation_cut_out_of_a_word_is_not_there():
    assert LOOK.quotation("violent crew leave") == ()
    assert LOOK.quotation("ld crane that he would sell") == ()
    assert LOOK.quotation("s wife did. OLD CRANE for") == ()


@given(extracts())
def test_a_quotation_is_found_where_the_thorough_look_finds_it(quotation):
    found = LOOK.quotation(quotation)
    assert found in ((), quoted_paragraphs(quotation, ARTICLE))


@given(extracts())
def test_what_may_not_be_there_is_not_there(quotation):
    if not LOOK.may_hold(quotation):
        assert not quoted_paragraphs(quotation, ARTICLE)


@given(extracts())
def test_a_text_that_holds_a_quotation_has_its_sure_words(quotation):
    if quoted_paragraphs(quotation, ARTICLE):
        terms = {term for paragraph in ARTICLE.paragraphs for term in indexed_of(paragraph)}
        assert terms.issuperset(term for word in sure_words(quotation) for term in terms_of(word))


def test_sure_words_are_those_that_nobody_writes_in_another_way():
    said = "Nobody in March pays co-operative, non-\nunion, won’t-pay [poor] miners: Miners struck."
    assert sure_words(said) == ("miners", "struck", "march", "pays")


@given(extracts())
def test_a_name_as_written_is_carried_by_the_thorough_look_too(text):
    names = names_of(text)
    article = ArticleNames(ARTICLE.paragraphs)
    for name, match in zip(names, compare_names(text, article, NameTable({})), strict=True):
        assert match.carried or not LOOK.name(name), name


def test_a_name_within_a_longer_word_is_not_that_name():
    assert LOOK.name("Varga") == (1, 2)
    assert LOOK.name("Moreno") == ()
    assert LOOK.name("Calde") == ()
    assert LOOK.name("Zoe") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Varga", "Varga came", "to Varga, he", "“Varga”", "Varga's boat", "Varga’s boat", "Varga'",
        "‘Varga came’ he", "(Varga)", "Varga.", "x Varga", "Vargas. Varga",
    ],
)  # fmt: skip
def test_a_name_stands_where_no_letter_touches_it(text):
    assert stands_in("Varga", text)


@pytest.mark.parametrize(
    "text",
    [
        "Vargas", "AVarga", "Varga-Roe", "Roe-Varga", "Varga‐Roe", "Varga‑Roe", "Varga&Roe",
        "Roe&Varga", "O'Varga", "O’Varga", "d.Varga", "Varga.Roe", "Varga'x", "varga", "VARGA", "",
    ],
)  # fmt: skip
def test_a_name_that_is_joined_to_letters_is_another(text):
    assert not stands_in("Varga", text)
    assert not stands_in("", text)


def test_a_name_in_another_composition_is_found():
    assert stands_in("Zoë", "To Zoe\u0308 he wrote")
    assert Verbatim(["To Zoe\u0308 he wrote", "Zoë"]).name("Zoë") == (1, 2)


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("the mate’s old crane stood", "Here the mate's old crane stood."),
        ("the ‘old’ crane stood there", "Here the 'old' crane stood there"),
        ("the “old” crane stood there", 'Here the "old" crane stood there!'),
        ("the old\ncrane stood", "Here the old crane\u00a0stood; so."),
        ("the old\u00a0crane stood", "(the old crane stood)"),
        ("The Old Crane Stood.", "—the old crane stood—"),
        ("the old crane stood", 'He: "the old crane stood", so'),
        ("the old crane stood", "So the old crane stood: there"),
        ("the old crane stood", "So the old crane stood' there"),
    ],
)
def test_marks_and_blanks_of_any_kind_are_one_in_a_quotation(quotation, text):
    assert Verbatim(["It rained.", text]).quotation(quotation) == (2,)


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("the [old] crane stood", "the [old] crane stood"),
        ("the (old) crane stood", "the (old) crane stood"),
        ("the old … crane stood", "the old … crane stood"),
        ("the old . . crane stood", "the old . . crane stood"),
        ("5 old cranes stood", "5 old cranes stood"),
        ("the old crane stood 5", "the old crane stood 5"),
        ("he or so", "he or so"),
        ("the old crane stood", "the old crane stood.5 days"),
        ("the old crane stood", "the old crane stood's end"),
        ("the old crane stood", "the old crane stood-up comic"),
        ("s old crane stood", "mate's old crane stood"),
        ("the old crane stood", "breathe old crane stood"),
    ],
)
def test_what_is_not_certain_is_left_to_the_thorough_look(quotation, text):
    assert Verbatim([text]).quotation(quotation) == ()


def test_one_doubtful_paragraph_leaves_all_to_the_thorough_look():
    sure, doubtful = "the old crane stood", "the old crane had stood"
    assert Verbatim([sure]).quotation(sure) == (1,)
    assert Verbatim([sure, sure]).quotation(sure) == (1, 2)
    assert Verbatim([sure, doubtful]).quotation(sure) == ()
    assert Verbatim([sure, "It rained."]).quotation(sure) == (1,)


def test_what_stands_in_brackets_need_not_be_there():
    look = Verbatim(["The old crane stood."])
    assert look.may_hold("the [rotten] crane stood")
    assert look.may_hold("the crane stood-rotten")
    assert not look.may_hold("the rotten crane stood")
    assert look.may_hold("CRANE")
    assert Verbatim(["The cra-\nne sto\u00b7od."]).may_hold("crane stood")


def test_plain_words_come_the_longest_first_and_then_by_letters():
    assert plain_words("The crane stood beside [rotten] boats, e.g. non-violent men’s zoës") == (
        "beside", "boats", "crane", "stood"
    )  # fmt: skip
    assert plain_words('"Four (five) six—seven! eight? nine: tens;') == (
        "eight", "seven", "five", "four", "nine", "tens"
    )  # fmt: skip
