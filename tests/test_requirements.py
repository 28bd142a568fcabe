"""What is installed to develop and test is pinned by hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("dev.lock", "tools.lock")


def pinned(name):
    """Return the packages of a lock with the number of their hashes."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    entries = re.findall(
        r"^([\w.-]+)==[^\n]*((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)*)", text, re.M
    )
    return {package: hashes.count("--hash") for package, hashes in entries}


@pytest.mark.parametrize("name", LOCKS)
def test_each_package_has_a_hash_and_nothing_says_where_it_comes_from(name):
    assert min(pinned(name).values()) > 0
    for line in (ROOT / "requirements" / name).read_text("utf-8").splitlines():
        assert re.match(r"[\w.-]+==\S+|    --hash=sha256:[0-9a-f]{64}", line), line
        assert "://" not in line


def test_all_that_development_asks_for_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    within = [name for one in extras["dev"] if "[" in one for name in re.split(r"[\[\],]", one)]
    known = ["dev", *(name for name in within if name in extras)]
    asked = [*project["dependencies"], *(one for extra in known for one in extras[extra])]
    names = {re.match(r"[\w.-]+", one)[0].lower().replace("_", "-") for one in asked}
    assert names - {"briefcheck"} <= pinned("dev.lock").keys()
