"""The project that laws are tried on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from laws.briefings import TEXTS
from project import Project


@pytest.fixture
def with_texts(tmp_path_factory) -> Callable[[], Project]:
    """Return what makes a new project that has sources with texts."""

    def new() -> Project:
        project = Project(tmp_path_factory.mktemp("laws"))
        project.configure(myst_enable_extensions=["deflist", "dollarmath"])
        for key, text in TEXTS.items():
            project.text(key, text)
        return project

    return new
