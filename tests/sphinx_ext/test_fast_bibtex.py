"""sphinxcontrib-bibtex with our index writes the same bytes as without it, and as it does alone."""

from __future__ import annotations

import re
from itertools import cycle, islice

import pytest
from project import Project
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.foot_domain import BibtexFootDomain

UNKNOWN = "import builder_ext.sphinx_ext.fast_bibtex as fast\nfast.KNOWN_VERSIONS = ('0.1.',)\n"
STOCK = ["myst_parser", "sphinxcontrib.bibtex"]
KEYS = [f"{name}{year}" for name in ("amara", "bakr", "cho", "diaz") for year in (2018, 2019, 2020)]
ENTRIES = "\n".join(
    f"@{kind}{{{key},\n  author = {{{key[:-4].title()}, {'A. and Berg, B.' if year == 19 else 'A.'}}},\n"
    f"  title = {{{{On the {key} Case}}}},\n  journal = {{Journal of {key[0].upper()}}},\n"
    f"  booktitle = {{Proceedings}},\n  publisher = {{P}},\n  year = {{{key[-4:]}}},\n"
    f"  url = {{https://{key}.example/a_b?c=d&e=%20f}},\n}}"
    for key, kind, year in zip(
        KEYS, cycle(["article", "book", "inproceedings", "misc"]), cycle([18, 19, 20]), strict=False
    )
)
MORE = "\n".join(
    f"@misc{{more{n},\n  author = {{More, M.}},\n  title = {{More {n}}},\n  year = {{200{n}}},\n}}"
    for n in range(4)
)
TARGETS = cycle(
    [
        *KEYS[:8],
        ",".join(KEYS[1:4]),
        "{see}bakr2019{para. 2}",
        "cho2018{p. 3},{cf.}amara2018, diaz2019{, n. 4}",
        "cho2018,bakr2019,cho2018",
    ]
)
ROLES = [
    "cite",
    *(f"cite:{role}" for role in BibtexDomain._role_names),
    "footcite",
    *(f"footcite:{role}" for role in BibtexFootDomain._role_names),
]
LISTS = {
    "one": [":filter: docname in docnames"],
    "two": [":cited:", ":keyprefix: b-", ":labelprefix: B"],
    "three": [':filter: year > "2018" and author % "Cho|Diaz"', ":style: plain", ":list: bullet"],
    "four": [":filter: cited and type == 'article'", ":list: enumerated", ":enumtype: upperroman"],
    "five": [':filter: {"briefings/a", "briefings/b"} & docnames', ":style: unsrt"],
    "six": [":notcited:", ":keyprefix: n-"],
    "seven": [":filter: key % 'bakr' or False", ":list: enumerated", ":start: continue"],
}


def written(name, roles, keys):
    """A page that uses some roles, each with another target, and cites some keys."""
    cited = "\n\n".join(
        f"A word {{{role}}}`{re.sub('[{].*?[}]', '', target) if 'foot' in role else target}`."
        for role, target in zip(roles, TARGETS, strict=False)
    )
    rest = ", ".join(f"{{cite:p}}`{key}`" for key in keys)
    return f"# Page {name}\n\n{cited}\n\n{rest}.\n\n```{{footbibliography}}\n```\n"


def listing(options, content="", files=""):
    return "\n".join([f"```{{bibliography}} {files}", *options, "", content, "```", ""])


@pytest.fixture
def library(tmp_path):
    made = Project(tmp_path)
    made.write("references.bib", ENTRIES).write("more.bib", MORE)
    made.write("index.md", "# I\n\n```{toctree}\n:glob:\nbriefings/*\nlists\nz\n```\n")
    for number, (name, options) in enumerate(LISTS.items()):
        page = written(name, ROLES[number::4], islice(TARGETS, 5))
        made.write(f"briefings/{name[0]}{name}.md", page + listing(options))
    for name in "ab":
        text = written(name, ROLES[:: -1 if name == "a" else 1], ["b-cho2019", "more1", "more2"])
        made.write(f"briefings/{name}.md", text + "{any}`amara2018,bakr2018` {any}`one`\n")
    twice = listing([":all:"], files="../more.bib") + listing([":filter: docname in docnames"])
    made.write("briefings/twice.md", written("twice", ROLES, ["more0"]) + twice)
    made.write(
        "lists.md", "# Lists\n\n" + listing([":filter: cited"], "more3") + listing([":all:"])
    )
    # An unknown key, and a page that comes before all others in the files' order.
    made.write(
        "z.md", "# Z\n\n{cite:p}`nobody1999,amara2019`\n" + listing([], "cho2020", "more.bib")
    )
    return made.configure(bibtex_bibfiles=["references.bib", "more.bib"], html_copy_source=False)


def pages(built):
    found = {p.relative_to(built.out).as_posix(): p for p in sorted(built.out.rglob("*"))}
    skipped = re.compile(r"\.buildinfo$|searchindex\.js$")
    return {n: p.read_bytes() for n, p in found.items() if p.is_file() and not skipped.search(n)}


def told(built):
    """What the build logged, but for the word that the package is not known."""
    lines = built.stderr.splitlines()
    return sorted(line for line in lines if "bibtex-version" not in line)


@pytest.mark.parametrize("builder", ["html", "singlehtml", "latex", "text"])
def test_pages_are_the_same_byte_for_byte_with_and_without_the_index(library, builder, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    fast = library.build(builder, out="fast", doctrees="fast").must_be_clean()
    slow = library.configure(UNKNOWN).build(builder, out="slow", doctrees="slow").must_be_clean()
    assert pages(fast) == pages(slow)
    assert told(fast) == told(slow)
    assert len(pages(fast)) >= (1 if builder in ("latex", "singlehtml") else 13)
    if builder == "html":
        # What the whole test rests on: links and entries of all kinds are there to be compared.
        page = fast.page("briefings/a.html")
        assert page.count('class="bibtex-citation"') >= len(ROLES) - 10
        assert "lists.html#" in page
        assert "Cho" in fast.page("lists.html")
        assert 'href="#' in fast.page("briefings/oone.html")


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_where_nothing_is_checked_pages_are_those_of_the_stock_package(
    library, builder, monkeypatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    stock = library.configure(extensions=STOCK).build(builder, out="stock", doctrees="stock")
    library.configure(extensions=[*STOCK, "builder_ext"], briefcheck_documents=[])
    ours = library.configure(briefcheck_safe=False).build(builder, out="ours", doctrees="ours")
    assert stock.status == ours.status == 0
    assert pages(ours) == pages(stock)
    assert told(ours) == told(stock)


def test_a_version_that_nobody_compared_is_left_alone_and_named(library):
    built = library.configure(UNKNOWN).build("html").must_be_clean()
    (line,) = (line for line in built.stderr.splitlines() if "bibtex-version" in line)
    assert re.search(r"sphinxcontrib-bibtex 2\.\d+\.\d+ is not known here \(known: 0\.1\.x\)", line)
    silent = library.configure(UNKNOWN, suppress_warnings=["briefcheck.bibtex-version"])
    assert "bibtex-version" not in silent.build_clean("html").stderr


def test_after_a_change_cached_pages_are_those_of_a_clean_build(library):
    library.build("html").must_be_clean()
    library.briefing("Now {cite:p}`diaz2020` {cite:t}`cho2018`.", "b")
    library.write("briefings/oone.md", "# One\n\nNothing is cited.\n\n" + listing(LISTS["one"]))
    library.write("briefings/ttwo.md", "# Page two\n\nNothing is listed.\n")
    cached, clean = library.build_cached_and_clean("html")
    for name in ("briefings/b.html", "briefings/oone.html", "lists.html", "briefings/twice.html"):
        assert cached.page(name) == clean.page(name)


def test_two_processes_write_the_same_as_one(library, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    one = library.build("html", out="one", doctrees="one").must_be_clean()
    two = library.build("html", "-j", "2", out="two", doctrees="two").must_be_clean()
    assert pages(one) == pages(two)
