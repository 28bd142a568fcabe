"""Room 3b: one file a rule; `check` runs them all and returns the Audit."""

from builder_ext.rules.engine import check, conclude, examine
from builder_ext.rules.policy import PolicyError, read_policy
from builder_ext.rules.registry import RULES, Case, Issue, Rule, all_rules, rule

__all__ = [
    "RULES",
    "Case",
    "Issue",
    "PolicyError",
    "Rule",
    "all_rules",
    "check",
    "conclude",
    "examine",
    "read_policy",
    "rule",
]
