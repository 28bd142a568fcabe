"""The last look at links: those that a bibliography or an extension has made."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from builder_ext.sources.addresses import UNSAFE_SCHEMES, scheme_of
from builder_ext.sphinx_ext.safety.refusals import is_safe_mode


def setup(app: Sphinx) -> None:
    """Register the transform for every page that is written."""
    app.add_post_transform(UnlinkUnsafe)


class UnlinkUnsafe(SphinxPostTransform):
    """Leaves the words of links that no page may have; what wrote them has been reported before."""

    default_priority = 990

    def run(self, **_kwargs: Any) -> None:
        """Go through the links of a page."""
        if is_safe_mode(self.config):
            for node in list(self.document.findall(nodes.reference)):
                if scheme_of(str(node.get("refuri", ""))) in UNSAFE_SCHEMES:
                    node.parent.replace(node, list(node.children) or nodes.inline())
