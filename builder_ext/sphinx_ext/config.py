"""The ``briefcheck_*`` values of conf.py, checked before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.matching import Matcher

from builder_ext.model import Policy
from builder_ext.rules.policy import PolicyError, nearest, read_policy

PUBLISH = ("marks", "audit", "none")
_VALUES: dict[str, Any] = {
    "documents": ["briefings/**"],
    "snapshots": "briefings/sources",
    "severity": {},
    "fail_on": "error",
    "waivable": None,
    "waivers": {},
    "min_outlets": 2,
    "independence": "origin",
    "outlets": {},
    "names": {},
    "max_exempt": None,
    "publish": "marks",
    "excerpts": 25,
    "evidence": "any",
    "locked": False,
    "safe": True,
}
"""Every value with its default, by its name without ``briefcheck_`` (SPEC)."""

_MYST_SYNTAX = ("colon_fence", "attrs_inline", "attrs_block")


def setup(app: Sphinx) -> None:
    """Register the values; a change of any of them is seen by the check of the next build."""
    for name, default in _VALUES.items():
        # Not "env": findings are computed anew in every build, so nothing need be read again.
        app.add_config_value(f"briefcheck_{name}", default, "env" if name == "documents" else "")
    # Before MyST reads its own configuration.
    app.connect("config-inited", on_config_inited, priority=100)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Check the values, and set what other extensions need where conf.py leaves it open."""
    problems = [*_unknown_values(config), *_problems(config)]
    if problems:
        raise ConfigError("\n".join(problems))
    config.myst_enable_extensions = {*config.myst_enable_extensions, *_MYST_SYNTAX}
    snapshots = str(config.briefcheck_snapshots).strip("/")
    config.exclude_patterns = [*config.exclude_patterns, f"{snapshots}/**"]
    if config.bibtex_bibfiles is None and (Path(app.confdir) / "references.bib").exists():
        config.bibtex_bibfiles = ["references.bib"]
    # The published sources would show waivers and marks that the page words with care.
    if "html_copy_source" not in config._raw_config and "html_copy_source" not in config.overrides:
        config.html_copy_source = False
    for name in ("bibtex_default_style", "bibtex_reference_style"):
        if name not in config._raw_config and name not in config.overrides:
            setattr(config, name, "briefcheck")


def _unknown_values(config: Config) -> list[str]:
    known = [f"briefcheck_{name}" for name in _VALUES]
    given = {*config._raw_config, *config.overrides}
    return [
        f"there is no configuration value {name!r}{nearest(name, known)}"
        for name in sorted(given)
        if name.startswith("briefcheck_") and name not in known
    ]


def _problems(config: Config) -> list[str]:
    problems: list[str] = []
    try:
        policy_of(config)
    except PolicyError as error:
        problems.extend(error.problems)
    documents = config.briefcheck_documents
    if isinstance(documents, str) or not _all_strings(documents):
        problems.append(f"briefcheck_documents must be a list of patterns, not {documents!r}")
    if config.briefcheck_publish not in PUBLISH:
        word = config.briefcheck_publish
        problems.append(
            f"briefcheck_publish must be marks, audit or none, not {word!r}"
            f"{nearest(str(word), PUBLISH)}"
        )
    if not isinstance(config.briefcheck_snapshots, str):
        problems.append(
            "briefcheck_snapshots must be a folder's path relative to conf.py, "
            f"not {config.briefcheck_snapshots!r}"
        )
    return problems


def _all_strings(values: Any) -> bool:
    return isinstance(values, (list, tuple, set)) and all(isinstance(v, str) for v in values)


def policy_of(config: Config) -> Policy:
    """Return the configured Policy; raises `PolicyError` naming all that is wrong."""
    return read_policy({name: config[f"briefcheck_{name}"] for name in _VALUES})


class CheckedDocuments:
    """Which documents conf.py wants checked."""

    def __init__(self, patterns: list[str]) -> None:
        self._matchers = {p: Matcher([p.removeprefix("./")]) for p in patterns}

    def __contains__(self, path: object) -> bool:
        return any(self._matches(matcher, str(path)) for matcher in self._matchers.values())

    def idle_patterns(self, paths: list[str]) -> list[str]:
        """Return the patterns that match none of the paths."""
        return [
            pattern
            for pattern, matcher in self._matchers.items()
            if not any(self._matches(matcher, path) for path in paths)
        ]

    @staticmethod
    def _matches(matcher: Matcher, path: str) -> bool:
        return matcher(path) or matcher(path.rpartition(".")[0] or path)


def checked_documents(config: Config) -> CheckedDocuments:
    """Return the configured selection of documents."""
    return CheckedDocuments(list(config.briefcheck_documents))
