"""Safe mode: a document can't change how it is built, run anything, or reach out of the project.

What is refused is left out of the page, and is the finding `unsafe-content`.  Documents are read by
our parser (`parser`), directives that read files are guarded (`directives`), and the tree of each document is
gone through before its statements are collected (`tree`).
"""

from __future__ import annotations

from sphinx.application import Sphinx

from builder_ext.sphinx_ext.safety import directives, links, text, tree


def setup(app: Sphinx) -> None:
    """Register the guards; each looks at ``briefcheck_safe`` when it runs."""
    for module in (directives, tree, text, links):
        module.setup(app)
