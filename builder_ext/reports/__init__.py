"""Room 4: an Audit becomes text, one file and one function a format."""

from builder_ext.reports.baseline import identity
from builder_ext.reports.escape import printable
from builder_ext.reports.json_report import to_json
from builder_ext.reports.sarif import to_sarif
from builder_ext.reports.summary import Summary, outlet_lines, summarise, summary_line
from builder_ext.reports.text import to_text

__all__ = [
    "Summary",
    "identity",
    "outlet_lines",
    "printable",
    "summarise",
    "summary_line",
    "to_json",
    "to_sarif",
    "to_text",
]
