"""A snapshot is not the text that the lock was made from."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.ERROR, scope="case")
def changed_snapshot(case: Case) -> Iterator[Issue]:
    """A snapshot's hash is not the one in `references.lock`.

    **Why.** The lock says which text was read. Another text under the same key may say something
    else, by mistake or on purpose.

    **Example.** Somebody saved a later version of the article over the first.

    **Instead.** Put the text back that was read; or read the new one, and when it carries what the
    briefings say, record it: `briefcheck sources lock`.
    """
    for key, read in sorted(case.lock.sources.items()):
        source = case.library.get(key)
        article = case.articles.get(key) if source else None
        if source and article and article.snapshot.sha256 != read.sha256:
            yield Issue(
                f"the text of {key} is not the one that the lock was made from on {read.read} "
                f"(sha256 {article.snapshot.sha256[:12]}…, in the lock {read.sha256[:12]}…); "
                "restore it, or read it again and run `briefcheck sources lock`",
                place=source.place,
                sources=(key,),
            )
