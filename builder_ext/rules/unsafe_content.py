"""Something would run, or reach out of the project, and was refused."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.misplaced_mark import case_mishaps
from builder_ext.rules.registry import Case, Issue, rule
from builder_ext.sources.addresses import unsafe_fields
from builder_ext.sources.fields import shorten, show_key


@rule(Severity.ERROR, scope="case")
def unsafe_content(case: Case) -> Iterator[Issue]:
    """A document or the bibliography tries to run something, or to reach out of the project.

    **Why.** Briefings come from others: from forks, from language models. What they hold goes into
    pages that readers trust, and is built on machines with secrets. So a document can't set options,
    write raw HTML or LaTeX, run templates, bring in files from outside of the source folder (or hidden
    ones), or link to anything but `http:`, `https:`, `mailto:` and pages of its own. A document or a
    source's text that is a symbolic link is not read. What was refused is not in the output.

    **Example.**

    ```markdown
    <div onclick="send()">The base was hit.</div>

    :::{include} ../../../.ssh/config
    :::

    [the statement](javascript:send())
    ```

    **Instead.** Write Markdown; copy what you need into the source folder; set options in conf.py. Text
    that only looks like HTML is written in backticks, or with `&lt;`. Where all documents are your
    own: `briefcheck_safe = False`.
    """
    yield from case_mishaps("unsafe-content", case)
    if case.policy.safe:
        for source in case.library.sources.values():
            for name, address in unsafe_fields(source):
                yield Issue(
                    f"{name} of {show_key(source.key)} links to `{shorten(address)}`, which is refused: "
                    "links begin with http:, https: or mailto:",
                    place=source.place,
                    sources=(source.key,),
                )
    for problem in case.articles.problems:
        if problem.kind == "symlink":
            yield Issue(
                f"the text of {problem.key} is refused: it {problem.why}",
                place=case.library.sources[problem.key].place,
                sources=(problem.key,),
            )
