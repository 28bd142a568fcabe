"""Goes through a document's tree before it is read, and takes out what is refused.

Whatever wrote it: Markdown, reStructuredText, a directive of another extension.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from builder_ext.sources.addresses import SAFE_SCHEMES, UNSAFE_SCHEMES, is_safe, scheme_of
from builder_ext.sphinx_ext.safety.files import (
    why_download_refused,
    why_picture_refused,
    why_refused,
)
from builder_ext.sphinx_ext.safety.refusals import is_safe_mode, refuse, shown

_MADE = {"html": "<br />\n", "latex": "\\\\\n"}
"""What MyST makes of a line break."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
"""The one element that is let through, as a line break: the cells of a table have no other."""
_STRUCK = frozenset({"<s>", "</s>"})
_CHECKBOX = re.compile(
    r'<input class="task-list-item-checkbox" (?:checked="checked" )?(?:disabled="disabled" )?'
    r'type="checkbox">'
)
_COMMENT = re.compile(r"\s*<!--.*-->\s*", re.DOTALL)
_OPENING = re.compile(r"\s*<([A-Za-z][\w-]*)")
_CLOSING = re.compile(r"\s*</([A-Za-z][\w-]*)\s*>\s*")
_NO_PROSE = frozenset(
    "script style template title textarea xmp noscript iframe noembed noframes plaintext svg math "
    "object".split()
)
"""Elements whose content is no text of the page."""
_TEX = re.compile(
    r"\\(?:(?:begin|end)\s*\{\s*)?(?:href|url|path|nolinkurl|hyper\w*|require|(?:@@)?input\w*|Input\w*"
    r"|IfFileExists|include\w*|import|subimport|lst\w+|verbatim\w*|usepackage|RequirePackage"
    r"|documentclass|document|openin|openout|read|readline|newread|newwrite|write|immediate|catcode"
    r"|csname|scantokens|special|pdf\w+|directlua|latelua|lua\w+|ShellEscape|sphinx\w+|filecontents"
    r"|mmlToken|data|cssId|class|style|html(?:Id|Class|Style|Data))(?![A-Za-z])|\^\^"
)
"""What reads files, runs programs or makes links in LaTeX, MathJax and KaTeX."""
_VERBATIM = (
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.comment,
    nodes.raw,
)
_META = frozenset({"content", "name", "property", "lang", "dir", "scheme", "itemprop"})
_OURS = "briefcheck-"


def setup(app: Sphinx) -> None:
    """Register the transform for all documents."""
    app.add_transform(RefuseUnsafe)


class RefuseUnsafe(SphinxTransform):
    """Takes out what is refused.

    After docutils has found the targets of all references (640), before statements are collected (740).
    """

    default_priority = 735

    def apply(self, **_kwargs: Any) -> None:
        """Go through the document once for each kind of node."""
        if not is_safe_mode(self.config):
            return
        self._edits = Edits()
        for definition in self.document.findall(nodes.substitution_definition):
            # It is in no page; what it defines is where it is used.
            self._edits.put(definition)
        self._edits.apply()
        self._raw()
        self._edits.apply()
        for kind, look in self._looks():
            for node in list(self.document.findall(kind)):
                look(node)
            self._edits.apply()

    def _looks(self) -> Iterator[tuple[Any, Any]]:
        yield nodes.reference, self._reference
        yield nodes.target, self._target
        yield addnodes.pending_xref, self._cross_reference
        yield nodes.Text, self._text
        yield nodes.image, self._image
        yield addnodes.download_reference, self._download
        yield addnodes.toctree, self._toctree
        yield nodes.meta, self._meta
        yield nodes.math, self._math
        yield nodes.math_block, self._math
        yield nodes.Element, self._names

    def _refuse(self, detail: str, node: nodes.Element, *seek: str) -> None:
        near: nodes.Node = node
        while near.line is None and near.parent is not None:
            near = near.parent
        source = node.source or near.source
        refuse(self.env, detail, source, near.line, *seek)

    # -- raw HTML and LaTeX ---------------------------------------------------------------------

    def _raw(self) -> None:
        opened: set[str] = set()
        for node in list(self.document.findall(nodes.raw)):
            text = node.astext()
            if node in self._edits or self._is_made(node, text):
                continue
            if _BREAK.fullmatch(text):
                self._edits.put(node, *(nodes.raw("", made, format=f) for f, made in _MADE.items()))
                continue
            closing, opening = _CLOSING.fullmatch(text), _OPENING.match(text)
            comment = _COMMENT.fullmatch(text) and text.count("-->") == 1
            if not comment and not (closing and closing[1].lower() in opened):
                self._refuse(_raw_detail(node, text), node, text)
            if opening:
                opened.add(opening[1].lower())
                self._take_content(node, opening[1].lower(), text)
            self._edits.put(node, *_instead(node))

    def _take_content(self, node: nodes.raw, name: str, text: str) -> None:
        """Take out what stands between an inline element that holds no prose and its end."""
        in_line = isinstance(node.parent, nodes.TextElement)
        if name not in _NO_PROSE or not in_line or text.rstrip().endswith("/>"):
            return
        for sibling in _after(node):
            closing = isinstance(sibling, nodes.raw) and _CLOSING.fullmatch(sibling.astext())
            if closing and closing[1].lower() == name:
                return
            self._edits.put(sibling)

    def _is_made(self, node: nodes.raw, text: str) -> bool:
        """Whether MyST has made it of Markdown."""
        known = self.env.myst_config.enable_extensions if hasattr(self.env, "myst_config") else ()
        return (
            text in _MADE.values()
            or ("strikethrough" in known and text in _STRUCK and _is_balanced(node.parent))
            or ("tasklist" in known and bool(_CHECKBOX.fullmatch(text)))
        )

    # -- links ----------------------------------------------------------------------------------

    @cached_property
    def _schemes(self) -> frozenset[str]:
        """What links may begin with; what conf.py itself adds to MyST's is the project's own."""
        own = self.config._raw_config.get("myst_url_schemes") or ()
        return SAFE_SCHEMES | {str(one).lower() for one in own} - UNSAFE_SCHEMES

    def _reference(self, node: nodes.Element) -> None:
        address = str(node.get("refuri", ""))
        if not is_safe(address, self._schemes):
            self._refuse(_link_detail(address), node, *_seek(node, address))
            self._unlink(node, address)

    def _target(self, node: nodes.target) -> None:
        """Empty what references may lead to; each reference is reported by itself."""
        if not is_safe(str(node.get("refuri", "")), self._schemes):
            del node["refuri"]

    def _cross_reference(self, node: nodes.Element) -> None:
        address = str(node.get("reftarget", ""))
        if node.get("reftype") == "myst" and not is_safe(address, self._schemes):
            self._refuse(_link_detail(address), node, *_seek(node, address))
            self._unlink(node, address)

    def _toctree(self, node: nodes.Element) -> None:
        for title, address in list(node["entries"]):
            if "://" in address and not is_safe(address, self._schemes):
                self._refuse(_link_detail(address), node, address)
                node["entries"].remove((title, address))

    # -- files ----------------------------------------------------------------------------------

    def _image(self, node: nodes.image) -> None:
        address = str(node["uri"])
        # Docutils would put the file itself into the page.
        node.attributes.pop("loading", None)
        if scheme_of(address) or address.startswith("//"):
            why = f"`{shown(address)}` is no file of the project; put a copy into it"
        elif address.endswith(".*"):
            why = next(
                filter(None, (why_picture_refused(self.env, one) for one in self._forms(address))),
                "",
            )
        else:
            why = why_picture_refused(self.env, address)
        if why:
            self._refuse(f"the picture is refused: {why}", node, address)
            self._edits.put(node)

    def _forms(self, address: str) -> Iterator[str]:
        """Yield the files that Sphinx may take for a picture without an ending."""
        yield address.removesuffix(".*")
        stem = PurePath(address).name.removesuffix(".*")
        folder = Path(self.env.relfn2path(address)[1]).parent
        if not why_refused(self.env, address.removesuffix(".*")):
            for found in folder.glob(f"{glob.escape(stem)}.*"):
                yield str(PurePath(address).parent / found.name)

    def _download(self, node: nodes.Element) -> None:
        address = str(node.get("reftarget", ""))
        if "://" in address:  # What Sphinx takes for an address; all else is a file.
            if not is_safe(address, self._schemes):
                self._refuse(_link_detail(address), node, address)
                self._unlink(node, address)
        elif why := why_download_refused(self.env, address):
            self._refuse(f"the download is refused: {why}", node, address)
            self._unlink(node, address)

    def _unlink(self, node: nodes.Element, address: str) -> None:
        """Leave the words of a link, and nothing of one that shows its address."""
        self._edits.put(node, *([] if node.astext().strip() == address else node.children))

    # -- the rest -------------------------------------------------------------------------------

    def _meta(self, node: nodes.Element) -> None:
        known = {*_META, *nodes.Element.basic_attributes}
        name = next((name for name in node.attributes if name not in known), "")
        if name:
            detail = f"`{shown(name)}` in a `meta` is refused; it has {', '.join(sorted(_META))}"
            self._refuse(detail, node, str(node[name]))
            self._edits.put(node)

    def _math(self, node: nodes.Element) -> None:
        found = _TEX.search(node.astext())
        if found:
            detail = f"`{found[0]}` in a formula is refused: it reads files, runs programs or makes links"
            self._refuse(detail, node, found[0])
            self._edits.put(node)

    def _text(self, node: nodes.Text) -> None:
        """Refuse a formula in plain text, which MathJax would find in the page."""
        words = node.astext()
        if "\\" not in words or isinstance(node.parent, _VERBATIM):
            return
        if found := _TEX.search(words):
            self._refuse(
                f"`{found[0]}` is refused: browsers make a formula of it", node.parent, found[0]
            )
            self._edits.put(node, nodes.Text(_TEX.sub(lambda m: m[0].replace("\\", ""), words)))

    def _names(self, node: nodes.Element) -> None:
        """Refuse classes of ours that a document gives to its own text: readers trust them."""
        classes = [name for name in node.get("classes", ()) if name.startswith(_OURS)]
        if classes and not any(str(name).startswith("briefcheck_") for name in node.attributes):
            self._refuse(f"the class `{classes[0]}` is Briefcheck's own", node, classes[0])
            node["classes"] = [name for name in node["classes"] if name not in classes]


def _raw_detail(node: nodes.raw, text: str) -> str:
    kind = str(node.get("format", "")) or "text"
    named = "HTML" if kind.startswith("html") else kind
    return f"raw {named} is refused: `{shown(text)}`; write it in Markdown"


def _link_detail(address: str) -> str:
    return f"the link to `{shown(address)}` is refused: links begin with http:, https: or mailto:"


def _seek(node: nodes.Element, address: str) -> tuple[str, ...]:
    """Return how a link may be written: an address can hold entities, its words are as they are."""
    return (address, f"[{node.astext()}]") if node.children else (address,)


def _is_balanced(parent: nodes.Element) -> bool:
    """Whether what is struck out among the children of a node ends there."""
    signs = [c.astext() for c in parent.children if isinstance(c, nodes.raw)]
    struck = [sign for sign in signs if sign in _STRUCK]
    return struck == ["<s>", "</s>"] * (len(struck) // 2)


def _after(node: nodes.Node) -> list[nodes.Node]:
    siblings: list[nodes.Node] = node.parent.children
    at = next(number for number, sibling in enumerate(siblings) if sibling is node)
    return siblings[at + 1 :]


def _instead(node: nodes.raw) -> tuple[nodes.Element, ...]:
    """Return what stands in the place of raw text until the statements have been collected."""
    if isinstance(node.parent, nodes.TextElement):
        return ()
    # The words of HTML are passed over where the lines of a file are gone through.
    put = nodes.comment("", node.astext(), briefcheck_refused=True)
    put.source, put.line = node.source, node.line
    return (put,)


class Edits:
    """What shall stand in the place of nodes; put in for all children of a node at once."""

    def __init__(self) -> None:
        self._parents: dict[int, nodes.Element] = {}
        self._instead: dict[int, tuple[nodes.Node, ...]] = {}

    def __contains__(self, node: nodes.Node) -> bool:
        return id(node) in self._instead

    def put(self, node: nodes.Node, *instead: nodes.Node) -> None:
        """Put other nodes, or none, in the place of one."""
        self._parents[id(node.parent)] = node.parent
        self._instead[id(node)] = instead

    def apply(self) -> None:
        """Change the tree."""
        for parent in self._parents.values():
            children = [
                put for child in parent.children for put in self._instead.get(id(child), (child,))
            ]
            parent.children = []
            parent.extend(children)
        self._parents, self._instead = {}, {}
