"""Room 3a: what a statement rests on, and whom it names as having said so."""

from builder_ext.evidence.corroboration import rule_on_statements
from builder_ext.evidence.naming import Naming

__all__ = ["Naming", "rule_on_statements"]
