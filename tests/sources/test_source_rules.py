"""The rules that look at the bibliography alone, each with what must not raise it."""

from __future__ import annotations

import pytest

from builder_ext.model import Outlet, Policy, Severity
from builder_ext.rules import check
from builder_ext.sources import read_library


@pytest.fixture
def found(tmp_path):
    def finding(rule: str, bib: str, *cited: str, **settings) -> list:
        (tmp_path / "r.bib").write_text(bib, encoding="utf-8")
        library = read_library([(tmp_path / "r.bib", "r.bib")])
        audit = check([], library, Policy(**settings), cited)
        return [f for f in audit.findings if f.rule == rule]

    return finding


def two(first: str, second: str) -> str:
    return f"@misc{{a, {first}}}\n@misc{{b, {second}}}\n"


# -- duplicate-source ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("url={https://x.example/a}", "url={http://www.x.example/a/}"),
        ("url={https://X.Example:443/a#top}", "url={https://x.example/a}"),
        ("url={https://x.example/a?utm_source=feed&utm_id=1}", "url={https://x.example/a}"),
        ("url={https://x.example/a?id=1&fbclid=zz}", "url={https://x.example/a?id=1}"),
        (r"url={https://x.example/a\_b}", "url={https://x.example/a_b}"),
        ("url={https://x.example/%7Ea}", "url={https://x.example/~a}"),
        (
            "url={https://web.archive.org/web/20200101/https://x.example/a}",
            "url={https://x.example/a}",
        ),
        ("doi={10.1000/ABC}", "doi={10.1000/abc}"),
        ("doi={10.1000/abc}", "doi={https://doi.org/10.1000/abc}"),
        ("doi={10.1000/abc}", "doi={http://dx.doi.org/10.1000/abc}"),
        ("doi={10.1000/abc}", "doi={doi:10.1000/abc}"),
        ("doi={10.1000/abc}", "url={https://doi.org/10.1000/abc}"),
        ("doi={10.1/a}, url={https://x.example/1}", "doi={10.1/b}, url={https://x.example/1}"),
    ],
)
def test_two_keys_for_one_address_are_one_source(found, first, second):
    (finding,) = found("duplicate-source", two(first, second))
    assert (finding.place.line, finding.sources, finding.severity) == (
        2,
        ("a", "b"),
        Severity.WARNING,
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("url={https://x.example/a}", "url={https://x.example/b}"),
        ("url={https://x.example/a?id=1}", "url={https://x.example/a?id=2}"),
        ("url={https://x.example/a}", "url={https://x.example/A}"),
        ("url={https://x.example/a}", "url={https://m.x.example/a}"),
        ("url={https://x.example:8080/a}", "url={https://x.example/a}"),
        ("url={https://x.example/#!/a}", "url={https://x.example/#!/b}"),
        ("url={}", "url={}"),
        ("url={https://}", "doi={}"),
        ("doi={10.1000/abc}", "doi={10.1000/abd}"),
        ("title={Same}", "title={Same}"),
    ],
)
def test_two_addresses_are_two_sources(found, first, second):
    assert not found("duplicate-source", two(first, second))


@pytest.mark.parametrize("again", ["rivera", "Rivera", "rive\u200bra", "rive\u0301ra"])
def test_a_key_entered_twice_is_said_at_the_later_entry(found, again):
    first = "riv\u00e9ra" if "\u0301" in again else "rivera"
    (finding,) = found(
        "duplicate-source", f"@misc{{{first},\n title={{A}}}}\n@misc{{{again}, title={{B}}}}"
    )
    assert finding.place.line == 3
    assert "r.bib:1" in finding.message
    assert "\u200b" not in finding.message


# -- incomplete-source --------------------------------------------------------------------------

FULL = "title={T}, journaltitle={P}, date={2020}, url={https://x.example}"


@pytest.mark.parametrize(
    ("entry", "lacks"),
    [
        ("@article{k, journaltitle={P}, date={2020}}", ["title"]),
        ("@article{k, title={T}, date={2020}}", ["outlet"]),
        ("@article{k, title={T}, journaltitle={P}}", ["date"]),
        ("@online{k, title={T}, organization={P}, date={2020}}", ["url"]),
        ("@misc{k}", ["outlet", "title", "date"]),
        ("@misc{k, title={}, journaltitle={ }, date={}}", ["outlet", "title", "date"]),
    ],
)
def test_a_cited_entry_that_lacks_something_is_incomplete(found, entry, lacks):
    (finding,) = found("incomplete-source", entry, "k")
    assert all(what in finding.message for what in lacks)
    assert (finding.severity, finding.place.line) == (Severity.WARNING, 1)


def test_a_web_sites_name_in_another_field_is_pointed_at(found):
    entry = (
        "@online{k, titleaddon={Valley Reader}, title={T}, date={2020}, url={https://v.example}}"
    )
    (finding,) = found("incomplete-source", entry, "k")
    assert finding.message.endswith("(titleaddon 'Valley Reader' is not read as the outlet)")
    (finding,) = found("incomplete-source", entry.replace("date={2020}", "publisher={P}"), "k")
    assert "not read as" not in finding.message


@pytest.mark.parametrize("date", ["12.3.2031", "2031-13-45", "2031-02-30", "forthcoming"])
def test_a_date_that_cannot_be_read_is_said_to_be_none(found, date):
    entry = f"@article{{k, {FULL.replace('date={2020}', f'date={{{date}}}')}}}"
    (finding,) = found("incomplete-source", entry, "k")
    assert f"the date {date!r} of 'k' cannot be read" in finding.message


@pytest.mark.parametrize("date", ["2031~", "2031-21", "203X", "-0300", "2031-03/2031-04", "2031/"])
def test_dates_as_biblatex_has_them_can_be_read(found, date):
    entry = f"@article{{k, {FULL.replace('date={2020}', f'date={{{date}}}')}}}"
    assert not found("incomplete-source", entry, "k")


def test_entries_that_are_complete_or_never_cited_are_not_incomplete(found):
    for entry in (
        f"@article{{k, {FULL}}}",
        "@article{k, title={T}, journal={P}, year={2020}}",
        "@report{k, title={[T]}, institution={P}, date={2020-01/2020-02}}",
        "@book{k, title={T}, publisher={P}, year=2020}",
    ):
        assert not found("incomplete-source", entry, "k")
    assert not found("incomplete-source", "@misc{k}")


# -- unused-source ------------------------------------------------------------------------------


def test_an_entry_that_nobody_cites_is_unused(found):
    bib = "@misc{a}\n@misc{b}\n@misc{c}\n"
    unused = found("unused-source", bib, "b")
    assert [(f.place.line, f.severity) for f in unused] == [(1, Severity.NOTE), (3, Severity.NOTE)]


# -- broken-bibliography ------------------------------------------------------------------------


def test_a_broken_entry_is_an_error_that_no_waiver_waives(found):
    waivers = {"broken-bibliography": {"bad": "we know"}}
    (finding,) = found("broken-bibliography", "@misc{bad, title {A}}", waivers=waivers)
    assert (finding.severity, finding.waived, finding.sources) == (Severity.ERROR, None, ("bad",))


def test_the_names_of_hidden_characters_are_printed(found):
    (finding,) = found("broken-bibliography", "@misc{ba\u202ed, title {A}}")
    assert "<U+202E>" in finding.message


# -- similar-outlet -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The Harbor Post", "Harbour Post"),
        ("Meridian Weekly", "Meridain Weekly"),
        ("Northern Desk", "Northern Desk News"),
        ("Valley Reader", "Valley Reader Online"),
    ],
)
def test_outlets_with_nearly_one_name_may_be_one(found, first, second):
    (finding,) = found(
        "similar-outlet", two(f"organization={{{first}}}", f"organization={{{second}}}")
    )
    assert (finding.severity, finding.place.line) == (Severity.NOTE, 2)
    assert f"'{first}'" in finding.message
    assert f"'{second}'" in finding.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The Harbor Post", "harbor post"),
        ("The Harbor Post", "The Harbor Times"),
        ("Channel 4", "Channel 5"),
        ("BBC", "NBC"),
        ("The Times", "The Timer"),
    ],
)
def test_outlets_with_one_name_or_two_names_are_not_similar(found, first, second):
    assert not found(
        "similar-outlet", two(f"organization={{{first}}}", f"organization={{{second}}}")
    )


def test_an_alias_settles_that_two_names_are_one_outlet(found):
    bib = two("organization={The Harbor Post}", "organization={Harbour Post}")
    outlet = Outlet("The Harbor Post", ("Harbour Post",))
    assert not found("similar-outlet", bib, outlets=(outlet,))


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("author={Rivera, Ana}", "author={Ana Rivera}", 1),
        ("author={Rivera, Ana}", "author={Rivera, Bo}", 0),
        ("author={Reuters}", "author={Reuters}", 0),
        ("url={https://x.example/1}", "url={http://www.x.example/2}", 1),
        ("url={https://x.example/1}", "url={https://y.example/1}", 0),
        ("url={https://archive.org/1}", "url={https://web.archive.org/2}", 0),
        ("url={https://[bad/1}", "url={https://[bad/2}", 0),
    ],
)
def test_independent_sources_that_share_author_or_host_may_be_reprints(found, first, second, count):
    bib = two(f"{first}, organization={{Coast Daily}}", f"{second}, organization={{Hill Radio}}")
    assert len(found("similar-outlet", bib)) == count


def test_a_reprint_that_names_its_origin_is_not_similar_to_it(found):
    bib = two(
        "author={Rivera, Ana}, organization={Coast Daily}",
        "author={Rivera, Ana}, organization={Hill Radio}, origpublisher={Coast Daily}",
    )
    assert not found("similar-outlet", bib)


# -- waivers in conf.py -------------------------------------------------------------------------


def test_a_waiver_for_sources_takes_the_keys_in_any_order(found):
    bib = two("url={https://x.example/a}", "url={https://x.example/a/}")
    waivers = {"duplicate-source": {" b ,a": "two editions"}}
    (finding,) = found("duplicate-source", bib, waivers=waivers)
    assert finding.waived == "two editions"
    assert not found("unused-waiver", bib, waivers=waivers)


@pytest.mark.parametrize(
    ("rule", "keys"),
    [("duplicate-source", "a, c"), ("duplicate-source", "a"), ("similar-outlet", "a, b")],
)
def test_a_waiver_for_sources_that_waives_nothing_is_unused(found, rule, keys):
    bib = two("url={https://x.example/a}", "url={https://x.example/a/}")
    (finding,) = found("unused-waiver", bib, waivers={rule: {keys: "why"}})
    assert (finding.place.path, finding.severity) == ("conf.py", Severity.WARNING)
    assert repr(keys) in finding.message
