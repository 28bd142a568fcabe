"""Python's collector rests while texts are compared, and is as it was when a build has ended."""

from project import Project

WATCH = """
import gc

def setup(app):
    app.connect("env-updated", lambda *_: told("before"), priority=799)
    app.connect("env-updated", lambda *_: told("after"), priority=801)
    app.connect("build-finished", lambda *_: told("end"), priority=999)

def told(when):
    print(when, gc.isenabled(), gc.get_freeze_count() > 0)
"""


def test_the_collector_is_as_it_was_when_the_build_has_ended(tmp_path):
    project = (
        Project(tmp_path).configure(WATCH).briefing("It sank {cite:p}`rivera2020,okafor2020`.")
    )
    lines = project.build().must_be_clean().stdout.split("\n")
    assert lines[:3] == ["before True False", "after True True", "end True False"]


def test_it_is_so_where_a_build_fails(tmp_path):
    crash = "\n    app.connect('doctree-resolved', lambda *_: 1 / 0)\n"
    project = Project(tmp_path).configure(WATCH.replace("\n\ndef told", crash + "\ndef told"))
    built = project.briefing("It sank {cite:p}`rivera2020,okafor2020`.").build("html")
    assert built.status == 2
    assert "end True False" in built.stdout
