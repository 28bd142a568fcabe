"""``briefcheck rules [NAME]``: the rules, or all that is documented of one."""

from __future__ import annotations

import argparse
from typing import Any

from builder_ext.commands.terminal import CommandError, table
from builder_ext.reports.rule_pages import rule_page, rule_rows, rules_json
from builder_ext.rules import all_rules
from builder_ext.rules.policy import nearest, rule_names


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("rules", help="the rules, or what one of them is about")
    parser.add_argument("name", nargs="?", metavar="NAME", help="a rule")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the table of rules, or the page of one."""
    rules = list(all_rules())
    if options.name is not None:
        rules = [one for one in rules if one.name == options.name]
        if not rules:
            hint = nearest(options.name, rule_names())
            raise CommandError(f"there is no rule {options.name!r}{hint}")
    if options.format == "json":
        print(rules_json(rules), end="")
    elif options.name is not None:
        print(rule_page(rules[0]), end="")
    else:
        rows = [("rule", "severity", "waivable", "fires when"), *rule_rows(rules)]
        for line in table(rows, [""] * len(rows)):
            print(line)
    return 0
