"""The order of risk, the matrix, the shares and the outlets that the audit shows."""

from __future__ import annotations

from builder_ext.evidence.excerpts import excerpt_about as excerpt
from builder_ext.model import (
    Audit,
    Citation,
    Comparison,
    Document,
    Finding,
    Library,
    Place,
    Policy,
    Ruling,
    Severity,
    Source,
    Statement,
    Verdict,
)
from builder_ext.reports.audit_passages import Spot, located, spots_of
from builder_ext.reports.audit_view import (
    FindingsOf,
    briefing_rows,
    by_risk,
    corroboration,
    coverage,
    exempt_by_kind,
    matrix,
    outlet_rows,
    percent,
    textless,
    unlooked,
    waived,
)


def found(rule, severity=Severity.WARNING, line=1, **more):
    return Finding(rule, severity, Place("a.md", line), f"about {rule}", **more)


def source(key, outlet, origin=None):
    return Source(
        key, Place("r.bib"), outlet=outlet, origins=(origin or outlet,), reprinted=bool(origin)
    )


POST, COPY, WEEKLY = (
    source("post", "The Harbor Post"),
    source("copy", "Valley Reader", "The Harbor Post"),
    source("weekly", "Meridian Weekly"),
)


def ruled(*sources, line=1, kind="factual", doc="a", **more):
    cited = tuple(Citation(s.key) for s in sources)
    statement = Statement(doc, Place(f"{doc}.md", line), f"Sentence {line}.", citations=cited)
    return Ruling(f"{doc}{line}", statement, kind, "", sources, **more)


def audit_of(*rulings, findings=()):
    names = sorted({r.statement.docname for r in rulings})
    library = Library({s.key: s for s in (POST, COPY, WEEKLY)})
    return Audit(
        tuple(Document(name, f"{name}.md", title=name) for name in names),
        rulings,
        tuple(findings),
        library,
        Policy(),
        by_document={n: tuple(r for r in rulings if r.statement.docname == n) for n in names},
    )


def test_what_misleads_a_reader_most_comes_first_and_notes_last():
    rules = [
        found("single-outlet"),
        found("wrong-locator"),
        found("unsupported-value"),
        found("single-outlet", Severity.NOTE),
        found("unsafe-content", Severity.ERROR),
        found("uncited", Severity.ERROR),
        found("misquote", Severity.ERROR, 9),
    ]
    assert [(f.rule, f.severity.word) for f in by_risk(rules)] == [
        ("misquote", "error"),
        ("uncited", "error"),
        ("unsafe-content", "error"),
        ("unsupported-value", "warning"),
        ("single-outlet", "warning"),
        ("wrong-locator", "warning"),
        ("single-outlet", "note"),
    ]


def test_among_notes_what_a_cited_source_lacks_comes_first():
    named = found("single-outlet", Severity.NOTE, line=1)
    padded = found("single-outlet", Severity.NOTE, line=2, padded=True)
    assert by_risk([named, padded]) == [padded, named]


def test_the_order_does_not_depend_on_the_order_given():
    rules = [found("uncited", line=n) for n in range(9)]
    assert by_risk(reversed(rules)) == by_risk(rules)


def test_waived_findings_stand_apart():
    one, other = found("uncited"), found("single-outlet", waived="nobody else was there")
    assert by_risk([one, other]) == [one]
    assert waived([one, other]) == [other]


def test_a_finding_on_an_included_file_belongs_to_all_documents_that_include_it():
    rulings = [ruled(doc="a"), ruled(doc="b")]
    same = [Ruling("same", r.statement, r.kind, "") for r in rulings]
    audit = audit_of(
        *same, findings=[found("uncited", ident="same", docname="a"), found("unused-source")]
    )
    of = FindingsOf(audit)
    assert of.document("a") == of.document("b") == [audit.findings[0]]
    assert of.library == [audit.findings[1]]


def test_coverage_parts_add_up_to_all_statements():
    rulings = [ruled(POST), ruled(line=2), ruled(line=3, kind="question")]
    assert [part.count for part in coverage(rulings)] == [1, 1, 1]


def test_what_was_not_looked_up_counts_as_no_corroboration():
    rulings = [
        ruled(POST, WEEKLY, corroboration=2),
        ruled(POST, WEEKLY, corroboration=2, assumed=True, line=2),
        ruled(POST, corroboration=1, line=3),
        ruled(POST, corroboration=0, line=4),
        ruled(line=5),
    ]
    assert [part.count for part in corroboration(rulings, Policy())] == [1, 1, 1, 1]


def test_a_project_may_ask_for_more_than_two_origins():
    parts = corroboration([ruled(POST, WEEKLY, corroboration=2)], Policy(min_outlets=3))
    assert [(part.name, part.count) for part in parts if part.count] == [
        ("More than one origin, fewer than three", 1)
    ]


def test_a_share_is_100_percent_only_where_nothing_is_missing():
    assert percent(999, 1000) == "99 %"
    assert percent(1, 1000) == "1 %"
    assert percent(0, 0) == "0 %"
    assert percent(7, 7) == "100 %"


def test_the_matrix_counts_statements_of_each_briefing():
    audit = audit_of(
        ruled(POST),
        ruled(POST, WEEKLY, line=2),
        ruled(WEEKLY, doc="b"),
        ruled(POST, doc="b", line=2),
    )
    made = matrix(audit, 100)
    assert made.docnames == ("a", "b")
    assert dict(zip(made.keys, made.counts, strict=True)) == {"post": (2, 1), "weekly": (1, 1)}
    assert made.keys == ("post", "weekly")
    assert made.left_out == 0
    few = matrix(audit, 1)
    assert (few.keys, few.counts, few.left_out) == (("post",), ((2, 1),), 1)


def test_a_reprint_rests_on_its_origin():
    rulings = [ruled(COPY, corroboration=1), ruled(POST, WEEKLY, corroboration=2, line=2)]
    rows = outlet_rows(rulings, audit_of(*rulings))
    assert [(row.names, row.sources, row.cited, row.alone, row.others) for row in rows] == [
        (("The Harbor Post",), 2, 2, 1, ("Valley Reader",)),
        (("Meridian Weekly",), 1, 1, 0, ()),
    ]


def test_briefings_with_the_worst_findings_come_first():
    findings = [found("uncited", Severity.ERROR, docname="b"), found("single-outlet", docname="a")]
    rows = briefing_rows(
        audit := audit_of(ruled(), ruled(doc="b"), findings=findings), FindingsOf(audit)
    )
    assert [(row.document.docname, row.open_findings) for row in rows] == [
        ("b", (1, 0, 0)),
        ("a", (0, 1, 0)),
    ]


def test_what_was_not_looked_up_is_told_by_reason():
    part = Comparison(
        "25", "value", (Verdict("post", None, "unseen"), Verdict("weekly", None, "unresolved"))
    )
    (one,) = unlooked([ruled(POST, WEEKLY, assumed=True, comparisons=(part,)), ruled(POST, line=2)])
    assert one.reasons == (
        ("neither text nor lock record of post", ("25",)),
        ("weekly has a relative date and nothing to reckon it from", ("25",)),
    )


def test_sources_without_text_are_named_once():
    assert textless(audit_of(ruled(POST)), ["post", "weekly", "post", "nobody"]) == [
        "post",
        "weekly",
    ]


def test_exempt_statements_are_listed_by_kind_the_marks_first():
    rulings = [ruled(kind="question"), ruled(kind="assessment", line=2), ruled(line=3)]
    assert [kind for kind, _ in exempt_by_kind(rulings)] == ["assessment", "question"]


# -- passages -----------------------------------------------------------------------------------


def test_a_misquote_is_shown_beside_the_nearest_words():
    part = Comparison(
        "a b c",
        "quotation",
        (Verdict("post", False, "absent"), Verdict("weekly", False, "altered", (4,))),
    )
    assert list(spots_of(found("misquote"), ruled(POST, WEEKLY, comparisons=(part,)))) == [
        Spot("weekly", 4, "a b c")
    ]


def test_a_misattributed_quotation_is_shown_where_its_words_are():
    part = Comparison(
        "a b c",
        "quotation",
        (Verdict("post", False, "absent"),),
        (Verdict("weekly", True, "elsewhere", (7,)),),
    )
    assert next(spots_of(found("misquote"), ruled(POST, comparisons=(part,)))) == Spot(
        "weekly", 7, "a b c"
    )


def test_a_single_outlet_is_shown_where_it_has_the_weakest_part():
    weakest = Comparison(
        "25", "value", (Verdict("post", True, "", (3, 9)), Verdict("weekly", False, "absent"))
    )
    other = Comparison("May", "value", (Verdict("post", True, "", (1,)),))
    ruling = ruled(POST, WEEKLY, comparisons=(other, weakest), weakest=weakest)
    assert list(spots_of(found("single-outlet"), ruling)) == [Spot("post", 3, "25")]


def test_without_a_comparison_the_cited_paragraph_is_shown():
    statement = Statement("a", Place("a.md"), "It fell.", citations=(Citation("post", "para. 9"),))
    assert list(located(Ruling("i", statement, "factual", "", (POST,)))) == [Spot("post", 9)]


# -- excerpts -----------------------------------------------------------------------------------

LONG = (
    " ".join(f"word{n}" for n in range(40)) + " killed 25 fighters near the base. " + "More. " * 30
)


def test_an_excerpt_has_no_more_words_than_allowed_and_marks_what_is_looked_for():
    made = excerpt(LONG, "The raid killed 25 fighters.", "25", 10)
    assert len(made.text.replace("…", "").split()) <= 10
    assert not made.opens
    assert not made.ends
    assert [words for words, marked in made.pieces if marked] == ["25"]
    assert "killed 25 fighters" in made.text


def test_number_words_are_marked_too():
    made = excerpt("Some five men came.", "5 men came.", "5", 25)
    assert ("five", True) in made.pieces


def test_with_no_words_allowed_there_is_no_excerpt():
    assert excerpt(LONG, "The raid.", "25", 0) is None
    assert excerpt("  ", "The raid.", "25", 9) is None


def test_a_text_without_blanks_is_cut_too():
    assert len(excerpt("私は昨日東京で会った。" * 40, "東京", "東京", 25).text.strip("… ")) <= 26
    assert len(excerpt("a" * 100_000, "a", "a", 25).text) <= 25 * 40 + 4
    assert len(excerpt("a-b–c/d " * 50, "a", "", 5).text) <= 16
