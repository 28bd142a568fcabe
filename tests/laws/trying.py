"""How often laws are tried: on the same few examples each time, and by ``make fuzz`` on many others."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

FUZZING = bool(os.environ.get("BRIEFCHECK_LAWS"))
LAWS = settings(
    max_examples=10 if FUZZING else 1,
    derandomize=not FUZZING,
    database=None,
    deadline=None,
    # A failure names the briefing; a smaller one would take a build a try.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def lists_of(one: st.SearchStrategy, number: int) -> st.SearchStrategy:
    """Return lists of so many; hypothesis begins with the simplest of all, which is not worth a build."""
    lists = st.lists(one, min_size=number, max_size=number)
    return st.integers(0, 999).flatmap(lambda n: lists if n else st.just([])).filter(bool)
