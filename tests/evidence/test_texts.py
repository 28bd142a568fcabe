"""A text's paragraphs are its non-blank lines; what was wrapped by hand is one."""

from builder_ext.evidence.texts import ArticleText

LINE = "the ferry had lain in the ice for nineteen days and"


def paragraphs(text):
    return len(ArticleText(text).paragraphs)


def test_lines_are_paragraphs_with_and_without_blank_ones_between():
    assert paragraphs("One went.\nTwo stayed.\n\n\nThree slept.\n") == 3


def test_a_block_that_was_broken_at_a_width_is_one_paragraph():
    assert paragraphs(f"{LINE}\n{LINE}\nthen it sailed.\n\nNobody saw it.") == 2


def test_a_line_that_ends_a_sentence_by_chance_does_not_part_a_block():
    whole = f"{LINE}\n{LINE}\nthen it sailed.\n\n"
    chance = "The crew walked ashore with their bags and the cat.\nNobody had asked them to stay.\n"
    assert paragraphs(whole + chance) == 2
    assert paragraphs(chance) == 2


def test_headline_and_byline_stay_apart_from_a_wrapped_text():
    assert paragraphs(f"The ferry\nBy Ilsa Brandt\n\n{LINE}\n{LINE}\nthen it sailed.") == 3
