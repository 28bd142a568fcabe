"""To whom a sentence gives a quotation, and whether the source does."""

from __future__ import annotations

import time

import pytest

from builder_ext.evidence.names import NameTable
from builder_ext.evidence.speakers import speaker_of, speaks_in

WORDS = "we left at dawn"
NO_TABLE = NameTable({})


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Rivera said “we left at dawn”.", "Rivera"),
        ("“we left at dawn”, Rivera said.", "Rivera"),
        ("“we left at dawn”, said Senator Ana Rivera.", "Ana Rivera"),
        ("“we left at dawn”, according to Gen. Ana Rivera.", "Ana Rivera"),
        ("According to Ana Rivera, it was so: “we left at dawn”.", "Ana Rivera"),
        ("Ana Rivera: “we left at dawn”.", "Ana Rivera"),
        ("Rivera told reporters that “we left at dawn”.", "Rivera"),
        ("In Tarsa, Ana Rivera told them that “we left at dawn”.", "Ana Rivera"),
        ("Ana Rivera, the master of the Tarsa Board, said that “we left at dawn”.", "Ana Rivera"),
        ("Ana Rivera of the Tarsa Board said that “we left at dawn”.", "Ana Rivera"),
        ("Rivera, who had seen it, said that “we left at dawn”.", "Rivera"),
        ("The Harbor Post writes that Rivera called it “we left at dawn”.", "Rivera"),
        ("It was described by Ana Rivera as “we left at dawn”.", "Ana Rivera"),
        ("Rivera said “it was late” and “we left at dawn”.", "Rivera"),
        ("“It was late”, Rivera said, and “we left at dawn”, Ivo Amin added.", "Ivo Amin"),
        ("The Department of Defense announced that “we left at dawn”.", "Department of Defense"),
        ("Rivera later also publicly vowed that “we left at dawn”.", "Rivera"),
        ("The Pentagon said “we left at dawn”.", "Pentagon"),
        ("The harbor master, Ana Rivera, said “we left at dawn”.", "Ana Rivera"),
        ("Amin's deputy, Ana Rivera, said “we left at dawn”.", "Ana Rivera"),
        ("“we left at dawn”, said harbor master Ana Rivera.", "Ana Rivera"),
        ("“we left at dawn”, said the harbor master, Ana Rivera.", "Ana Rivera"),
        ("Rivera told Ivo Amin “we left at dawn”.", "Rivera"),
        ("Asked by Ivo Amin, Rivera said “we left at dawn”.", "Rivera"),
        ("Rivera wrote on Twitter: “we left at dawn”.", "Rivera"),
        ("“It was late,” Rivera said, “we left at dawn”.", "Rivera"),
        ("Rivera put it plainly: “we left at dawn”.", "Rivera"),
    ],
)
def test_the_speaker_is_the_subject_of_the_saying(sentence, speaker):
    assert speaker_of(WORDS, sentence) == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "He said “we left at dawn”.",
        "Officials said “we left at dawn”.",
        "He said “we left at dawn”, The Harbor Post reports.",
        "Rivera and Amin said “we left at dawn”.",
        "A director at the Tarsa Board said “we left at dawn”.",
        "Rivera's envoy said “we left at dawn”.",
        "As The Harbor Post reported: “we left at dawn”.",
        "The motto is “we left at dawn”.",
        "The rule was plain: “we left at dawn”.",
        "Tarsa has a motto: “we left at dawn”.",
        "Sailors put it plainly: “we left at dawn”.",
        "Rivera was told this: “we left at dawn”.",
        "The mayor of Tarsa, Norland, said “we left at dawn”.",
        "Nothing is quoted here.",
        "",
    ],
)
def test_without_a_name_there_is_no_speaker(sentence):
    assert speaker_of(WORDS, sentence) is None


def test_a_block_quote_has_its_speaker_under_it_or_before_it():
    assert speaker_of(WORDS, WORDS, "", "— Ana Rivera, as reported by The Post") == "Ana Rivera"
    assert speaker_of(WORDS, WORDS, "On the pier Ana Rivera told a reporter:") == "Ana Rivera"
    assert speaker_of(WORDS, WORDS, "He told a reporter:") is None
    assert speaker_of(WORDS, WORDS) is None


@pytest.mark.parametrize(
    ("lead_in", "speaker"),
    [
        ("Nunes put it plainly:", "Nunes"),
        ("Nunes put it plainly :", "Nunes"),
        ("Nunes puts it this way:", "Nunes"),
        ("As Nunes put it:", "Nunes"),
        ("Mayor Nunes was blunt:", "Nunes"),
        ("Carla Nunes had this to say:", "Carla Nunes"),
        ("Carla Nunes, the harbor master, had this to say of it:", "Carla Nunes"),
        ("Carla Nunes later did not mince her words:", "Carla Nunes"),
        ("The mayor was blunt:", None),
        ("Witnesses put it plainly:", None),
        ("Officials were blunt:", None),
        ("Nunes's deputy was blunt:", None),
        ("Nunes and Oduya were blunt:", None),
        ("Nunes was given this note:", None),
        ("The report puts it plainly:", None),
        ("Nothing was left:", None),
        ("There was this:", None),
        ("Congress was blunt:", None),
        ("Nunes put it plainly.", None),
    ],
)
def test_a_person_may_lead_in_to_their_words_without_a_verb_of_saying(lead_in, speaker):
    assert speaker_of(WORDS, WORDS, lead_in) == speaker


ARTICLE = (
    "Ana Rivera came to Tarsa.",
    "“We left at dawn,” she said.",
    "“It was late,” the harbor master added.",
    "Ivo Amin, the engineer, called it “a long night”.",
    "The silos stood empty.",
    "Nobody knew why.",
    "A guard said that “the lights went out”.",
    "President Lena Okoro flew home.",
    "The weather turned.",
    "The sea was calm, and Amin said so.",
    "“No more of this,” the president said.",
)


def speaks(speaker, number, authors=(), outlets=(), table=NO_TABLE):
    return speaks_in(speaker, ARTICLE, number, authors, outlets, table)


@pytest.mark.parametrize(
    ("speaker", "number"),
    [
        ("Ivo Amin", 4),
        ("Ivo Amin", 5),
        ("Ana Rivera", 2),
        ("Ana Rivera", 3),
        ("Lena Okoro", 11),
        ("Anybody", 99),
        ("Anybody", 0),
        ("", 1),
    ],
)
def test_who_is_named_there_or_goes_on_speaking_may_have_said_it(speaker, number):
    assert speaks(speaker, number)


@pytest.mark.parametrize(
    ("speaker", "number"),
    [("Ana Rivera", 4), ("Ana Rivera", 7), ("Ivo Amin", 2), ("Lena Okoro", 4), ("Ana Rivera", 11)],
)
def test_who_is_named_elsewhere_only_did_not_say_it(speaker, number):
    assert not speaks(speaker, number)


def test_an_author_or_the_outlet_may_be_the_speaker():
    assert speaks("Mbeki", 7, authors=("Noor Mbeki",))
    assert speaks("Harbor Post", 7, outlets=("The Harbor Post",))
    assert not speaks("Mbeki", 7, authors=("Noor Lutz",), outlets=("The Harbor Post",))
    assert not speaks("Ivo Mbeki", 7, authors=("Noor Mbeki",))


def test_a_paragraph_that_ends_in_a_colon_introduces_whom_it_names():
    paragraphs = ("This is what the Harbor Post had:", "Ivo Amin said that “we left at dawn”.")
    assert speaks_in("Harbor Post", paragraphs, 2, (), (), NO_TABLE)
    assert not speaks_in("Ana Rivera", paragraphs, 2, (), (), NO_TABLE)


def test_the_table_spells_a_speaker():
    assert speaks("Yvo Ameen", 4, table=NameTable({"Ivo Amin": ["Yvo Ameen"]}))


NUNES = "Carla Nunes"
Q = "“We never closed the gates,”"
"""The words that each case below gives to Carla Nunes; they stand in the paragraph with a mark."""

HONEST = {
    "name after": (f"* {Q} Nunes said on Monday.",),
    "name after, verb first": (f"* {Q} said Carla Nunes, who ran the port.",),
    "name before": ("* Nunes said: “We never closed the gates.”",),
    "name before, far": (
        "* Carla Nunes, who has run the port since, insisted: “We never closed…”",
    ),
    "apposition": (f"* {Q} the harbor master, Carla Nunes, said.",),
    "apposition after the name": (f"* {Q} Carla Nunes, the harbor master, told the Board.",),
    "according to": (f"* {Q} according to Nunes.",),
    "title, name earlier": ("Carla Nunes came late.", f"* {Q} the harbor master said."),
    "title, name with it far before": (
        "Carla Nunes, the harbor master, came late.",
        "The mood was bad.",
        "Nobody spoke.",
        f"* {Q} the harbor master said.",
    ),
    "title, name with it far after": (
        f"* {Q} the harbor master said.",
        "The mood was bad.",
        "Then harbor master Carla Nunes went home.",
    ),
    "rank, name far before": (
        "Mayor Carla Nunes came late.",
        "The mood was bad.",
        "It rained.",
        f"* {Q} the mayor said.",
    ),
    "pronoun": ("Carla Nunes did not hide it.", f"* {Q} she said."),
    "pronoun, verb first": ("Carla Nunes did not hide it.", f"* {Q} said she."),
    "pronoun in the paragraph": (f"* Carla Nunes did not hide it. {Q} she said.",),
    "pronoun, over another's name": (
        "Carla Nunes was on the pier.",
        f"* She had met Ben Oduya there. {Q} she said.",
    ),
    "pronoun, another told": ("Carla Nunes was on the pier.", f"* {Q} she told Ben Oduya."),
    "split quotation": ("* “We never,” Nunes said, “closed the gates.”",),
    "split over paragraphs": ("“It was late,” Nunes said.", "* “We never closed the gates.”"),
    "speech of three paragraphs": (
        "Carla Nunes said: “It was late.",
        "“It was dark.",
        "* “We never closed the gates.”",
    ),
    "speech of six paragraphs": (
        "Carla Nunes spoke first.",
        "“It was late.",
        "“It was dark.",
        "“It was cold.",
        "“It rained.",
        "* “We never closed the gates.”",
    ),
    "speech named at its end": (
        "* “We never closed the gates.",
        "“It was late,” Carla Nunes said.",
    ),
    "he said twice": ("Nunes came.", "“It was late,” she said.", f"* {Q} she added."),
    "led in with a colon": ("This is what Carla Nunes wrote:", "* We never closed the gates."),
    "tweet": ("* “We never closed the gates,” Nunes wrote on Twitter.",),
    "tweet, set apart": ("Nunes wrote on Twitter on Monday:", "* “We never closed the gates.”"),
    "pull quote": ("It rained.", "* “We never closed the gates.”", "— Carla Nunes, harbor master"),
    "pull quote without marks": ("It rained.", "* We never closed the gates.", "— Carla Nunes"),
    "quote apart, told after": (
        "It rained.",
        "* “We never closed the gates.”",
        "With these words Carla Nunes opened the meeting.",
    ),
    "who told": (f"* {Q} Nunes told Ben Oduya.",),
    "told, and she answers": (f"* Ben Oduya told Nunes the story. {Q} she answered.",),
    "interview": ("Lena Vauk: Did you close them?", "* Carla Nunes: We never closed the gates."),
    "answer to a question": ("* Asked by Lena Vauk, Nunes said: “We never closed the gates.”",),
    "quoted letter": ("Nunes wrote to the Board.", f"* {Q} the letter said."),
    "letter of hers": ("* “We never closed the gates,” it says in Nunes's letter.",),
    "statement of hers": ("Carla Nunes was not there.", f"* {Q} a statement said."),
    "two speakers": (f"* “They did,” Ben Oduya said. {Q} Carla Nunes answered.",),
    "both of them": (f"* {Q} Ben Oduya and Carla Nunes said.",),
    "his office, and herself": (f"* Nunes's office was closed. {Q} Nunes said.",),
    "goes on without a verb": ("Nunes said it was late.", "* The gates, she knew, “never closed”."),
    "her own letter, signed": ("* “We never closed the gates. Yours, Carla Nunes”",),
}

WRONG = {
    "name in the paragraph, another after": (
        f"* Ben Oduya did not hide it. {Q} he said.",
        "Carla Nunes disagreed with him loudly.",
    ),
    "title alone, another after": (
        f"* {Q} the harbor master said.",
        "Carla Nunes disagreed with him loudly.",
    ),
    "a sailor, another before": (
        "Carla Nunes went home.",
        f"* The mood was bad. {Q} a sailor of the port said.",
    ),
    "apposition, another after": (
        "* The harbor master, Ben Oduya, said: “We never closed the gates.”",
        "Carla Nunes went home.",
    ),
    "apposition, another before": (
        "Carla Nunes went home.",
        f"* {Q} the harbor master, Ben Oduya, said.",
    ),
    "apposition after the verb": ("Carla Nunes went home.", f"* {Q} said a sailor, Ben Oduya."),
    "name after": ("Carla Nunes went home.", f"* {Q} Ben Oduya said.", "Nunes slept."),
    "name after, verb first": ("Carla Nunes went home.", f"* {Q} said harbor master Ben Oduya."),
    "name before": ("Carla Nunes went home.", "* Ben Oduya said: “We never closed the gates.”"),
    "according to": ("Carla Nunes went home.", f"* {Q} according to Ben Oduya."),
    "according to a sailor": ("Carla Nunes went home.", f"* {Q} according to a sailor."),
    "title of another": (
        "Ben Oduya, the harbor master, came late.",
        "Carla Nunes went home.",
        f"* {Q} the harbor master said.",
    ),
    "title of another, told after": (
        "Carla Nunes went home.",
        f"* {Q} the harbor master said.",
        "Harbor master Ben Oduya then left.",
    ),
    "pronoun of another": (
        "Carla Nunes went home.",
        "Ben Oduya did not hide it.",
        f"* {Q} he said.",
    ),
    "pronoun of another in the paragraph": (
        "Carla Nunes went home.",
        f"* Ben Oduya stayed on. {Q} he said.",
    ),
    "pronoun of another by family name": (
        "Ben Oduya came with Carla Nunes.",
        f"* Oduya stayed on. {Q} he said.",
    ),
    "pronoun of another, on a day": (
        "Carla Nunes went home.",
        f"* On Monday Ben Oduya stayed on. {Q} he said.",
    ),
    "split quotation": ("Nunes left.", "* “We never,” Ben Oduya said, “closed the gates.”"),
    "speech of another": (
        "Carla Nunes went home.",
        "Ben Oduya said: “It was late.",
        "“It was dark.",
        "* “We never closed the gates.”",
    ),
    "speech of another, closed by another": (
        "Ben Oduya said: “It was late.",
        "* “We never closed the gates.”",
        "Carla Nunes shook her head.",
    ),
    "speech of another, answered": (
        "Ben Oduya spoke first, and said much.",
        "* “We never closed the gates.”",
        "“That is a lie,” said Carla Nunes.",
    ),
    "led in with a colon": (
        "Carla Nunes left, and Ben Oduya said:",
        "* “We never closed the gates.”",
    ),
    "tweet": ("Nunes left.", "* “We never closed the gates,” Ben Oduya wrote on Twitter."),
    "pull quote of another": (
        "Carla Nunes went home.",
        "* “We never closed the gates.” — Ben Oduya, harbor master",
    ),
    "pull quote of another, set apart": (
        "It rained.",
        "* “We never closed the gates.”",
        "— Ben Oduya, harbor master",
        "Carla Nunes went home.",
    ),
    "denied after": (
        "It rained.",
        "* “We never closed the gates.”",
        "Carla Nunes disagreed with every word.",
    ),
    "another speaks first after": (
        "It rained.",
        "* “We never closed the gates.”",
        "Ben Oduya said so on Monday. Carla Nunes went home.",
    ),
    "who was told": (f"* {Q} Ben Oduya told Carla Nunes.",),
    "who was told by him": ("Ben Oduya came late.", f"* {Q} he told Mayor Carla Nunes."),
    "who were told": (f"* {Q} a sailor told Ivo Amin and Carla Nunes.",),
    "interviewer": ("Carla Nunes: Did you close?", "* Ben Oduya: We never closed the gates."),
    "who interviewed": (f"* {Q} Ben Oduya said in an interview with Carla Nunes.",),
    "who got the letter": (f"* {Q} Ben Oduya wrote in a letter to Carla Nunes.",),
    "the ministry": ("Carla Nunes went home.", f"* {Q} the ministry said.", "Nunes slept."),
    "officials": ("Carla Nunes went home.", f"* {Q} officials said."),
    "said one of them": ("Carla Nunes went home.", f"* {Q} said one of the sailors."),
    "his lawyer": ("Carla Nunes went home.", f"* {Q} her lawyer said."),
    "the office": (f"* {Q} Nunes's office said.", "Carla Nunes went home."),
    "the spokesman": (f"* {Q} a spokesman for Carla Nunes said.",),
    "the deputy by name": (f"* {Q} Nunes's deputy, Ben Oduya, said.", "Carla Nunes left."),
    "named in the quotation": ("* “Carla Nunes lied. We never closed,” Ben Oduya said.",),
    "named in the quotation before": (
        "“Carla Nunes lied,” Ben Oduya said.",
        f"* {Q} he added.",
    ),
    "two others": ("Nunes left.", f"* “Yes,” Ivo Amin said. {Q} said Ben Oduya.", "Nunes slept."),
    "her in no speech": ("Carla Nunes went home.", "* We never closed the gates in those days."),
    "far away": ("Carla Nunes went home.", "It rained.", "It was late.", f"* {Q} she said."),
}


def marked(paragraphs):
    number = next(n for n, text in enumerate(paragraphs, start=1) if text.startswith("* "))
    return [text.removeprefix("* ") for text in paragraphs], number


def straight(text):
    return text.replace("“", '"').replace("”", '"')


@pytest.mark.parametrize("case", HONEST)
def test_an_honest_attribution_is_not_accused(case):
    paragraphs, number = marked(HONEST[case])
    assert speaks_in(NUNES, paragraphs, number, (), (), NO_TABLE)
    assert speaks_in(NUNES, [*map(straight, paragraphs)], number, (), (), NO_TABLE)


@pytest.mark.parametrize("case", WRONG)
def test_a_name_in_a_paragraph_nearby_is_not_enough(case):
    paragraphs, number = marked(WRONG[case])
    assert not speaks_in(NUNES, paragraphs, number, (), (), NO_TABLE)
    assert not speaks_in(NUNES, [*map(straight, paragraphs)], number, (), (), NO_TABLE)


@pytest.mark.parametrize(
    ("speaker", "paragraphs"),
    [
        ("Harbor Ministry", (f"* {Q} the Harbor Ministry said.",)),
        ("Harbor Ministry", ("The Harbor Ministry denied it.", f"* {Q} the ministry said.")),
        ("Harbor Ministry", ("The Harbor Ministry denied it.", f"* {Q} it said.")),
        ("Harbor Ministry", ("The Harbor Ministry denied it.", f"* {Q} a spokesman said.")),
        ("Harbor Ministry", (f"* {Q} said a spokesman for the Harbor Ministry.",)),
        ("Harbor Ministry", (f"* {Q} the Harbor Ministry’s spokesman said.",)),
        ("Coast Guard", (f"* {Q} Coast Guard spokesman Ben Oduya said.",)),
    ],
)
def test_a_body_speaks_by_its_spokesmen(speaker, paragraphs):
    assert speaks_in(speaker, *marked(paragraphs), (), (), NO_TABLE)


@pytest.mark.parametrize("told", ["Ben Oduya said.", "a sailor said.", "Nunes said."])
def test_a_body_does_not_speak_by_others(told):
    paragraphs = marked(("The Harbor Ministry denied it.", f"* {Q} {told}"))
    assert not speaks_in("Harbor Ministry", *paragraphs, (), (), NO_TABLE)


def test_the_author_speaks_in_every_paragraph_whoever_is_beside():
    paragraphs = ("Ben Oduya said so.", "We never closed the gates, and I saw it.")
    assert speaks_in("Lena Vauk", paragraphs, 2, ("Lena Vauk",), (), NO_TABLE)
    assert not speaks_in("Lena Vauk", paragraphs, 2, ("Ivo Amin",), (), NO_TABLE)


@pytest.mark.parametrize(
    "unit",
    [
        "A",
        "said ",
        "Rivera said ",
        "he said ",
        "“a b c” ",
        ", ",
        "the ",
        "a sailor said ",
        "told Ana ",
        "Ana Rivera, the mate, ",
        "the mate said ",
        "Ana Rivera left. ",
        "— Ana ",
        "Ana's aide ",
    ],
)
def test_time_grows_with_the_length_of_the_text_only(unit):
    text = unit * (60_000 // len(unit))
    start = time.process_time()
    speaker_of("a b", f"{text}“a b”{text}")
    speaker_of("a b", "a b", text, text)
    speaks_in("Ana Rivera", (text, "She said so."), 1, (), (), NO_TABLE)
    speaks_in("Ivo Amin", (text, "The mate said so.", text), 2, (), (), NO_TABLE)
    assert time.process_time() - start < 10
