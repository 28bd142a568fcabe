"""Statements beside a library: where words stand, what is recorded, what a plug-in says."""

from __future__ import annotations

import sqlite3
from types import SimpleNamespace

import pytest

from builder_ext.evidence import entailment, library, search
from builder_ext.evidence.article_values import ArticleValues
from builder_ext.evidence.articles import Articles
from builder_ext.evidence.comparing import Comparer
from builder_ext.evidence.conflicts import conflicting
from builder_ext.evidence.entailment import Entailment, PlugInError, load
from builder_ext.evidence.library import Evidence, LibrarySearch
from builder_ext.evidence.locking import lock_of
from builder_ext.evidence.memory import Memory
from builder_ext.evidence.passages import Passages
from builder_ext.evidence.search import SearchError
from builder_ext.model import Citation, Document, Library, Place, Policy, Source, Statement
from builder_ext.rules import examine
from builder_ext.sources.lock import Lock
from builder_ext.sources.snapshots import Snapshots
from builder_ext.statements.parts import quotations, values


def source(key: str, **facts) -> Source:
    name = key.title()
    facts = {"title": "The long winter", "date": "2031-03-06", **facts}
    return Source(key, Place("r.bib"), outlet=name, origins=(name,), **facts)


def said(text: str, *cited: str, **facts) -> Statement:
    return Statement(
        "d", Place("d.md", 3), text, citations=tuple(map(Citation, cited)),
        quotations=quotations(text), values=values(text), **facts
    )  # fmt: skip


def shelf(tmp_path, **texts: str) -> tuple[Library, Articles]:
    """Return a library with these texts; an empty one is none."""
    for key, text in texts.items():
        if text:
            (tmp_path / f"{key}.txt").write_text(text, "utf-8")
    known = Library({key: source(key) for key in texts})
    return known, Articles(known, Snapshots(tmp_path))


def verdicts(tmp_path, statement: Statement, **texts: str):
    """Return what each cited source has of each part: type, part, and how by key."""
    known, articles = shelf(tmp_path, **texts)
    comparer = Comparer(known, articles, Lock(), Policy())
    cited = [known.sources[key] for key in statement.keys]
    return [
        (c.type, c.part, {v.key: v.how or str(v.carried) for v in (*c.verdicts, *c.elsewhere)})
        for c in comparer.compare(statement, cited, frozenset())
    ]


LEFT = "She said “we left at dawn”."


def test_a_quotation_that_another_source_holds_is_told(tmp_path):
    told = verdicts(tmp_path, said(LEFT, "a"), a="It rained.", b="“We left at dawn,” she said.")
    assert told[0] == ("quotation", "we left at dawn", {"a": "absent", "b": "elsewhere"})


def test_the_headline_of_the_entry_carries_a_quotation(tmp_path):
    told = verdicts(tmp_path, said("She wrote of “the long winter”.", "a"), a="It rained.")
    assert told[0] == ("quotation", "the long winter", {"a": "True"})


def test_what_the_entry_carries_is_not_recorded(tmp_path):
    known, articles = shelf(tmp_path, a="")
    comparer = Comparer(known, articles, Lock(), Policy())
    statement = said("She wrote of “the long winter” in 1999.", "a")
    named = [
        verdict.how
        for comparison in comparer.compare(statement, [known.sources["a"]], frozenset())
        for _, verdict in comparer.needed(statement, comparison)
    ]
    assert named == ["unseen"]


def test_values_in_a_quotation_are_a_part_of_it_and_those_in_its_brackets_are_not(tmp_path):
    text = "He said “we lost [in 2019] some 25 boats” and “it”, on 3 March."
    told = verdicts(tmp_path, said(text, "a"), a="He said: “we lost some 25 boats.”")
    assert [part for type_, part, _ in told if type_ == "value"] == ["2019", "3 March"]


def test_a_plug_in_must_be_installed_and_load_and_be_a_function(monkeypatch):
    def points(loaded):
        def load_it():
            if isinstance(loaded, Exception):
                raise loaded
            return loaded

        dist = SimpleNamespace(version="1.2")
        return lambda group: [SimpleNamespace(name="model", dist=dist, load=load_it)]

    for loaded, why in (
        (ImportError("no torch"), "'model' cannot be loaded: no torch"),
        ("text", "'model' is no function"),
    ):
        monkeypatch.setattr(entailment, "entry_points", points(loaded))
        with pytest.raises(PlugInError, match=why):
            load("model")
    monkeypatch.setattr(entailment, "entry_points", points(print))
    assert load("model") == (print, "model 1.2")
    assert entailment.plug_in_names() == ["model"]
    with pytest.raises(PlugInError, match="there is no entailment plug-in 'modle'"):
        load("modle")


EMPTY = Lock()


def locked(tmp_path, statement: Statement, plug_in, lock: Lock = EMPTY, **texts: str) -> Lock:
    """Return the lock that is made of a statement's evidence."""
    known, articles = shelf(tmp_path, **texts)
    asked = Entailment(plug_in, "model 1", lock, articles)
    evidence = Evidence(articles, lock, entailment=asked)
    case = examine([Document("d", "d.md", statements=(statement,))], known, Policy(), (), evidence)
    return lock_of(case.rulings, known, evidence, case.comparer, "2031-04-01")


def test_a_score_is_recorded_and_not_asked_for_again(tmp_path):
    statement = said("It sank.", "a", "b")
    first = locked(tmp_path, statement, lambda *_: 0.25, a="It sank.", b="")
    assert [(r.key, r.score) for r in first.scores.values()] == [("a", 0.25)]

    def must_not(*_):
        raise AssertionError("asked again")

    again = locked(tmp_path, statement, must_not, first, a="It sank.", b="")
    assert again.scores == first.scores
    (tmp_path / "a.txt").unlink()
    without = locked(tmp_path, statement, must_not, first, a="", b="")
    assert without.scores == first.scores


def test_memory_keeps_facts_and_nothing_else():
    memory = Memory()
    memory.keep((), "nothing")
    memory.keep((1,), "one")
    assert memory.recall("nothing") is None
    assert memory.recall("one") == (1,)
    assert Memory(memory.used).recall("one") == (1,)
    assert Memory(memory.used, "other settings").recall("one") is None


def values_of(*paragraphs: str, date: str | None = "2031-03-06"):
    return SimpleNamespace(
        values=ArticleValues(paragraphs, date), passages=Passages(list(paragraphs))
    )


EVENT = "The ferry Aurora sank off Mossby pier with {} boats in the long storm."


@pytest.mark.parametrize(
    ("given", "differs"), [("25", False), ("26", False), ("60", True), ("some", False)]
)
def test_a_source_that_gives_another_number_of_the_same_event_differs(given, differs):
    statement = EVENT.format("25")
    found = conflicting(statement, "25", values_of(statement), values_of(EVENT.format(given)))
    assert (found is not None and found.value == given) is differs


@pytest.mark.parametrize(
    ("given", "differs"),
    [
        ("on 4 March 2031", True),
        ("on 3 March 2031", False),
        ("on Monday", False),
        ("two days later", False),
    ],
)
def test_a_source_that_gives_another_day_of_the_same_event_differs(given, differs):
    event = "The ferry Aurora sank off Mossby pier in the long winter storm {}."
    statement = event.format("on 3 March 2031")
    found = conflicting(
        statement, "3 March 2031", values_of(statement), values_of(event.format(given))
    )
    assert (found is not None) is differs


def test_where_no_index_can_be_made_the_texts_are_read_through(tmp_path, monkeypatch):
    def cannot(*_):
        raise SearchError("no index")

    monkeypatch.setattr(library, "open_search", cannot)
    known, articles = shelf(tmp_path, a="The ferry Aurora sank off Mossby pier.", b="It rained.")
    (hit,) = LibrarySearch(known, articles, None).nearest("The ferry Aurora sank.")
    assert (hit.key, hit.paragraph) == ("a", 1)


def test_an_index_that_breaks_twice_is_a_search_error(tmp_path, monkeypatch):
    known, articles = shelf(tmp_path, a="The ferry Aurora sank off Mossby pier.")
    index = search.open_search(None, LibrarySearch(known, articles, None)._texts)

    def broken(*_):
        raise sqlite3.OperationalError("it broke")

    monkeypatch.setattr(index, "_nearest", broken)
    with pytest.raises(SearchError, match="the index of the library cannot be read: it broke"):
        index.nearest("The ferry Aurora sank.")


def test_without_an_index_every_source_is_looked_through_for_a_quotation(tmp_path):
    known, articles = shelf(tmp_path, a="It rained.", b="It rained.")
    comparer = Comparer(known, articles, Lock(), Policy())
    assert list(comparer.may_hold("we left at dawn")) == ["a", "b"]
    known, articles = shelf(tmp_path, a="It rained.", b="We left at dawn.")
    by_index = LibrarySearch(known, articles, None)
    comparer = Comparer(known, articles, Lock(), Policy(), by_index)
    assert list(comparer.may_hold("left early at dawn")) == []
    assert list(comparer.may_hold("we left at dawn")) == ["b"]
    assert list(comparer.may_hold("…")) == ["a", "b"]


def test_a_quotation_sewn_together_of_two_texts_is_spliced(tmp_path):
    told = verdicts(
        tmp_path, said("She said “we left … at dawn”.", "a", "b"), a="We left late.", b="It came at dawn."
    )  # fmt: skip
    assert told[0] == ("quotation", "we left … at dawn", {"a": "spliced", "b": "spliced"})
    told = verdicts(
        tmp_path, said("She said “we left … dawn”.", "a", "b"), a="We left late.", b="It came at dawn."
    )  # fmt: skip
    assert "spliced" not in told[0][2].values()


def compared(tmp_path, statement: Statement, **texts: str):
    known, articles = shelf(tmp_path, **texts)
    comparer = Comparer(known, articles, Lock(), Policy())
    return comparer.compare(statement, [known.sources[key] for key in statement.keys], frozenset())


@pytest.mark.parametrize(
    ("text", "how"),
    [("Ana Rivera came.", ""), ("Anna Riviera came.", "near"), ("It rained.", "absent")],
)
def test_a_name_is_said_to_be_seen_in_the_text(tmp_path, text, how):
    (name,) = compared(tmp_path, said("Ana Rivera came.", "a"), a=text)
    (verdict,) = name.verdicts
    assert (name.type, name.part, verdict.seen) == ("name", "Ana Rivera", "snapshot")
    assert (verdict.carried, verdict.how, verdict.paragraphs) == (
        not how,
        how,
        (1,) * (how != "absent"),
    )


def test_what_the_entry_itself_says_needs_no_text(tmp_path):
    statement = said("Ana Rivera wrote “the long winter” on 6 March 2031.", "a")
    parts = {c.type: c.verdicts[0] for c in compared(tmp_path, statement, a="")}
    assert (parts["quotation"].carried, parts["quotation"].seen) == (True, "entry")
    assert (parts["value"].carried, parts["value"].seen) == (True, "entry")
    assert parts["name"].carried is None
    assert "speaker" not in parts
    statement = said("Ana Rivera wrote “a long winter” on 7 March 2031.", "a")
    parts = {c.type: c.verdicts[0] for c in compared(tmp_path, statement, a="")}
    assert {name: (v.carried, v.how, v.seen) for name, v in parts.items()} == {
        "quotation": (None, "unseen", ""),
        "value": (None, "unseen", ""),
        "name": (None, "unseen", ""),
    }


def test_a_check_remembers_what_it_compared(tmp_path):
    known, articles = shelf(tmp_path, a="It sank.")
    evidence = Evidence(articles)
    documents = [Document("d", "d.md", statements=(said("It sank in 1999.", "a"),))]
    examine(documents, known, Policy(), (), evidence)
    assert evidence.memory.used


def test_an_index_that_goes_on_breaking_is_kept_in_memory(tmp_path, monkeypatch):
    known, articles = shelf(tmp_path, a="The ferry Aurora sank off Mossby pier.")
    texts = LibrarySearch(known, articles, None)._texts
    connect, paths = search.LibrarySearch._connect, []

    def breaks(self, path, damaged=False):
        paths.append(path)
        if path is not None:
            raise sqlite3.DatabaseError("file is not a database")
        return connect(self, path, damaged)

    monkeypatch.setattr(search.LibrarySearch, "_connect", breaks)
    index = search.open_search(tmp_path / "index.sqlite", texts)
    assert [hit.key for hit in index.nearest("The ferry Aurora sank.")] == ["a"]
    assert paths == [tmp_path / "index.sqlite"] * 2 + [None]


def test_what_breaks_off_in_the_middle_leaves_no_half_of_it(tmp_path):
    base = sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)
    base.execute("CREATE TABLE kept (a)")

    def write() -> None:
        with search._transaction(base):
            base.execute("INSERT INTO kept VALUES (1)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert base.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    base.close()


def test_a_server_that_was_tried_is_let_go(tmp_path):
    known, articles = shelf(tmp_path, a="It sank.")
    asked = LibrarySearch(known, articles, None, "postgresql://x")
    closed = []
    asked.__dict__["_on_server"] = SimpleNamespace(state="s", close=lambda: closed.append(1))
    asked.try_server()
    assert closed == [1]
    assert "_on_server" not in asked.__dict__


@pytest.mark.parametrize("value", ["9:30", "2018/19", "the 1980s"])
def test_a_value_that_is_no_number_differs_from_none(value):
    statement = EVENT.format(value)
    for given in ("25", value):
        other = values_of(EVENT.format(given))
        assert conflicting(statement, value, values_of(statement), other) is None


def test_a_number_differs_from_no_time():
    statement = EVENT.format("25")
    other = values_of(EVENT.format("9:30"))
    assert conflicting(statement, "25", values_of(statement), other) is None
