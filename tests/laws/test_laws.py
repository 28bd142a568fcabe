"""Laws that hold for any briefing, tried on briefings that hypothesis makes up, many in one build.

``make fuzz`` tries them on other briefings each time; here they are always the same few.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from hypothesis import given
from hypothesis import strategies as st
from laws.briefings import COUNTED, KEYS, Briefing, briefings, folded
from laws.trying import LAWS, lists_of
from project import SIX_SOURCES, Build, Project

MANY = lists_of(briefings(), 24)


def built(project: Project, files: dict[str, str | bytes], *options: str) -> Build:
    """Build a project of these files and no other briefings."""
    for name, text in files.items():
        project.write(name, text)
    build = project.build("briefcheck", *options)
    assert "Traceback" not in build.stderr, build.stderr
    assert build.status in (0, 1), build.stderr
    return build


def own(build: Build, name: str, kind: str) -> list[dict]:
    """Return the statements, or findings, of a briefing and what it includes."""
    starts = (f"briefings/{name}.md", f"briefings/parts/{name}-")
    return [one for one in build.report[kind] if one["path"].startswith(starts)]


def errors(found: Iterable[dict]) -> list[dict]:
    """Return the findings that nobody waived and that fail a build."""
    return [f for f in found if f["severity"] == "error" and f["waived"] is None]


def as_found(findings: Iterable[dict]) -> Counter:
    """Return findings by what must stay the same however a briefing is written."""
    return Counter(
        (f["rule"], f["severity"], folded(f["statement"]), tuple(sorted(f["sources"])), f["waived"])
        for f in findings
    )


def all_files(made: list[Briefing]) -> dict[str, str]:
    """Return the files of briefings named b0, b1, ..."""
    return {name: text for n, one in enumerate(made) for name, text in one.files(f"b{n}").items()}


@LAWS
@given(MANY)
def test_every_word_of_prose_is_in_exactly_one_statement(with_texts, made):
    build = built(with_texts(), all_files(made))
    for n, one in enumerate(made):
        words = folded(" ".join(s["text"] for s in own(build, f"b{n}", "statements")))
        wrong = {w: words.count(folded(w)) for w in set(one.prose)}
        assert wrong == Counter(one.prose), one.text(f"b{n}")
        assert not [w for w in one.apart if folded(w) in words], one.text(f"b{n}")


@LAWS
@given(MANY)
def test_a_briefing_whose_every_statement_is_cited_has_no_error(with_texts, made):
    build = built(with_texts(), all_files(made))
    wrong = errors(build.report["findings"])
    assert not [
        (f["rule"], f["statement"], (build.srcdir / f["path"]).read_text("utf-8")) for f in wrong
    ]
    assert build.status == 0


@LAWS
@given(lists_of(st.tuples(briefings(), st.integers(0, 999)), 24))
def test_without_a_citation_its_statement_alone_is_uncited(with_texts, made):
    files, expected = {}, {}
    for n, (one, pick) in enumerate(made):
        alone = [number for number, cited in enumerate(one.cited) if cited.alone]
        if alone:
            without = alone[pick % len(alone)]
            files |= one.files(f"b{n}", without=without)
            expected[f"b{n}"] = one, without
    build = built(with_texts(), files)
    for name, (one, without) in expected.items():
        new = errors(own(build, name, "findings"))
        text = files[f"briefings/{name}.md"]
        assert [f["rule"] for f in new] == ["uncited"], (text, new)
        assert folded(one.cited[without].of) in folded(new[0]["statement"]), (text, new)
        if not one.cited[without].away:
            path, line = one.line_without(name, without)
            assert new[0]["path"] == path, (text, new)
            assert new[0]["line"] <= line <= new[0]["end_line"], (text, new)


KEPT_THE_SAME: dict[str, Callable[[Briefing, str], dict[str, str | bytes]]] = {
    "wide": lambda one, name: one.files(name, width=200),
    "narrow": lambda one, name: one.files(name, width=20),
    "keys": lambda one, name: one.files(name, reorder=True),
    "nfd": lambda one, name: changed(one, name, lambda t: unicodedata.normalize("NFD", t)),
    "nfc": lambda one, name: changed(one, name, lambda t: unicodedata.normalize("NFC", t)),
    "crlf": lambda one, name: changed(one, name, lambda t: t.replace("\n", "\r\n")),
    "bom": lambda one, name: changed(one, name, lambda t: "\ufeff" + t),
    "blank": lambda one, name: changed(one, name, lambda t: t.replace("\n", " \n")),
}
"""Ways to write a briefing that say the same."""


def changed(one: Briefing, name: str, change: Callable[[str], str]) -> dict[str, str | bytes]:
    """Return the files of a briefing, each changed."""
    return {path: change(text).encode() for path, text in one.files(name).items()}


@LAWS
@given(lists_of(briefings(), 6))
def test_however_a_briefing_is_written_it_has_the_same_findings(with_texts, made):
    files: dict[str, str | bytes] = {}
    for n, one in enumerate(made):
        files |= one.files(f"b{n}x")
        for way, write in KEPT_THE_SAME.items():
            files |= write(one, f"b{n}{way}")
    build = built(with_texts(), files)
    for n, one in enumerate(made):
        plain = as_found(own(build, f"b{n}x", "findings"))
        for way in KEPT_THE_SAME:
            other = as_found(own(build, f"b{n}{way}", "findings"))
            assert other == plain, (way, one.text("x"), other - plain, plain - other)


@LAWS
@given(lists_of(briefings(), 12), st.permutations(SIX_SOURCES.split("@")[1:]))
def test_neither_the_order_of_the_sources_nor_processes_change_a_finding(with_texts, made, entries):
    plain, other = with_texts(), with_texts()
    one = built(plain, all_files(made))
    two = plain.build("briefcheck", "-j", "2", out="two", doctrees="two")
    assert two.report_bytes == one.report_bytes
    other.write("references.bib", "".join(f"@{entry}" for entry in entries))
    assert as_found(built(other, all_files(made)).report["findings"]) == as_found(
        one.report["findings"]
    )


CLAIMS = [
    ("The port closed", KEYS),
    *((f"They left with {number} of them", keys) for number, keys in COUNTED.items()),
    ("“The last convoy left at dawn,” they said, with 25 trucks", ("rivera2020", "reprint2020")),
]


@LAWS
@given(
    lists_of(
        st.tuples(
            st.sampled_from(CLAIMS),
            st.lists(st.sampled_from(KEYS), max_size=4, unique=True),
            st.integers(0, 99),
        ),
        60,
    )
)
def test_a_citation_more_that_carries_a_statement_never_lowers_corroboration(with_texts, made):
    files = {}
    for n, ((claim, carriers), keys, pick) in enumerate(made):
        more = carriers[pick % len(carriers)]
        with_more = [*keys[: pick % 5], more, *keys[pick % 5 :]]
        for name, cited in ((f"b{n}a", keys), (f"b{n}b", dict.fromkeys(with_more))):
            role = f" {{cite:p}}`{','.join(cited)}`" if cited else ""
            files[f"briefings/{name}.md"] = f"# Briefing\n\n{claim}{role}.\n"
    build = built(with_texts(), files)
    for n, one in enumerate(made):
        (before,), (after,) = (own(build, f"b{n}{end}", "statements") for end in "ab")
        assert after["corroboration"] >= before["corroboration"], one
