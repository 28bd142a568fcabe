"""Reading a .bib file: no entry vanishes, and every line that is named is in the file."""

from __future__ import annotations

from builder_ext.model import Library, Place
from builder_ext.sources import read_library
from fuzz.harness import file_of

GOOD = b"\n\n@article{good_one,\n  title = {Good},\n  journaltitle = {The Harbor Post},\n}\n"


def check(data: bytes) -> None:
    """Read a file, and the same file with a sound entry of its own before it."""
    library = read(data)
    assert read(data) == library
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert_in_file(library, lines)
    assert library.sources or library.broken or library.repeated or b"@" in data
    for key, source in library.sources.items():
        assert key == source.key
        assert key.split() == [key]
    assert_good_one_is_read(read(GOOD + data))


def read(data: bytes) -> Library:
    """Return the library of a file."""
    return read_library([(file_of(data, "any.bib"), "any.bib")])


def assert_in_file(library: Library, lines: int) -> None:
    """Assert that places are lines of the file."""
    sources = library.sources.values()
    places: list[Place] = [one.place for one in (*sources, *library.broken, *library.repeated)]
    for place in places:
        assert 1 <= place.line <= lines + 1, (place, lines)
        assert place.line <= place.end_line
    for source in sources:
        assert all(1 <= line <= lines + 1 for _, line in source.field_lines)


def assert_good_one_is_read(library: Library) -> None:
    """Assert that whatever comes after a sound entry leaves it as it is."""
    if any("UTF-16" in broken.why for broken in library.broken):
        return  # With so many zero bytes the whole file is read in another way, and reported.
    good = library.get("good_one")
    assert good is not None
    assert (good.title, good.outlet, good.place.line) == ("Good", "The Harbor Post", 3)
