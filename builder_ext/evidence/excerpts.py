"""The few words of a source's text that carry a statement, cut out and marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from builder_ext.evidence.article_values import read_value
from builder_ext.evidence.articles import Article
from builder_ext.evidence.dates import Parts
from builder_ext.evidence.locators import paragraphs_of
from builder_ext.evidence.memory import Packed
from builder_ext.evidence.passages import terms_of
from builder_ext.evidence.texts import Word, words_of
from builder_ext.evidence.verbatim import without_brackets
from builder_ext.model import Comparison, Ruling, Verdict
from builder_ext.patterns import late
from builder_ext.statements.sentences import split_sentences

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts without blanks between words: every letter counts as a word."""
_TOKEN = late(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]{{1,40}}")
_RUN = late(r"[^\W_]+(?:[’'][^\W_]+)*")
_ENDS_SENTENCE = late(r"[.!?…。！？]['\"”’»)\]]*$")
_LEFT_OUT = late(r"\[\]|\.\s?\.\s?\.|…")
_POINTS = " .,;:!?"
_MOST_SPANS = 200
_WEIGHTS = {"quotation": 4.0, "value": 2.0}
_NAME_WEIGHT, _LOCATED_WEIGHT, _NEAR_WEIGHT = 0.5, 1.5, 1.0
_RANKED = 5
_TELLS_NOTHING = frozenset(
    "same other more most new just only all any some than even still very".split()
)


@dataclass(frozen=True, slots=True)
class Span:
    """What is to be marked in a paragraph, and how much it matters that it is shown."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few words of a paragraph: pieces of text, each marked or not.

    ``opens`` and ``ends`` say whether it begins and ends where the paragraph does.
    """

    pieces: tuple[tuple[str, bool], ...]
    opens: bool = True
    ends: bool = True

    @property
    def text(self) -> str:
        """The words, with an ellipsis where some are left out."""
        words = "".join(piece for piece, _ in self.pieces)
        return f"{'' if self.opens else '… '}{words}{'' if self.ends else ' …'}"

    def pack(self) -> Packed:
        """Return it as tuples."""
        return self.pieces, self.opens, self.ends


@dataclass(frozen=True, slots=True)
class Carrying:
    """The excerpt of a source for a statement, and its paragraph (counted from 1).

    ``carries`` is False for what is but the passage nearest to the statement.
    """

    paragraph: int
    excerpt: Excerpt
    carries: bool

    def pack(self) -> Packed:
        """Return it as tuples."""
        return self.paragraph, self.excerpt.pack(), self.carries

    @staticmethod
    def unpack(packed: Packed) -> Carrying:
        """Return it again."""
        paragraph, excerpt, carries = packed
        return Carrying(paragraph, Excerpt(*excerpt), carries)


def excerpt_about(text: str, statement: str, focus: str, limit: int) -> Excerpt | None:
    """Return at most ``limit`` words of a paragraph, those with most of ``focus`` and the statement.

    What is of ``focus`` is marked.  None where no word may be shown, or there is none.
    """
    sought = [*_shared(frozenset(terms_of(focus)), text, lambda terms: 4.0 * len(terms))]
    about = _shared(frozenset(terms_of(statement)) - _TELLS_NOTHING, text, len)
    return _cut(text, [*sought, *about], limit, sought) if limit > 0 else None


def excerpt_of(ruling: Ruling, article: Article, limit: int) -> Carrying | None:
    """Return at most ``limit`` words of a source for a statement, None where nothing comes near.

    The paragraph is the one that carries most of the statement's quotations and values; among equals
    the one that the citation names, then the nearest.
    """
    key = article.source.key
    verdicts = _verdicts(ruling, key)
    carried = [(c, v) for c, v in verdicts if v.carried and v.paragraphs]
    telling = [(c, v) for c, v in carried if c.type in _WEIGHTS]
    telling += [(c, v) for c, v in verdicts if v.how == "differs" and v.paragraphs and v.detail]
    paragraph = _paragraph(ruling, article, telling, carried)
    if paragraph is None or limit < 1:
        return None
    here = [(c, v) for c, v in telling if paragraph in v.paragraphs]
    spans = [span for c, v in here for span in _spans(c, v, article, paragraph)]
    text = article.text.paragraphs[paragraph - 1]
    wanted = frozenset(terms_of(ruling.statement.text)) - _TELLS_NOTHING
    spans = spans or [*_shared(wanted, text, article.passages.weigh)]
    found = _cut(text, spans, limit, spans)
    carries = bool(here) or _is_told(ruling, key, verdicts, paragraph)
    return Carrying(paragraph, found, carries) if found else None


def _verdicts(ruling: Ruling, key: str) -> list[tuple[Comparison, Verdict]]:
    return [(c, v) for c in ruling.comparisons for v in c.verdicts if v.key == key]


def _is_told(
    ruling: Ruling, key: str, verdicts: Iterable[tuple[Comparison, Verdict]], paragraph: int
) -> bool:
    """Whether a paragraph is said to carry a statement that has neither quotation nor value.

    The author names it, or the source was found to have what the statement says.
    """
    types = {c.type: v.carried for c, v in verdicts}
    if not types.keys().isdisjoint(_WEIGHTS):
        return False
    return bool(types.get("words")) or paragraph in _located(ruling, key)


def _paragraph(
    ruling: Ruling,
    article: Article,
    wanted: Sequence[tuple[Comparison, Verdict]],
    carried: Sequence[tuple[Comparison, Verdict]],
) -> int | None:
    """Return the paragraph that tells most of a statement, None where none tells anything."""
    statement, length = ruling.statement, len(article.text.paragraphs)
    telling = {n for _, v in wanted for n in v.paragraphs if 1 <= n <= length}
    if len(telling) == 1:
        return telling.pop()
    near = _shares(statement.text, article, telling) or _ranks(statement.text, article)
    located = _located(ruling, article.source.key)
    candidates = telling or {*near, *located}
    scores = {
        n: near.get(n, 0.0)
        + _LOCATED_WEIGHT * (n in located)
        + sum(_WEIGHTS[c.type] for c, v in wanted if n in v.paragraphs)
        + sum(_NAME_WEIGHT for c, v in carried if c.type == "name" and n in v.paragraphs)
        for n in candidates
        if 1 <= n <= length
    }
    return min(scores, key=lambda n: (-scores[n], n), default=None)


def _shares(statement: str, article: Article, paragraphs: Iterable[int]) -> dict[int, float]:
    """Return how much of a statement's words each of some paragraphs has, 0 to 1."""
    wanted = frozenset(terms_of(statement))
    found = {n: wanted.intersection(terms_of(article.text.paragraphs[n - 1])) for n in paragraphs}
    return {n: _NEAR_WEIGHT * len(terms) / len(wanted) for n, terms in found.items() if wanted}


def _ranks(statement: str, article: Article) -> dict[int, float]:
    """Return how near the nearest paragraphs of a whole text are to a statement, 0 to 1."""
    ranked = article.passages.rank(statement, _RANKED)
    return {number: _NEAR_WEIGHT * score / ranked[0][1] for number, score in ranked}


def _located(ruling: Ruling, key: str) -> frozenset[int]:
    """Return the paragraphs that a statement's citations of a key name."""
    named = (paragraphs_of(c.locator) for c in ruling.statement.citations if c.key == key)
    return frozenset().union(*named)


# -- where the parts stand ------------------------------------------------------------------------


def _spans(part: Comparison, verdict: Verdict, article: Article, paragraph: int) -> Iterator[Span]:
    """Yield where a paragraph has a part, or the other value that it gives instead."""
    text = article.text.paragraphs[paragraph - 1]
    if not verdict.carried:
        yield from _literal(verdict.detail, text)
    elif part.type == "quotation":
        yield from _quoted(part.part, text, _WEIGHTS["quotation"])
    else:
        found = list(_valued(part.part, article, paragraph))
        yield from found or _literal(part.part, text)


def _literal(part: str, text: str) -> Iterator[Span]:
    """Yield the first place where a text has the very words."""
    at = text.casefold().find(part.casefold())
    if at >= 0 and part and len(text.casefold()) == len(text):
        yield Span(at, at + len(part), _WEIGHTS["value"])


def _quoted(quotation: str, text: str, weight: float) -> Iterator[Span]:
    """Yield where the runs of words of a quotation stand, those between ellipses and brackets."""
    runs = [run.strip(_POINTS) for run in _LEFT_OUT.split(without_brackets(quotation))]
    yield from _as_written(runs, text, weight) or _in_any_form(runs, text, weight)


def _as_written(runs: Iterable[str], text: str, weight: float) -> list[Span]:
    """Return where all runs stand letter for letter, one after the other; empty where one does not."""
    found, at = [], 0
    for run in filter(None, runs):
        start = text.find(run, at)
        at = start + len(run)
        if start < 0 or text[max(start - 1, 0) : start].isalnum() or text[at : at + 1].isalnum():
            return []
        found.append(Span(start, at, weight))
    return found


def _in_any_form(runs: Iterable[str], text: str, weight: float) -> Iterator[Span]:
    words = list(words_of(text))
    at = 0
    for run in runs:
        forms = [word.form for word in words_of(run)]
        found = _longest_run(words, forms, at)
        if found:
            first, at = found
            yield Span(words[first].start, words[at - 1].end, weight)


def _longest_run(words: Sequence[Word], forms: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return the range of words that has the most of some forms, from their first one on.

    A quotation may go on in the next paragraph, so the forms need not all be there.
    """
    best: tuple[int, int] | None = None
    for first in range(at, len(words)):
        if not forms or words[first].form != forms[0]:
            continue
        after = first
        while after < len(words) and after - first < len(forms):
            if words[after].form != forms[after - first]:
                break
            after += 1
        if best is None or after - first > best[1] - best[0]:
            best = first, after
    return best


def _valued(value: str, article: Article, paragraph: int) -> Iterator[Span]:
    """Yield where a paragraph gives a value, in whatever form."""
    asked = read_value(value)
    if not asked.dates:
        forms = {form for amount in asked.amounts for form in amount.forms}
        for amount in article.amounts_in(paragraph):
            if forms.intersection(amount.forms):
                yield Span(amount.start, amount.end, _WEIGHTS["value"])
        return
    for mention, means in article.values.dates.get(paragraph, ()):
        said = means or {mention.parts}
        if any(_may_be(one.parts, two) for one in asked.dates for two in said):
            yield Span(mention.start, mention.end, _WEIGHTS["value"])


def _may_be(asked: Parts, given: Parts) -> bool:
    """Whether a date is the one that was asked for, and as exact."""
    agree = all(a is None or b is None or a == b for a, b in zip(asked, given, strict=True))
    return agree and all(
        a is None or b is not None for a, b in zip(asked[1:], given[1:], strict=True)
    )


def _shared(
    wanted: frozenset[str], text: str, weigh: Callable[[list[str]], float]
) -> Iterator[Span]:
    """Yield the words of a paragraph that are among the wanted terms; neighbours are one span."""
    weight, start, end = 0.0, -1, -1
    for word in words_of(text):
        terms = terms_of(text[word.start : word.end])
        if not terms and start >= 0 and not _ENDS_SENTENCE.search(text[end : word.start].strip()):
            continue
        if wanted.isdisjoint(terms):
            if start >= 0:
                yield Span(start, end, weight)
            weight, start = 0.0, -1
            continue
        start, end = (start if start >= 0 else word.start), word.end
        weight += weigh(terms)
    if start >= 0:
        yield Span(start, end, weight)


# -- cutting out ----------------------------------------------------------------------------------


class _Tokens:
    """A text's words: where they start and end, what they count, and which end a sentence."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _TOKEN.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.spent = [0, *accumulate(_cost(text[start:end]) for start, end in spans)]
        """What the words before each one count together; the last number is for all."""
        self.last = [bisect_left(self.starts, end) - 1 for _, end in split_sentences(text)]

    def __len__(self) -> int:
        return len(self.starts)

    def cost(self, first: int, after: int) -> int:
        """Return how many words some tokens count."""
        return self.spent[after] - self.spent[first]

    def until(self, first: int, room: int) -> int:
        """Return where tokens must end that begin at one, and count so many words."""
        return bisect_right(self.spent, self.spent[first] + room) - 1

    def since(self, after: int, room: int) -> int:
        """Return where tokens must begin that end before one, and count so many words."""
        return bisect_left(self.spent, self.spent[after] - room)


@lru_cache(maxsize=4096)
def _tokens(text: str) -> _Tokens:
    return _Tokens(text)


def _cost(token: str) -> int:
    """Return how many words a token counts: those that hyphens or dashes join are several."""
    return 1 if token[:-1].isalnum() else max(1, len(_RUN.findall(token)))


def _cut(text: str, spans: Sequence[Span], limit: int, marks: Iterable[Span]) -> Excerpt | None:
    """Return a window of at most ``limit`` words that holds the weightiest spans."""
    tokens = _tokens(text)
    if not len(tokens):
        return None
    placed = [_in_tokens(tokens, span) for span in spans[:_MOST_SPANS]]
    first, after = _window(tokens, placed, limit)
    if first == after:
        return None
    start, end = tokens.starts[first], tokens.ends[after - 1]
    return Excerpt(_pieces(text, marks, start, end), first == 0, after == len(tokens))


def _in_tokens(tokens: _Tokens, span: Span) -> tuple[int, int, float]:
    """Return the tokens that a span touches, first and after the last, and its weight."""
    first, after = bisect_right(tokens.ends, span.start), bisect_left(tokens.starts, span.end)
    return (first, after, span.weight) if first < after else (0, 0, 0.0)


def _window(
    tokens: _Tokens, spans: Sequence[tuple[int, int, float]], limit: int
) -> tuple[int, int]:
    best, hull = 0.0, (0, 0)
    for first in sorted({span[0] for span in spans if span[2]}):
        last = tokens.until(first, limit)
        inside = [s for s in spans if s[2] and s[0] >= first and s[1] <= last]
        # A little less for the distance, so that the closest of equal ones wins.
        after = max((s[1] for s in inside), default=first)
        weight = sum(s[2] for s in inside) - 0.001 * (after - first)
        if inside and weight > best:
            best, hull = weight, (first, after)
    if not best:
        # No span fits: the beginning of the first one, or of the paragraph.
        first = spans[0][0] if spans else 0
        return first, tokens.until(first, limit)
    return _widened(tokens, hull, limit)


def _widened(tokens: _Tokens, hull: tuple[int, int], limit: int) -> tuple[int, int]:
    """Return a hull with the rest of its sentence, as much on both sides as the words allow."""
    first, after = hull
    left = limit - tokens.cost(first, after)
    wish_before = tokens.cost(_before(tokens, first, left), first)
    wish_behind = tokens.cost(after, _behind(tokens, after, left))
    share = min(wish_before, max(left // 2, left - wish_behind))
    first = _before(tokens, first, share)
    after = _behind(tokens, after, left - tokens.cost(first, hull[0]))
    return first, after


def _before(tokens: _Tokens, first: int, room: int) -> int:
    """Return where a hull may begin: in its first sentence, if that has not just begun."""
    ended = bisect_left(tokens.last, first)
    begins = tokens.last[ended - 1] + 1 if ended else 0
    return max(begins, tokens.since(first, room))


def _behind(tokens: _Tokens, after: int, room: int) -> int:
    """Return where a hull may end: in its last sentence, if that has not just ended."""
    ends = tokens.last[bisect_left(tokens.last, after - 1)] + 1 if after else 0
    return min(ends, tokens.until(after, room))


def _pieces(text: str, spans: Iterable[Span], start: int, end: int) -> tuple[tuple[str, bool], ...]:
    made: list[tuple[str, bool]] = []
    at = start
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        first, last = max(span.start, at), min(span.end, end)
        if first < last:
            made += [(text[at:first], False), (text[first:last], True)]
            at = last
    made.append((text[at:end], False))
    return tuple((words, marked) for words, marked in made if words)
