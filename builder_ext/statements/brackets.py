"""Citations in brackets, ``[see @key, para. 4; @other]``, said as the content of a citation role."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from builder_ext.patterns import late

_HIDE = "\0"
_LONGEST = 20_000
"""Characters that a citation in brackets has at most."""
_HIDDEN = late(
    r"\\."
    r"|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
    r"|&(?:#\w{1,8}|[A-Za-z]\w{1,31});"
    r"|<[A-Za-z][\w+.-]{1,31}:[^<>\s]*>",
    re.DOTALL,
)
"""What a sign in it is no sign of a citation: escapes, code, entities, addresses."""
_CLOSING = {"[": "]", "{": "}"}
_KEY = late(
    r"(?:^|(?<=[\s(“‘\"'—–]))(?P<year>-?)@"
    r"(?:(?P<bare>\w(?:\w|[:.#$%&+?<>~/-](?=\w))*)|\{(?P<braced>\0+)\})"
)
"""A key as Pandoc has it: a sign inside of it stands alone, or all of it in braces."""
_SIGN = late(r"(?:^|[;\s(“‘\"'—–])-?@[\w{]")
"""What is in every citation, and in little else: the look before the thorough one."""
_LOST = late(r"(?<!\w)@[\w{]")
"""A second key, wherever it stands among the words beside a first one."""
_ESCAPED = late(r"\\([!-/:-@\[-`{-~])|&(?:#\w{1,8}|[A-Za-z]\w{1,31});")
_UNCITABLE = late(r"[\s,{}]|^!|>$")


@dataclass(frozen=True, slots=True)
class Bracket:
    """The role that says the same as a citation in brackets, and its content.

    ``why`` says what is wrong where the citation cannot be read; its content is then the whole of
    it, brackets included.
    """

    role: str
    content: str
    why: str = ""


class _UnreadableError(ValueError):
    """Says why a citation in brackets cannot be read."""


def read_bracket(text: str) -> Bracket | None:
    """Return what a text from ``[`` to ``]`` cites, None where it holds no key: it is mere text."""
    if not (text.startswith("[") and text.endswith("]") and len(text) <= _LONGEST):
        return None
    inside = text[1:-1]
    if not _SIGN.search(inside):
        return None
    parts = list(_parts(inside, _shape(inside)))
    if not any(_KEY.search(shape) for _, shape in parts):
        return None
    try:
        read = [_read_part(*part) for part in parts]
        if len({year for year, _ in read}) > 1:
            raise _UnreadableError("-@ stands before all of its keys, or before none")
    except _UnreadableError as error:
        return Bracket("cite:p", " ".join(text.split()), str(error))
    role = "cite:yearpar" if read[0][0] else "cite:p"
    return Bracket(role, ",".join(target for _, target in read))


def _shape(text: str) -> str:
    """Return a text, of the same length, with what stands in code, escapes and brackets hidden."""
    shape = list(_hidden(text))
    open_: list[str] = []
    for at, char in enumerate(shape):
        outer = not open_
        if char in _CLOSING:
            open_.append(_CLOSING[char])
        elif open_ and char == open_[-1]:
            open_.pop()
            outer = not open_
        if not outer:
            shape[at] = _HIDE
    return "".join(shape)


def _hidden(text: str) -> str:
    """Return a text, of the same length, with what stands in code and escapes hidden."""
    return _HIDDEN.sub(_hide, text)


def _hide(match: re.Match[str]) -> str:
    found = match.group()
    # "Smith &Co; @other": what only looks like an entity ends at a semicolon of the citation.
    no_entity = found[0] == "&" and html.unescape(found) == found
    return found if no_entity else _HIDE * len(found)


def _parts(text: str, shape: str) -> Iterator[tuple[str, str]]:
    """Yield what stands between the semicolons, each with its shape."""
    start = 0
    for end in [*(match.start() for match in re.finditer(";", shape)), len(shape)]:
        yield text[start:end], shape[start:end]
        start = end + 1


def _read_part(text: str, shape: str) -> tuple[bool, str]:
    """Return whether a part cites by year only, and its target as a role has it."""
    found = _KEY.search(shape)
    if not found:
        raise _UnreadableError("a key is missing at a semicolon")
    first, end = found.span()
    if _KEY.search(shape, end):
        raise _UnreadableError("keys are parted by semicolons")
    key = text[slice(*found.span("bare" if found["bare"] else "braced"))]
    if _UNCITABLE.search(key):
        raise _UnreadableError("a key has no blanks, commas or braces")
    if re.match(r"\s*,\s*,", text[end:]):
        raise _UnreadableError("a key is missing at a comma")
    if any(_LOST.search(_hidden(words)) for words in (text[:first], text[end:])):
        # Within braces, brackets or beside a point it would be printed as words.
        raise _UnreadableError("keys are parted by semicolons")
    before, after = _words(text[:first], shape[:first]), _locator(text[end:], shape[end:])
    target = (f"{{{before}}}" if before else "") + key + (f"{{{after}}}" if after else "")
    return bool(found["year"]), target


def _locator(text: str, shape: str) -> str:
    """Return what follows a key, without the comma and the braces that part it from the key."""
    if shape and not shape[0].isspace() and shape[0] not in ",{":
        raise _UnreadableError(
            "a comma parts a key from what follows it, and braces hold a key of odd signs, @{key}"
        )
    words = _words(text, shape).lstrip(", ")
    if shape.strip() and not any(map(str.isalnum, words)):
        raise _UnreadableError("what follows its key is no locator")
    return words


def _words(text: str, shape: str) -> str:
    """Return words as they are read: on one line, without braces around them, escapes resolved."""
    if shape.count("{") != shape.count("}"):
        raise _UnreadableError("a brace is not closed")
    kept = "".join(char for char, sign in zip(text, shape, strict=True) if sign not in "{}")
    words = " ".join(_ESCAPED.sub(lambda m: m[1] or html.unescape(m[0]), kept).split())
    if "{" in words or "}" in words:
        raise _UnreadableError("a brace stands inside of its words")
    return words
