"""The look of the Word files: fonts, boxes, running head and foot."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from builder_ext.sphinx_ext.docx.office import Cover

_TEXT, _HEADS = "Cambria", "Calibri"
"""Fonts that offices have."""
_INK, _ACCENT, _QUIET = (
    RGBColor(0x1A, 0x1A, 0x1A),
    RGBColor(0x1F, 0x3A, 0x5F),
    RGBColor(0x59, 0x59, 0x59),
)
_SIZES = {"Title": 24, "Heading 1": 20, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11}


def dress(document: Any, cover: Cover) -> None:
    """Change pandoc's model file into ours."""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.8)
        section.top_margin = section.bottom_margin = Cm(2.5)
        _running(section, cover)
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            _font(style, _HEADS if style.name in _SIZES else _TEXT)
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, _ACCENT
        style.paragraph_format.keep_with_next = True
    for name in ("Normal", "Body Text", "First Paragraph", "Compact"):
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(11), _INK
        style.paragraph_format.line_spacing = 1.15
    _boxes(document)
    _rules(document.styles["Table"])


def mend(document: Any, contents: bool) -> None:
    """Let tables find their widths, keep rows whole, and have the contents filled when it is opened."""
    for table in document.tables:
        table.autofit = True
        for cell in table._cells:
            for width in cell._tc.xpath("./w:tcPr/w:tcW"):
                width.set(qn("w:type"), "auto")
                width.set(qn("w:w"), "0")
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if contents:
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        document.settings.element.append(update)


def _rules(table: Any) -> None:
    """Draw lines between the rows of tables."""
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        borders.append(_edge(side, size, "0", "9AA3AD"))
    properties = table.element.find(qn("w:tblPr"))
    if properties is None:
        properties = OxmlElement("w:tblPr")
        table.element.append(properties)
    indent = properties.find(qn("w:tblInd"))
    at = 0 if indent is None else list(properties).index(indent) + 1
    properties.insert(at, borders)


def _edge(side: str, size: str, space: str, color: str) -> Any:
    """Return one side of a border; its size counts eighths of a point."""
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", space), ("color", color)):
        edge.set(qn(f"w:{name}"), value)
    return edge


def _font(style: Any, name: str) -> None:
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(script), name)


def _boxes(document: Any) -> None:
    """Add the styles of the box, of judgments, and of the marks at a statement's end."""
    for name, fill, edge in (
        ("Briefcheck Box", "F3F4F6", "9AA3AD"),
        ("Briefcheck Judgment", "EEF3FA", "1F3A5F"),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Body Text"]
        style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.3)
        _shade(style, fill, edge)
    mark = document.styles.add_style("Briefcheck Mark", WD_STYLE_TYPE.CHARACTER)
    mark.font.size, mark.font.color.rgb, mark.font.name = Pt(8.5), _QUIET, _HEADS


def _shade(style: Any, fill: str, edge: str) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_edge("left", "18", "8", edge))
    shade = OxmlElement("w:shd")
    for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{attribute}"), value)
    properties = style.element.get_or_add_pPr()
    # The schema wants borders and shading before spacing and indents.
    properties.insert(0, shade)
    properties.insert(0, borders)


def _running(section: Any, cover: Cover) -> None:
    """Set what stands at the head and foot of every page: classification, name, page number."""
    lines = [cover.classification, "DRAFT" if cover.status == "draft" else ""]
    _line(section.header.paragraphs[0], " · ".join(line for line in lines if line), strong=True)
    foot = section.footer.paragraphs[0]
    _line(foot, f"{cover.name or cover.title}  ·  ", strong=False)
    _page_number(foot)


def _line(paragraph: Any, text: str, strong: bool) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.name = Pt(9), strong, _HEADS
    run.font.color.rgb = _QUIET


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.font.size, run.font.color.rgb, run.font.name = Pt(9), _QUIET, _HEADS
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)
