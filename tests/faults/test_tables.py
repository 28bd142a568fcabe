"""Every row of the fault table is a test; README.md says what a row may say."""

from __future__ import annotations

import pytest
from faults.table import Outcome, Row, Table, build, command, make_project, must_hold, tables
from project import Project

SHARED = [t for t in tables().values() if t.project == "shared"]
OWN = [t for t in tables().values() if t.project == "own"]


def rows_of(chosen: list[Table]) -> list[object]:
    """A parameter for each row, under the row's name."""
    return [pytest.param(t, row, id=row.name) for t in chosen for row in t.rows]


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """The project of a table, made when it is first asked for."""
    made: dict[str, Project] = {}

    def project(table: Table) -> Project:
        if table.subject not in made:
            folder = tmp_path_factory.mktemp(table.subject)
            made[table.subject] = make_project(folder, table, table.rows)
        return made[table.subject]

    return project


@pytest.fixture(scope="module")
def built(shared):
    """What the one build of a table came to."""
    outcomes: dict[str, Outcome] = {}

    def outcome(table: Table) -> Outcome:
        if table.subject not in outcomes:
            outcomes[table.subject] = build(shared(table), table)
        return outcomes[table.subject]

    return outcome


@pytest.mark.parametrize(("table", "row"), rows_of(SHARED))
def test_shared(shared, built, table, row):
    must_hold(row, command(shared(table), row.run) if row.run else built(table))


@pytest.mark.parametrize(("table", "row"), rows_of(OWN))
def test_own(tmp_path, table, row):
    project = make_project(tmp_path, table, [row])
    must_hold(row, command(project, row.run) if row.run else build(project, table))


def test_every_row_and_every_subject_is_in_a_project_of_one_of_the_two_kinds():
    assert SHARED
    assert len(SHARED) + len(OWN) == len(tables())
    assert all(isinstance(row, Row) for table in tables().values() for row in table.rows)
