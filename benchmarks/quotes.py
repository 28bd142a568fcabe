"""Measures how many misquotes are caught, and how many true quotations are accused.

    python benchmarks/quotes.py [DIR]

DIR holds articles as text files; without it ``../shared/sources`` beside the checkout is taken.
Runs of words are drawn from their paragraphs. Each is quoted in every honest way below, and misquoted
in every planted way that applies to it. A planted misquote counts only where its words (letters and
digits, run together) are in no place of the article. Exit status: 0 when at least 99.5 % of the
misquotes are caught and at most 0.2 % of the true quotations are accused, 1 when not, 2 without texts.
"""

import random
import re
import sys
import textwrap
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
DEFAULT = CHECKOUT.parent / "shared" / "sources"
sys.path.insert(0, str(CHECKOUT))

from builder_ext.evidence.quotes import match_quotation  # noqa: E402
from builder_ext.evidence.texts import ArticleText  # noqa: E402

OWN = """The harbor board sold the crane for $1.5 million, about £1.2 million, or 37.5% more than in 1998.
A second bid of €980,000 was not accepted, and the board didn't say why, the clerk reportedly wrote.

At -4.5 degrees the ferry can't leave; 12,400 passengers (8.2 percent) hadn't heard of the rule.
It couldn't be learned whether 3.75 tonnes of ice were sold at $0.40 a kilo, or wouldn't be for years.
"""
"""An invented article with what the others lack: amounts, decimals, percentages, contractions."""
SEED = 20261121
DRAWN = 150
"""How many runs of words are drawn from each article."""
CAUGHT, ACCUSED = 0.995, 0.002


class Draw(NamedTuple):
    """A run of words of one paragraph, the article, and the words of another article."""

    words: list[str]
    article: ArticleText
    other: list[str]
    chance: random.Random

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def inner(self, size: int = 0) -> int:
        """A position that leaves two words at either end of a gap of so many words."""
        return self.chance.randint(2, len(self.words) - 2 - size)


Change = Callable[[Draw], str | None]
NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|cannot|hardly|\w+n['’]t)\b", re.I
)
HONEST: dict[str, Change] = {}
PLANTED: dict[str, Change] = {}


def honest(change: Change) -> Change:
    HONEST[change.__name__.replace("_", " ")] = change
    return change


def planted(change: Change) -> Change:
    PLANTED[change.__name__.replace("_", " ")] = change
    return change


def swap(pattern: str, new: str | Callable[[re.Match[str]], str], **how: int) -> Change:
    """A change of the first place where a pattern is; None where it is not."""

    def change(draw: Draw) -> str | None:
        text = re.sub(
            pattern, new, draw.text, count=how.get("count", 1), flags=how.get("flags", re.I)
        )
        return text if text != draw.text else None

    return change


# --- honest ways to quote

LIGATURES = {"fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ"}

HONEST |= {
    "as it is": lambda d: d.text,
    "curly marks made straight": lambda d: d.text.translate(str.maketrans("“”‘’", "\"\"''")),
    "straight marks made curly": lambda d: d.text.replace("'", "’").replace('"', "”"),
    "inner marks exchanged": swap("[“”]", "'", count=0),
    "inner marks dropped": swap('[“”"]', "", count=0),
    "upper case": lambda d: d.text.upper(),
    "lower case": lambda d: d.text.lower(),
    "headline case": lambda d: " ".join(w[:1].upper() + w[1:] for w in d.words),
    "no-break spaces": lambda d: "\u00a0".join(d.words),
    "two spaces": lambda d: "  ".join(d.words),
    "decomposed": lambda d: unicodedata.normalize("NFD", d.text),
    "composed": lambda d: unicodedata.normalize("NFC", d.text),
    "wrapped": lambda d: textwrap.fill(d.text, 40),
    "dashes as hyphens": swap(r"\s?[—–―]\s?", " -- ", count=0),
    "hyphens that do not break": swap("-", "\u2011", count=0),
    "hyphens as blanks": swap("(?<=[a-z])-(?=[a-z])", " ", count=0),
    "hyphens dropped": swap("(?<=[a-z])-(?=[a-z])", "", count=0),
    "commas dropped": swap(r",(?!\d)", "", count=0),
    "final full stop": lambda d: d.text.rstrip(".,;:!?”\"") + ".",
    "final comma inside": lambda d: d.text.rstrip(".,;:!?”\"") + ",",
    "ligatures": swap("fi|fl|ff", lambda m: LIGATURES[m.group()], count=0, flags=0),
    "dots of abbreviations dropped": swap(r"\b([A-Z])\.([A-Z])\.", r"\1\2", count=0, flags=0),
    "blanks in abbreviations": swap(r"\b([A-Z])\.([A-Z])\.", r"\1. \2.", count=0, flags=0),
    "thousands without comma": swap(r"(?<=\d),(?=\d{3}\b)", "", count=0),
    "thousands with narrow space": swap(r"(?<=\d),(?=\d{3}\b)", "\u202f", count=0),
    "ampersand": swap(r"\band\b", "&", flags=0),
    "soft hyphens": swap(r"(?<=[a-z]{3})(?=[a-z]{3})", "\u00ad", count=3),
    "zero-width spaces": lambda d: "\u200b".join((d.text[:8], d.text[8:])),
    "emphasis": lambda d: " ".join((*d.words[:2], f"*{d.words[2]}*", *d.words[3:])),
    "leading and final ellipsis": lambda d: f"… {d.text} . . .",
    "first letter in brackets": swap(r"^([A-Za-z])(?=[a-z])", lambda m: f"[{m[1].swapcase()}]"),
    "full-width letters": swap("[A-Za-z]", lambda m: chr(ord(m.group()) + 0xFEE0), count=0),
}  # fmt: skip


@honest
def hyphen_at_a_line_end(draw: Draw) -> str | None:
    return swap(r"\b([a-z]{4})(?=[a-z]{4})", "\\1-\n", flags=0)(draw)


@honest
def ellipsis_for_some_words(draw: Draw) -> str | None:
    return leave_out(draw, draw.chance.randint(1, 4), "…")


@honest
def dots_for_one_word(draw: Draw) -> str | None:
    return leave_out(draw, 1, ". . .")


@honest
def bracketed_ellipsis_for_many_words(draw: Draw) -> str | None:
    return leave_out(draw, draw.chance.randint(5, 9), "[...]")


@honest
def ellipsis_over_a_paragraph_end(draw: Draw) -> str | None:
    article = draw.article.paragraphs
    number = draw.chance.randrange(len(article) - 1)
    first, second = article[number].split(), article[number + 1].split()
    if len(first) < 5 or len(second) < 9 or NEGATION.search(" ".join(second[:3])):
        return None
    return f"{' '.join(first[-5:])} … {' '.join(second[3:9])}"


@honest
def two_ellipses(draw: Draw) -> str | None:
    if len(draw.words) < 14:
        return None
    a, b, c, d = draw.words[:4], draw.words[4:6], draw.words[6:10], draw.words[10:12]
    if NEGATION.search(" ".join((*b, *d))):
        return None
    return f"{' '.join(a)} … {' '.join(c)} … {' '.join(draw.words[12:])}"


@honest
def ellipsis_for_a_negated_clause(draw: Draw) -> str | None:
    """The negation and what it negates are left out together."""
    for at in range(2, len(draw.words) - 10):
        gone = draw.words[at : at + 8]
        inside = [bool(NEGATION.search(word)) for word in gone]
        if any(inside) and not any(inside[:2]) and not any(inside[-4:]):
            return " ".join((*draw.words[:at], "…", *draw.words[at + 8 :]))
    return None


@honest
def bracket_for_a_word(draw: Draw) -> str | None:
    return leave_out(draw, 1, "[Calder]")


@honest
def bracket_for_some_words(draw: Draw) -> str | None:
    return leave_out(draw, draw.chance.randint(2, 5), "[the harbor]", bracket=True)


@honest
def bracket_put_in(draw: Draw) -> str | None:
    at = draw.inner()
    return " ".join((*draw.words[:at], "[sic]", *draw.words[at:]))


@honest
def bracket_before(draw: Draw) -> str | None:
    return "[Calder] " + draw.text if not denied_before(draw) else None


@honest
def ending_in_brackets(draw: Draw) -> str | None:
    return swap(r"\b(?!noth)([a-z]{4,})(ed|ing|s)\b", r"\1[es]", flags=0)(draw)


@honest
def over_a_paragraph_end(draw: Draw) -> str | None:
    article = draw.article.paragraphs
    number = draw.chance.randrange(len(article) - 1)
    return " ".join((*article[number].split()[-6:], *article[number + 1].split()[:6]))


def denied_before(draw: Draw) -> bool:
    text = " ".join(" ".join(draw.article.paragraphs).split())
    at = text.find(draw.text)
    return at < 0 or bool(NEGATION.search(text[max(0, at - 14) : at]))


def leave_out(draw: Draw, size: int, stand_in: str, bracket: bool = False) -> str | None:
    """Put something in the place of words that hold no negation."""
    if len(draw.words) < size + 5:
        return None
    at = draw.inner(size)
    gone = " ".join(draw.words[at : at + size])
    if NEGATION.search(gone) or (bracket and re.search("[—–/-]", gone)):
        return None
    return " ".join((*draw.words[:at], stand_in, *draw.words[at + size :]))


# --- misquotes

SYNONYMS = {
    "said": "claimed", "attack": "assault", "killed": "murdered", "troops": "soldiers", "forces": "units",
    "group": "gang", "officials": "sources", "strike": "raid", "war": "conflict", "government": "regime",
    "militia": "army", "base": "camp", "day": "night", "week": "month", "first": "second", "last": "next",
    "against": "for", "before": "after", "more": "less", "all": "most", "many": "few", "new": "old",
    "large": "huge", "military": "civilian", "several": "two", "near": "at", "north": "south",
}  # fmt: skip
NAMES = (
    "Trump",
    "Pompeo",
    "Soleimani",
    "Iran",
    "Iraq",
    "Syria",
    "Israel",
    "Kirkuk",
    "Baghdad",
    "Tehran",
)
NUMBERS = {
    "one": "two",
    "two": "three",
    "three": "four",
    "four": "five",
    "five": "six",
    "dozens": "hundreds",
}
AUXILIARY = r"\b(?:was|were|is|are|had|has|have|would|will|could|can)\b"
PAST = {"is": "was", "are": "were", "has": "had", "have": "had"}
QUALIFIERS = (
    r"\b(?:alleged|allegedly|reportedly|apparently|possibly|likely|almost|about|only|some)\s"
)


def other_name(match: re.Match[str]) -> str:
    return NAMES[NAMES.index(match.group()) - 1]


PLANTED |= {
    "negation dropped": swap(r"\b(?:not|never|no)\s", ""),
    "n't dropped": swap(r"(?<=\w)n['’]t\b", ""),
    "n't written out": swap(r"(?<=d)n['’]t\b", " not"),
    "negation added": swap(r"\b(was|were|is|are|had|has|have|would|will|could|can|should)\b", r"\1 not"),
    "n't added": swap(r"\b(was|were|is|are|had|has|have|would|could|should)\b", r"\1n't"),
    "digit changed": swap(r"\d", lambda m: str((int(m.group()) + 1) % 10)),
    "number word changed": swap(rf"\b({'|'.join(NUMBERS)})\b", lambda m: NUMBERS[m.group().lower()]),
    "digit dropped": swap(r"(?<=\d)\d", ""),
    "digits set apart": swap(r"(?<=\d)(?=\d)", " "),
    "decimal point dropped": swap(r"(?<=\d)\.(?=\d)", ""),
    "percent sign dropped": swap(r"(?:%| percent\b)(?=\S* \w)", ""),
    "currency changed": swap(r"[$€£]", "¥"),
    "number negated": swap(r"(?<![\w.,:$–-])(?=\d)", "-"),
    "unit changed": swap(r"\b(miles|kilometers|hours|days|weeks|months|years)\b", "minutes"),
    "magnitude changed": swap(r"\b(hundred|thousand|million|billion)s?\b", "trillion"),
    "name changed": swap(rf"\b({'|'.join(NAMES)})\b", other_name, flags=0),
    "synonym": swap(rf"\b({'|'.join(SYNONYMS)})\b", lambda m: SYNONYMS[m.group().lower()]),
    "qualifier dropped": swap(QUALIFIERS, ""),
    "hedge added": swap(r"\s(was|were|is|are|had|has)\b", r" reportedly \1"),
    "future": swap(r"\b(was|were|is|are)\b", "will be"),
    "past": swap(r"\b(is|are|has|have)\b", lambda m: PAST[m.group().lower()]),
    "ending changed": swap(r"\b([a-z]{3,})ed\b", r"\1ing"),
    "plural": swap(r"\b(attack|force|group|strike|base|rocket|official|troop|president|war)\b", r"\1s"),
    "singular": swap(r"\b(attack|force|group|strike|base|rocket|official|leader|militia)s\b", r"\1"),
    "modal changed": swap(r"\b(may|might|could|would|should)\b", "will"),
    "modal softened": swap(r"\b(will|must|can)\b", "may"),
    "pronoun changed": swap(r"\b(he|she|they|we|I)\b", lambda m: "you"),
    "possessive changed": swap(r"\b(his|her|their|our|its)\b", "your"),
    "article changed": swap(r"\bthe\b", "a"),
    "preposition changed": swap(r"\b(in|on|at|from|by|with)\b", lambda m: "to"),
    "and to or": swap(r"\band\b", "or"),
    "but to and": swap(r"\b(but|however)\b", "and"),
    "prefix dropped": swap(r"\b(?:un|anti-|non-|ir|dis)(?=[a-z]{4})", ""),
    "compound cut": swap(r"\b[A-Za-z]+-(?=[a-z]+)", ""),
    "words run together": swap(r"(?<=[a-z]) (?=[a-z])", ""),
    "bracketed negation hides": swap(r"\b(?:not|never|no)\b", "[once]"),
    "bracketed n't hides": swap(r"\b(\w+)n['’]t\b", r"[\1]"),
    "bracketed negation added": swap(rf"({AUXILIARY}) (?=\w)", r"\1 [not] "),
    "bracketed n't added": swap(r"\b(was|were|is|are|had|has|have|would|could)\b", r"\1[n't]"),
    "ellipsis hides a negation": swap(r"(?<=\w )(?:not|never|no|did not|is not) (?=\w+ )", "… "),
    "ellipsis and a word changed": lambda d: leave_out(d._replace(words=["Yesterday", *d.words[1:]]), 2, "…"),
}  # fmt: skip


@planted
def word_dropped(draw: Draw) -> str:
    at = draw.inner(1)
    return " ".join((*draw.words[:at], *draw.words[at + 1 :]))


@planted
def some_words_dropped(draw: Draw) -> str:
    at = draw.inner(3)
    return " ".join((*draw.words[:at], *draw.words[at + 3 :]))


@planted
def word_put_in(draw: Draw) -> str:
    at = draw.inner()
    return " ".join((*draw.words[:at], "harbor", *draw.words[at:]))


@planted
def word_of_the_article_put_in(draw: Draw) -> str:
    at = draw.inner()
    paragraph = draw.chance.choice(draw.article.paragraphs).split()
    return " ".join((*draw.words[:at], draw.chance.choice(paragraph), *draw.words[at:]))


@planted
def word_twice(draw: Draw) -> str:
    at = draw.inner()
    return " ".join((*draw.words[:at], *draw.words[at - 1 :]))


@planted
def neighbours_swapped(draw: Draw) -> str:
    at = draw.inner(2)
    return " ".join((*draw.words[:at], draw.words[at + 1], draw.words[at], *draw.words[at + 2 :]))


@planted
def halves_swapped(draw: Draw) -> str:
    at = draw.inner()
    return " ".join((*draw.words[at:], *draw.words[:at]))


@planted
def halves_swapped_with_ellipsis(draw: Draw) -> str:
    at = len(draw.words) // 2
    return " ".join((*draw.words[at:], "…", *draw.words[:at]))


@planted
def who_did_what_to_whom(draw: Draw) -> str | None:
    found = list(dict.fromkeys(re.findall(rf"\b(?:{'|'.join(NAMES)})\b", draw.text)))
    if len(found) < 2:
        return None
    turned = {found[0]: found[1], found[1]: found[0]}
    return re.sub("|".join(found[:2]), lambda m: turned[m.group()], draw.text)


@planted
def spliced_from_another_paragraph(draw: Draw) -> str:
    paragraph = draw.chance.choice(draw.article.paragraphs).split()
    return " ".join((*draw.words[: len(draw.words) // 2], *paragraph[:6]))


@planted
def spliced_from_afar_with_ellipsis(draw: Draw) -> str | None:
    first, last = draw.article.paragraphs[0].split(), draw.article.paragraphs[-1].split()
    near = " ".join(" ".join((*draw.article.paragraphs[:5], *draw.article.paragraphs[-5:])).split())
    if draw.text in near:
        return None
    return draw.chance.choice(
        (f"{draw.text} … {' '.join(first[:6])}", f"{' '.join(last[:6])} … {draw.text}")
    )


@planted
def two_sentences_fused(draw: Draw) -> str | None:
    sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z])", " ".join(draw.article.paragraphs))
    at = draw.chance.randrange(len(sentences) - 1)
    first, second = sentences[at].split(), sentences[at + 1].split()
    return " ".join((*first[:6], *second[-6:])) if len(first) > 8 and len(second) > 8 else None


@planted
def bracket_for_many_words(draw: Draw) -> str | None:
    quotation = leave_out(draw, 8, "[Calder]", bracket=True) if "…" not in draw.text else None
    before, after = re.split(r"\[Calder\]", quotation or "x[Calder]x")
    article = " ".join(" ".join(draw.article.paragraphs).split())
    fewer = rf"{re.escape(before.split()[-1])} (?:\S+ ){{0,6}}{re.escape(after.split()[0])}"
    return None if re.search(fewer, article) else quotation


@planted
def other_article(draw: Draw) -> str:
    at = draw.chance.randrange(len(draw.other) - 12)
    return " ".join(draw.other[at : at + 12])


@planted
def invented(draw: Draw) -> str:
    words = "the harbor crane was painted by nine quiet sailors while gulls slept on warm slate roofs".split()
    draw.chance.shuffle(words)
    return " ".join(words[:9])


@planted
def paraphrased(draw: Draw) -> str:
    keep = [w for w in draw.words if draw.chance.random() < 0.6]
    return "In short, " + " ".join(keep)


@planted
def first_word_changed(draw: Draw) -> str:
    return " ".join(("Gulls", *draw.words[1:]))


@planted
def last_word_changed(draw: Draw) -> str:
    return " ".join((*draw.words[:-1], "gulls"))


# --- counting


def squashed(text: str) -> str:
    """Letters and digits run together: the crude measure of whether words were changed."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def by_sign(kind: str) -> bool:
    """Kinds that change no letter, or whose words are all there by intent."""
    signs = (
        "sign|currency|negated|point|apart|together|cut|prefix|percent|bracket|ellipsis|n't dropped"
    )
    return re.search(signs, kind) is not None


def really(kind: str, quotation: str, draw: Draw) -> bool:
    """Whether a planted misquote changes the words."""
    article = " ".join(" ".join(draw.article.paragraphs).split())
    if by_sign(kind):
        return quotation not in article
    return squashed(quotation) not in squashed(article)


def draws(articles: list[ArticleText]) -> Iterator[Draw]:
    chance = random.Random(SEED)
    for article in articles:
        long = [p.split() for p in article.paragraphs if len(p.split()) >= 12]
        others = [a for a in articles if a is not article] or [article]
        for _ in range(DRAWN if long else 0):
            words = chance.choice(long)
            size = chance.randint(8, min(30, len(words)))
            at = chance.randint(0, len(words) - size)
            other = " ".join(chance.choice(others).paragraphs).split()
            yield Draw(words[at : at + size], article, other, chance)


def table(
    title: str, kinds: dict[str, Change], found: list[Draw], is_true: bool
) -> tuple[int, int, list[str]]:
    """Print one line a kind; return how many were accused, of how many, and the wrong ones."""
    print(f"\n{title:<44}{'accused' if is_true else 'caught':>9}{'of':>7}  how")
    accused = total = 0
    wrong: list[str] = []
    for kind, change in kinds.items():
        hows: dict[str, int] = {}
        for draw in found:
            quotation = change(draw)
            # What stands in the article's own brackets a bracket may replace.
            if not quotation or not (
                is_true or ("[" not in draw.text and really(kind, quotation, draw))
            ):
                continue
            match = match_quotation(quotation, draw.article)
            hows[match.how] = hows.get(match.how, 0) + 1
            if (match.how == "exact") != is_true:
                wrong.append(f"{kind}: {quotation!r} {match.difference}")
        count = sum(hows.values())
        flagged = count - hows.get("exact", 0)
        accused, total = accused + flagged, total + count
        shown = ", ".join(f"{how} {n}" for how, n in sorted(hows.items()))
        print(f"  {kind:<42}{flagged:>9}{count:>7}  {shown}")
    return accused, total, wrong


def main(arguments: list[str]) -> int:
    """Print the tables; see the exit status above."""
    verbose = "-v" in arguments
    named = [argument for argument in arguments if argument != "-v"]
    folder = Path(named[0]) if named else DEFAULT
    files = sorted(folder.glob("*.txt"))
    if not files:
        print(f"no articles (*.txt) in {folder}; give their folder", file=sys.stderr)
        return 2
    articles = [ArticleText(path.read_text(encoding="utf-8")) for path in files]
    articles.append(ArticleText(OWN))
    found, begun = list(draws(articles)), time.perf_counter()
    accused, true, wrongly = table("true quotations", HONEST, found, True)
    caught, false, missed = table("planted misquotes", PLANTED, found, False)
    print("\n".join(["", *(wrongly + missed)[: None if verbose else 5]]))
    print(f"\n{len(HONEST)} honest kinds: {accused} of {true} accused ({accused / true:.3%})")
    print(f"{len(PLANTED)} planted kinds: {caught} of {false} caught ({caught / false:.3%})")
    print(
        f"{(time.perf_counter() - begun) / (true + false) * 1e6:.0f} µs each, making them included"
    )
    return int(caught < CAUGHT * false or accused > ACCUSED * true)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
