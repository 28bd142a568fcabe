"""``[@key, para. 4; @other]`` does what ``{cite:p}`key{para. 4},other` `` does, and can be switched off."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project import SIX_SOURCES, Build, Project, two_at_a_time

BIB = (
    SIX_SOURCES
    + "@article{smith:2020_a-b.c, title={S}, author={Smith, Jo}, journaltitle={P}, date={2020}}\n"
)
INDEX = "# I\n\n```{toctree}\nbriefings/a\n```\n\n```{bibliography}\n```\n"
PAIRS = {
    "two": ("{cite:p}`rivera2020{para. 4},okafor2020`", "[@rivera2020, para. 4; @okafor2020]"),
    "one": ("{cite:p}`rivera2020`", "[@rivera2020]"),
    "three": ("{cite:p}`rivera2020,okafor2020,haddad2020{pp. 3-5}`", "[@rivera2020; @okafor2020; @haddad2020, pp. 3-5]"),
    "see": ("{cite:p}`{see}rivera2020{p. 3},{also}okafor2020`", "[see @rivera2020, p. 3; also @okafor2020]"),
    "wrapped": ("{cite:p}`rivera2020{para.\n  4}`", "[@rivera2020, para.\n  4]"),
    "commas": ("{cite:p}`haddad2020{paras. 4, 7},rivera2020`", "[@haddad2020, paras. 4, 7; @rivera2020]"),
    "odd": ("{cite:p}`smith:2020_a-b.c,odd*key`", "[@smith:2020_a-b.c; @{odd*key}]"),
    "year": ("{cite:yearpar}`rivera2020{p. 3},haddad2020`", "[-@rivera2020, p. 3; -@haddad2020]"),
    "wrong": ("{cite:p}`rivera202`", "[@rivera202]"),
}  # fmt: skip
EVERYWHERE = """\
Envoys met @@two@@. It burned [on 3 May]{.assessment} @@one@@, and fell.

The base was hit. @@three@@ Then it burned @@see@@; nobody died.

- An item @@two@@
- Another one,
  wrapped @@wrapped@@ on.

  > A quote in it said so. @@one@@

> "We leave at dawn."
> -- The envoy @@two@@

| Date | Event @@two@@ |
|------|-------|
| 3 May | The base is hit @@one@@ |
| 4 May | It burns *badly* @@see@@, twice. |

::::{note}
Inside of a note it burned @@two@@.

:::{tip} A title @@one@@
And in a tip. @@commas@@ More here.
:::
::::

:::{list-table} Events @@two@@
* - 12 March
  - The train is stopped
:::

It fell.[^1] It rose[^2].

[^1]: The footnote says @@two@@.
[^2]: @@one@@

## A heading of 3 men @@odd@@

:::{figure} pic.png
A caption that says 12 men died @@one@@.
:::

{.assessment}
We judge @@two@@ that it holds.

[We judge that it will hold @@two@@.]{.assessment} And *so it @@one@@ is*.

A [link with @@two@@ in it](https://x.example) is there.

```{include} ../part.txt
```

@@three@@

The U.S. @@two@@ Joe came (@@one@@; @@two@@). Unknown @@wrong@@ here.

"Odd words" @@two@@ {waive}`single-outlet: so be it`

:::{sourced} @@@@
Here it stands.

And here @@one@@.
:::

{.gap}
## Marked wrongly @@wrong@@

Year @@year@@ and @@see@@. The last @@two@@. Nobody cites here.
"""


def written(text: str, which: int) -> str:
    """A text with every citation as a role (0) or in brackets (1)."""
    text = text.replace("@@@@", ("rivera2020{para. 2}", "[@rivera2020, para. 2]")[which])
    return re.sub(r"@@(\w+)@@", lambda m: PAIRS[m[1]][which], text)


def both(root, text: str, **conf) -> dict[str, Project]:
    """The same briefing twice, with roles and with brackets."""
    projects = {}
    for which, name in enumerate(("roles", "brackets")):
        project = Project(root / name).configure(**conf).write("references.bib", BIB)
        project.write("index.md", INDEX).write("briefings/pic.png", b"")
        project.write("part.txt", written("A part\nburned @@two@@.\n\nAnd @@one@@ again.\n", which))
        projects[name] = project.briefing(written(text, which))
    return projects


def built(projects: dict[str, Project], builder: str) -> tuple[Build, Build]:
    builds = two_at_a_time(lambda name: projects[name].build(builder).must_be_clean(), projects)
    return builds["roles"], builds["brackets"]


def words(build: Build, name: str = "a") -> str:
    """The words on a briefing's page."""
    return html.unescape(build.text_of(f"briefings/{name}.html")).replace("’", "'")


def logged(build: Build) -> str:
    return build.stderr.replace(str(build.srcdir), "")


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return both(tmp_path_factory.mktemp("pair"), EVERYWHERE)


def test_statements_and_findings_are_the_role_s_everywhere(pair):
    roles, brackets = (build.report for build in built(pair, "briefcheck"))
    for what, least in (("findings", 15), ("statements", 30)):
        ours = [{**one, "column": 0} for one in brackets[what]]
        assert ours == [{**one, "column": 0} for one in roles[what]]
        assert len(ours) > least
    assert {"unknown-source", "stray-citation", "blanket-citation", "misplaced-mark"} <= {
        finding["rule"] for finding in brackets["findings"]
    }


def test_columns_are_those_of_the_statements(pair):
    source = pair["brackets"].source
    statements = pair["brackets"].build("briefcheck").report["statements"]
    for statement in statements:
        lines = (source / statement["path"]).read_text("utf-8").split("\n")
        written_there = lines[statement["line"] - 1][statement["column"] - 1 :]
        first = re.findall(r"\w+", statement["text"])[0]
        assert re.match(rf"\W*{first}", written_there), statement
    last = next(s for s in statements if s["text"] == "The last.")
    assert last["line"] == last["end_line"]
    assert (
        (source / last["path"])
        .read_text("utf-8")
        .split("\n")[last["line"] - 1][last["column"] - 1 :]
        .startswith("The last [@")
    )


def test_the_page_is_the_role_s_to_the_letter(pair):
    roles, brackets = built(pair, "html")
    assert brackets.page("briefings/a.html") == roles.page("briefings/a.html")
    assert logged(brackets) == logged(roles)
    shown = words(brackets)
    assert "(also Okafor 2020; see Rivera 2020, p. 3)" in shown
    assert "Year (2020; 2020, p. 3) and" in shown


KEYS = st.sampled_from(["rivera2020", "okafor2020", "haddad2020", "nobody2020", "odd*key"])
WORDS = st.from_regex(r"\A[a-z§] ?[0-9a-z.,–()*_&'\" ]{0,12}[a-z0-9]\Z")
CITED = st.lists(st.tuples(WORDS | st.just(""), KEYS, WORDS | st.just("")), min_size=1, max_size=3)
PLACES = (
    "It burned @. Then it fell.", "It burned. @ Then it fell @, and rose.", "- One @\n- Two, @ three",
    "| a | b |\n|---|---|\n| it | burned @ |\n| it | rose @, |", "> It burned.\n> @", ":::{note}\nIt @ burned.\n:::",
    "@", "He left the U.S. @ Joe came.", "[We judge it @.]{.assessment}", "Who knows @?", "**Bold.** It (@) burned",
)  # fmt: skip


def as_role(cited) -> str:
    around = [
        (f"{{{' '.join(b.split())}}}" if b else "") + k + (f"{{{a}}}" if a else "")
        for b, k, a in cited
    ]
    return f"{{cite:p}}`{','.join(around)}`"


def as_bracket(cited) -> str:
    keys = [f"@{{{key}}}" if "*" in key else f"@{key}" for _, key, _ in cited]
    parts = zip(cited, keys, strict=True)
    return (
        f"[{'; '.join(f'{b} {key}'.strip() + (f', {a}' if a else '') for (b, _, a), key in parts)}]"
    )


@settings(max_examples=2, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), CITED, CITED), min_size=8, max_size=16))
def test_no_mix_of_places_and_citations_tells_brackets_from_roles(tmp_path_factory, mix):
    text = ["\n\n".join(place for place, *_ in mix)] * 2
    for n, write in enumerate((as_role, as_bracket)):
        cited = iter([write(one) for _, *both_ in mix for one in both_] * 2)
        text[n] = re.sub("@", lambda _, cited=cited: next(cited), text[n])
    projects = both(tmp_path_factory.mktemp("mix"), "")
    for project, one in zip(projects.values(), text, strict=True):
        project.briefing(one)
    roles, brackets = built(projects, "html")
    assert logged(brackets) == logged(roles)
    assert brackets.page("briefings/a.html") == roles.page("briefings/a.html")


# -- what is no citation ----------------------------------------------------------------------

TEXT = {
    "Code `[@rivera2020]` there.": "Code [@rivera2020] there.",
    "Escaped \\[@rivera2020] there.": "Escaped [@rivera2020] there.",
    "Escaped [\\@rivera2020] there.": "Escaped [@rivera2020] there.",
    "Linked [@rivera2020](https://x.example/) there.": "Linked @rivera2020 there.",
    "Linked [@rivera2020][ref] there.\n\n[ref]: https://x.example/": "Linked @rivera2020 there.",
    "Defined [@okafor2020] there.\n\n[@okafor2020]: https://x.example/": "Defined @okafor2020 there.",
    "Mail [mail a@b.example] there.": "Mail [mail a@b.example] there.",
    "Bare @rivera2020 there.": "Bare @rivera2020 there.",
    "Empty [@] there.": "Empty [@] there.",
    "Blank [@ rivera2020] there.": "Blank [@ rivera2020] there.",
    "Address [https://m.example/@rivera2020] there.": "Address [https://m.example/@rivera2020] there.",
    "Pandoc's note^[@rivera2020] there.": "note^[@rivera2020] there.",
    "Span [@rivera2020]{.odd} there.": "Span @rivera2020 there.",
}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    code = "```\n[@rivera2020]\n```\n\n    [@rivera2020]\n\n"
    project = Project(tmp_path_factory.mktemp("text"))
    return project.briefing(code + "\n\n".join(TEXT)).build("html").must_be_clean()


@pytest.mark.parametrize("text", TEXT)
def test_what_is_no_citation_stays_as_it_is(untouched, text):
    assert TEXT[text] in words(untouched)


def test_what_is_no_citation_cites_nothing(untouched):
    assert "unknown-source" not in untouched.stderr
    assert len([s for s in untouched.seen if s[3] == "briefcheck.uncited"]) == len(TEXT)


def test_what_cannot_be_read_is_one_error_that_says_how_to_write_it(tmp_path):
    wrong = ["[@rivera2020; b]", "[@rivera2020, @okafor2020]", "[@rivera2020.]"]
    text = "\n\n".join(f"Fact {number} {one}." for number, one in enumerate(wrong))
    build = Project(tmp_path).briefing(text).build("html").must_be_clean()
    for line, one in zip((3, 5, 7), wrong, strict=True):
        (said,) = [s for s in build.stderr.splitlines() if f"briefings/a.md:{line}:" in s]
        assert f"ERROR: the citation '{one}' cannot be read: " in said
        assert "; write [@key1; @key2] or [see @key, para. 4] [briefcheck.unknown-source]" in said
        assert f"[unreadable citation: {one}]" in words(build)


# -- the switch, and what is around ------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    text = "The base was hit [@rivera2020; @okafor2020].\n\n```{note}\nIt burned [@haddad2020, para. 4; @okafor2020].\n```"
    return Project(tmp_path).briefing(text).write("index.md", INDEX)


def test_one_setting_switches_it_off_and_a_change_of_it_reads_again(project):
    assert project.build("html").seen == []
    project.configure(briefcheck_bracketed_citations=False)
    off = project.build("html")
    assert [s[3] for s in off.seen] == ["briefcheck.uncited"] * 2
    assert "It burned [@haddad2020, para. 4; @okafor2020]." in words(off)
    project.configure(briefcheck_bracketed_citations=True)
    assert project.build("html").seen == []


def test_nothing_changes_where_no_document_is_checked(project):
    build = project.configure(briefcheck_documents=[]).build("html")
    assert build.seen == []
    assert "was hit [@rivera2020; @okafor2020]." in words(build)


def test_the_setting_is_yes_or_no(project):
    build = project.configure(briefcheck_bracketed_citations="no").build("html")
    assert build.status == 2
    assert "briefcheck_bracketed_citations must be True or False, not 'no'" in build.stderr


@pytest.mark.parametrize("ours", [0, 2])
def test_any_order_of_extensions_and_two_readers_do(project, ours):
    names = ["myst_parser", "sphinxcontrib.bibtex"]
    names.insert(ours, "builder_ext")
    for number in range(8):
        project.briefing(f"Train {number} fell [@rivera2020; @okafor2020].", f"b{number}")
    project.write("index.md", INDEX.replace("briefings/a", ":glob:\n\nbriefings/*"))
    build = project.configure(extensions=names).build("html", "-j", "2")
    assert build.seen == []
    assert "Train 7 fell (Okafor 2020; Rivera 2020)." in words(build, "b7")


def test_front_matter_still_has_its_say_where_documents_are_trusted(project):
    project.write(
        "briefings/a.md",
        "---\nmyst:\n  enable_extensions: [deflist]\n  substitutions: 3\n---\n\n# A\n\nTerm\n: It burned [@rivera2020].\n",
    )
    project.configure(briefcheck_safe=False)
    build = project.build("html")
    assert "It burned (Rivera 2020)" in words(build)
    assert "<dt>Term" in build.page("briefings/a.html")
    assert "substitutions" in build.stderr


def test_explain_knows_the_line_of_a_citation_in_brackets(project):
    project.text("haddad2020", "One.\n\nTwo.\n\nThree.\n\nIt burned for a day.")
    done = project.briefcheck("explain", "briefings/a.md:6")
    assert done.returncode == 0, done.stderr
    assert "It burned." in done.stdout
    assert "haddad2020" in done.stdout


def test_on_a_page_that_is_not_checked_only_known_keys_are_citations(tmp_path):
    project = Project(tmp_path).briefing("It sank [@rivera2020; @okafor2020].")
    project.write(
        "notes.md",
        "# Notes\n\nBy [@handle] and [see @user, here], an [npm @scope/pkg], [cc @bob; please]. "
        "But [@rivera2020].\n\n```{bibliography}\n```\n",
    )
    built = project.build("html").must_be_clean()
    shown = html.unescape(built.text_of("notes.html"))
    assert (
        "By [@handle] and [see @user, here], an [npm @scope/pkg], [cc @bob; please]. But (" in shown
    )
    assert {rule for path, _, _, rule in built.seen if path == "notes.md"} <= {"toc.not_included"}
