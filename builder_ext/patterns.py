"""Regular expressions that are compiled when somebody first asks: most runs need few of them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, cast


class _Late:
    """A pattern that becomes one at the first question; its answers are the compiled one's."""

    def __init__(self, pattern: str | bytes, flags: int | re.RegexFlag) -> None:
        self.pattern, self._flags = pattern, flags

    @cached_property
    def _compiled(self) -> re.Pattern[Any]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # Kept on the object: from now on this is as quick as asking the compiled one.
        found = self.__dict__[name] = getattr(self._compiled, name)
        return found


def late(pattern: AnyStr, flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, compiled when one of its methods is first asked for.

    A mistake in a pattern shows then only: the patterns of modules are constants, and tested.
    The functions of `re` itself do not take it in place of a compiled one.
    """
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))
