"""The nouns of `model` as lists of plain values, and back: for files that another machine wrote.

A noun is the list of its values in the order of its fields.  Reading makes nothing but nouns of the
types that are asked for, whatever the file says.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_data(value: Any) -> Any:
    """Return a noun, or a tuple of nouns, as lists of plain values."""
    if is_dataclass(value):
        return [to_data(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    return value


def from_data(kind: type[T], data: Any) -> T:
    """Return the noun of a type; raises ValueError where the data is that of no such noun."""
    found: T = _read(kind, data)
    return found


def _read(kind: Any, data: Any) -> Any:
    if kind in (str, int, bool, NoneType):
        if type(data) is not kind and not (kind is NoneType and data is None):
            raise ValueError(f"{data!r:.40} is no {kind.__name__}")
        return data
    if get_origin(kind) is UnionType:
        # All our unions are of a type and None.
        return None if data is None else _read(get_args(kind)[0], data)
    if not isinstance(data, list):
        raise ValueError(f"{data!r:.40} is no list")
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in data)
    types = _types(kind)
    if len(types) != len(data):
        raise ValueError(f"a {kind.__name__} has {len(types)} values, not {len(data)}")
    return kind(*(_read(one, item) for one, item in zip(types, data, strict=True)))


@cache
def _types(kind: type) -> tuple[Any, ...]:
    hints = get_type_hints(kind)
    return tuple(hints[field.name] for field in fields(kind))
