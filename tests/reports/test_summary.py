"""Totals count each statement once, and nothing assumed or waived as good."""

from builder_ext.model import (
    Citation,
    Document,
    Library,
    Outlet,
    Place,
    Policy,
    Source,
    Statement,
    Waiver,
)
from builder_ext.reports import outlet_lines, summarise, summary_line
from builder_ext.rules import check

PATH = "briefings/a.md"


def source(key, *origins, line=1):
    outlet = " and ".join(origins) or None
    place = Place("references.bib", line, 1, line)
    return Source(key, place, title=key, outlet=outlet, origins=origins, date="2020-01-02")


def said(line, text, *keys, **facts):
    cited = tuple(Citation(key) for key in keys)
    place = Place(PATH, line, 1, line)
    return Statement("briefings/a", place, text, citations=cited, block=line, **facts)


def summary_of(statements, sources=(), **policy):
    document = Document("briefings/a", PATH, statements=tuple(statements))
    library = Library({one.key: one for one in sources})
    return summarise(check([document], library, Policy(**policy)))


GRAYZONE = source("porter2020", "The Grayzone", line=1)
REUTERS = source("rivera2020", "Reuters", line=9)
TIMES = source("okafor2020", "The New York Times", line=17)
NYT = source("okafor2021", "NYT", line=25)


def test_statements_count_by_kind_and_citation():
    summary = summary_of(
        [
            said(1, "The base was hit.", "porter2020", "rivera2020"),
            said(2, "Nobody was hurt.", "porter2020"),
            said(3, "The envoy left."),
            said(4, "Who left?", asks=True),
            said(5, "We judge that it holds.", mark="assessment"),
            said(6, "We judge that it will not last.", mark="assessment"),
        ],
        [GRAYZONE, REUTERS],
    )
    assert (summary.documents, summary.statements, summary.factual) == (1, 6, 3)
    assert list(summary.exempt.items()) == [("assessment", 2), ("question", 1)]
    assert (summary.cited, summary.several_origins, summary.corroborated) == (2, 1, 1)
    assert (summary.findings["error"], summary.findings["warning"]) == (1, 1)


def test_an_unknown_key_cites_nothing():
    summary = summary_of([said(1, "The base was hit.", "rivera2O20")], [REUTERS])
    assert (summary.factual, summary.cited) == (1, 0)


def test_what_is_assumed_has_several_origins_and_is_not_corroborated():
    told = said(1, "It fired 25 rockets.", "porter2020", "rivera2020", values=("25",))
    summary = summary_of([told], [GRAYZONE, REUTERS])
    assert (summary.several_origins, summary.corroborated, summary.unchecked) == (1, 0, 1)


def test_a_marked_statement_with_a_citation_is_not_among_the_cited_facts():
    judged = said(1, "We judge that it fell.", "porter2020", mark="assessment")
    summary = summary_of([judged], [GRAYZONE])
    assert (summary.cited, summary.alone) == (0, ())


def test_a_waived_finding_counts_as_waived_only():
    waiver = Waiver("single-outlet", "no other outlet had access", Place(PATH, 1))
    summary = summary_of([said(1, "It fell.", "porter2020", waivers=(waiver,))], [GRAYZONE])
    assert (summary.findings["warning"], summary.waived) == (0, 1)


def test_findings_have_all_three_severities_also_when_there_are_none():
    assert summary_of([]).findings == {"error": 0, "warning": 0, "note": 0}


def test_origins_that_alone_carry_statements_come_with_the_largest_first():
    summary = summary_of(
        [
            said(1, "The base was hit.", "porter2020"),
            said(2, "Nobody was hurt.", "rivera2020"),
            said(3, "The envoy left.", "porter2020"),
            said(4, "The truce held.", "okafor2020"),
            said(5, "The fleet sailed.", "okafor2020", "rivera2020"),
        ],
        [GRAYZONE, REUTERS, TIMES],
    )
    assert summary.alone == (("The Grayzone", 2), ("Reuters", 1), ("The New York Times", 1))


def test_two_names_of_one_outlet_are_one_origin_under_its_configured_name():
    summary = summary_of(
        [
            said(1, "The base was hit.", "okafor2021"),
            said(2, "Nobody was hurt.", "okafor2020", "okafor2021"),
        ],
        [TIMES, NYT],
        outlets=(Outlet("The New York Times", ("NYT",)),),
    )
    assert summary.alone == (("The New York Times", 2),)


def test_a_joint_report_is_carried_by_its_outlets_together():
    joint = source("joint2020", "Reuters", "AP")
    assert summary_of([said(1, "It fell.", "joint2020")], [joint]).alone == (("AP and Reuters", 1),)


def test_a_source_without_an_outlet_carries_nothing_alone():
    assert summary_of([said(1, "It fell.", "anon2020")], [source("anon2020")]).alone == ()


def test_the_summary_line_has_plural_forms():
    summary = summary_of(
        [said(1, "The base was hit.", "porter2020", "rivera2020"), said(2, "Nobody was hurt.")],
        [GRAYZONE, REUTERS],
    )
    assert summary_line(summary) == (
        "1 briefing, 2 statements, 2 factual, 1 cited, 1 with two or more origins; "
        "1 error, 0 warnings"
    )


def test_the_summary_line_has_singular_forms():
    summary = summary_of([said(1, "The base was hit.", "porter2020")], [GRAYZONE])
    assert summary_line(summary) == (
        "1 briefing, 1 statement, 1 factual, 1 cited, 0 with two or more origins; "
        "0 errors, 1 warning"
    )


def test_the_summary_line_counts_as_many_origins_as_the_policy_wants():
    told = said(1, "The base was hit.", "porter2020", "rivera2020")
    two = summary_of([told], [GRAYZONE, REUTERS], min_outlets=1)
    three = summary_of([told], [GRAYZONE, REUTERS], min_outlets=3)
    assert "1 with two or more origins" in summary_line(two)
    assert "0 with three or more origins" in summary_line(three)


def test_outlet_lines_say_who_stands_alone_and_what_was_not_checked():
    summary = summary_of(
        [
            said(1, "It fired 25 rockets.", "porter2020", values=("25",)),
            said(2, "Nobody was hurt.", "porter2020"),
            said(3, "The envoy left.", "rivera2020"),
        ],
        [GRAYZONE, REUTERS],
    )
    assert outlet_lines(summary) == (
        "The Grayzone alone carries 2 statements",
        "Reuters alone carries 1 statement",
        "1 statement holds quotations, numbers or dates that could not be looked up in a cited source: "
        "not checked is not passed",
    )


def test_an_outlet_cannot_write_a_second_line_or_a_command():
    hostile = source("bad2020", "::error::\nReuters")
    (line,) = outlet_lines(summary_of([said(1, "It fell.", "bad2020")], [hostile]))
    assert line == "<U+003A>:error:: Reuters alone carries 1 statement"
