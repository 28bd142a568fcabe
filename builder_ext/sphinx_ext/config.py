"""The ``briefcheck_*`` values of conf.py, checked before anything is read."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.matching import Matcher

from builder_ext.model import Policy
from builder_ext.reports import printable
from builder_ext.rules.policy import PolicyError, nearest, read_policy
from builder_ext.sphinx_ext.styles import FOOT_STYLE, STOCK_STYLES, STYLE, is_style

_VALUES: dict[str, Any] = {
    "documents": ["briefings/**"],
    "bracketed_citations": True,
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
    "entailment": None,
    "search": "",
    "safe": True,
}
"""Every value with its default, by its name without ``briefcheck_`` (SPEC)."""

_READING = ("documents", "bracketed_citations", "safe")
"""Values that change what is read."""
_SERVERS = ("postgresql://", "postgres://")
_LONGEST = 500
"""Letters of what is said of a value."""
_CHOICES = {"publish": ("marks", "audit", "none")}
_STYLES = {
    "bibtex_default_style": STYLE,
    "bibtex_reference_style": STYLE,
    "bibtex_foot_reference_style": FOOT_STYLE,
}
_MYST_SYNTAX = ("colon_fence", "attrs_inline", "attrs_block")


def setup(app: Sphinx) -> None:
    """Register the values; a change of any of them is seen by the check of the next build."""
    for name, default in _VALUES.items():
        # Not "env": findings are computed anew in every build, so nothing need be read again.
        app.add_config_value(f"briefcheck_{name}", default, "env" if name in _READING else "")
    # Before MyST reads its own configuration.
    app.connect("config-inited", on_config_inited, priority=100)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Check the values, and set what other extensions need where conf.py leaves it open."""
    problems = all_problems(Path(app.confdir), config)
    if problems:
        stop(app, problems)
    # It may hold a password, and Sphinx keeps the configuration in a file.
    app._briefcheck_search = config.briefcheck_search  # type: ignore[attr-defined]
    config.briefcheck_search = ""
    if not is_idle(config):
        _set_what_is_open(app, config)


def is_idle(config: Config) -> bool:
    """Return whether nothing is checked: then nothing of the project changes."""
    return not config.briefcheck_documents


def _set_what_is_open(app: Sphinx, config: Config) -> None:
    if "myst_enable_extensions" in config:
        config.myst_enable_extensions = {*config.myst_enable_extensions, *_MYST_SYNTAX}
    config.exclude_patterns = [*config.exclude_patterns, *_snapshot_patterns(app, config)]
    if config.bibtex_bibfiles is None and (Path(app.confdir) / "references.bib").exists():
        config.bibtex_bibfiles = ["references.bib"]
    # The published sources would show waivers and marks that the page words with care.
    if not _is_given(config, "html_copy_source"):
        config.html_copy_source = False
    for name, style in _STYLES.items():
        if not _is_given(config, name):
            setattr(config, name, style)


def stop(app: Sphinx, problems: Iterable[str]) -> NoReturn:
    """End the run with exit status 2 and a line for each problem.

    For an exception, even its own ConfigError, Sphinx prints a traceback and asks for a bug report.
    """
    for problem in problems:
        said = f"briefcheck: {Path(app.confdir) / 'conf.py'}: {problem}"
        print(printable(said), file=sys.stderr)
    raise SystemExit(2)


def _snapshot_patterns(app: Sphinx, config: Config) -> list[str]:
    """Return what keeps Sphinx from building the sources' texts as pages."""
    folder = os.path.relpath(Path(app.srcdir) / config.briefcheck_snapshots, app.srcdir)
    name = re.sub(r"([\[*?])", r"[\1]", Path(folder).as_posix())
    return [] if name.startswith("..") or name == "." else [f"{name}/**"]


def _unknown_values(config: Config) -> list[str]:
    # Registered ones, the PDF builder's too.
    known = [name for name in config._options if name.startswith("briefcheck_")]
    given = {*config._raw_config, *config.overrides}
    return [
        f"there is no configuration value {name!r}{nearest(name, known)}"
        for name in sorted(given)
        if name.startswith("briefcheck_") and name not in known
    ]


def _search(config: Config) -> Iterator[str]:
    address = config.briefcheck_search
    # It may hold a password, and is not shown.
    if not isinstance(address, str) or (address and not address.startswith(_SERVERS)):
        yield (
            "briefcheck_search must be the address of a PostgreSQL server, postgresql://..., "
            "or empty for an index of its own"
        )


def all_problems(folder: Path, config: Config) -> list[str]:
    """Return a sentence for each value of a folder's conf.py that is wrong or that there is none of."""
    problems = _unknown_values(config)
    try:
        policy_of(config)
    except PolicyError as error:
        problems.extend(error.problems)
    checks = (
        _documents,
        _snapshots,
        _words,
        _switches,
        _excerpts,
        _search,
        partial(_bibliography, folder),
        _styles,
        _pdf,
    )
    problems += [problem for check in checks for problem in check(config)]
    return [_cut(problem) for problem in problems]


def _cut(problem: str) -> str:
    return problem if len(problem) <= _LONGEST else f"{problem[: _LONGEST - 100]} … {problem[-90:]}"


def _documents(config: Config) -> Iterator[str]:
    documents = config.briefcheck_documents
    if not _all_strings(documents):
        hint = f" (did you mean {[documents]!r}?)" if isinstance(documents, str) else ""
        yield f"briefcheck_documents must be a list of patterns, not {documents!r}{hint}"


def _snapshots(config: Config) -> Iterator[str]:
    folder = config.briefcheck_snapshots
    if not isinstance(folder, str) or not folder.strip():
        yield f"briefcheck_snapshots must be a folder's path, not {folder!r}"


def _words(config: Config) -> Iterator[str]:
    for name, words in _CHOICES.items():
        value = config[f"briefcheck_{name}"]
        if value not in words:
            yield (
                f"briefcheck_{name} must be {', '.join(words[:-1])} or {words[-1]}, "
                f"not {value!r}{nearest(str(value), words)}"
            )


def _switches(config: Config) -> Iterator[str]:
    for name in ("safe", "bracketed_citations"):
        value = config[f"briefcheck_{name}"]
        if not isinstance(value, bool):
            yield f"briefcheck_{name} must be True or False, not {value!r}"


def _excerpts(config: Config) -> Iterator[str]:
    value = config.briefcheck_excerpts
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        yield f"briefcheck_excerpts must be a number of words, 0 or more, not {value!r}"


def _pdf(config: Config) -> Iterator[str]:
    if not _all_strings(config.briefcheck_pdf_fonts):
        yield f"briefcheck_pdf_fonts must be a list of folders, not {config.briefcheck_pdf_fonts!r}"
    if not isinstance(config.briefcheck_pdf_numbered, bool):
        value = config.briefcheck_pdf_numbered
        yield f"briefcheck_pdf_numbered must be True or False, not {value!r}"


def _bibliography(folder: Path, config: Config) -> Iterator[str]:
    files = config.bibtex_bibfiles
    if files is not None and not _all_strings(files):
        yield f"bibtex_bibfiles must be a list of files, not {files!r}"
        return
    for file in files or ():
        if _is_endless(folder / file):
            yield f"bibtex_bibfiles: {file!r} is a symbolic link that leads to itself"


def _is_endless(path: Path) -> bool:
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _styles(config: Config) -> Iterator[str]:
    for name in filter(partial(_is_given, config), _STYLES):
        style = config[name]
        if not is_style(name, style):
            yield f"{name}: there is no style {style!r}{nearest(str(style), STOCK_STYLES)}"


def _is_given(config: Config, name: str) -> bool:
    return name in config._raw_config or name in config.overrides


def _all_strings(values: Any) -> bool:
    return isinstance(values, (list, tuple, set)) and all(isinstance(v, str) for v in values)


def policy_of(config: Config) -> Policy:
    """Return the configured Policy; raises `PolicyError` naming all that is wrong."""
    return read_policy({name: config[f"briefcheck_{name}"] for name in _VALUES})


class CheckedDocuments:
    """Which documents conf.py wants checked."""

    def __init__(self, patterns: Iterable[str]) -> None:
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


def document_path(env: BuildEnvironment, docname: str) -> str:
    """Return a document's path from the source folder, as reports and patterns have it."""
    return env.doc2path(docname, base=False).as_posix()


def checked_documents(config: Config) -> CheckedDocuments:
    """Return the configured selection of documents."""
    return _selection(tuple(config.briefcheck_documents))


_selection = cache(CheckedDocuments)
