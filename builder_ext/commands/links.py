"""Links in a terminal, where it is likely to know them (OSC 8)."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from builder_ext.rules.registry import RULES

_PROGRAMS = frozenset(("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"))
_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")
_SIGNS = ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM")
_FIRST_VTE = 5000
"""GNOME's terminal and its relatives know links since version 0.50."""


def rule_link(stream: TextIO | None) -> Callable[[str], str]:
    """Return what gives the address of a rule: its file, whose docstring is its documentation.

    Nothing has an address where the stream is no terminal that is likely to know links.
    """
    if stream is None or not stream.isatty() or not _knows_links():
        return lambda _rule: ""
    return _address


def _address(rule: str) -> str:
    known = RULES.get(rule)
    file = inspect.getsourcefile(known.run) if known else None
    return Path(file).resolve().as_uri() if file else ""


def _knows_links() -> bool:
    env = os.environ
    if env.get("NO_COLOR") or env.get("TERM", "dumb") == "dumb" or env.get("CI"):
        return False
    vte = env.get("VTE_VERSION", "")
    return (
        (vte.isascii() and vte.isdigit() and int(vte[:9]) >= _FIRST_VTE)
        or env.get("TERM_PROGRAM") in _PROGRAMS
        or env["TERM"].startswith(_TERMS)
        or any(env.get(sign) for sign in _SIGNS)
    )
