"""Proper names in a sentence, as far as capital letters tell."""

from __future__ import annotations

import re

from builder_ext.statements.kinds import outside_quotations

_COMMON = frozenset(
    """a an the this that these those he she it they we i you his her its their our my your
    in on at of for from to by with without within after before during since until while when
    where who what why how which if although though because as so but and or nor not no yet both
    either neither each every some any many most more much few several all another other others
    there here then now later earlier meanwhile however moreover still also even only such
    one two three four five six seven eight nine ten first second third
    officials analysts experts sources reports critics observers witnesses authorities
    investigators leaders commanders advisers reporters journalists diplomats lawmakers
    militias militants troops soldiers forces protesters residents people nobody somebody
    president minister general secretary ambassador senator
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    according despite under over between among against about perhaps likely unlikely
    assessment summary background note confidence probably possibly once again whether nothing
    unless instead rather overall together given taken further see""".split()
)
_NAME = re.compile(
    r"(?<![\w’'])(?:(?:[A-Z][\w’'.-]*|al-\w+|el-\w+)"
    r"(?:\s(?:(?:of|the|de|bin|ibn|al|van|von)\s)?[A-Z][\w’'.-]*)*)"
)
_REPORTS = (
    r"(?:said|says|say|stated|states|reported|reports|wrote|writes|told|tells|claimed|claims"
    r"|argued|argues|announced|announces|declared|declares|confirmed|confirms|denied|denies"
    r"|warned|warns|alleged|alleges|admitted|admits|acknowledged|acknowledges|added|adds"
    r"|insisted|insists|testified|testifies|revealed|reveals|disclosed|discloses|vowed|vows"
    r"|asserted|asserts|noted|notes|described|describes|called|calls|tweeted|tweets|maintained"
    r"|maintains|conceded|concedes|stressed|stresses|explained|explains|threatened|pledged)"
)
_REPORTED = re.compile(
    rf"(?P<before>(?:[A-Z][\w’'.-]*\s)*[A-Z][\w’'.-]*)(?:,[^,;]{{1,60}},)?\s"
    rf"(?:has\s|have\s|had\s|also\s|later\s|then\s|publicly\s|privately\s|repeatedly\s)*{_REPORTS}\b"
    rf"|\b{_REPORTS}\s(?:by\s)?(?P<after>(?:[A-Z][\w’'.-]*\s)*[A-Z][\w’'.-]*)"
    rf"|\b[Aa]ccording\sto\s(?:the\s)?(?P<per>[A-Z][\w’'.-]*)"
)


def proper_names(text: str) -> tuple[str, ...]:
    """Return runs of capitalised words outside of quotations that are no common opening word."""
    names = []
    for match in _NAME.finditer(outside_quotations(text)):
        words = match.group().split()
        while words and words[0].lower().strip(".'’") in _COMMON:
            words = words[1:]
        if words and any(len(word) > 1 for word in words):
            names.append(" ".join(words).rstrip(".,’'"))
    return tuple(dict.fromkeys(names))


def reporting_with_name(text: str) -> str | None:
    """Return the name in "Name said …" or "according to Name", None where there is none."""
    for match in _REPORTED.finditer(outside_quotations(text)):
        words = next(group for group in match.groups() if group).split()
        if words[-1].lower().strip(".'’") not in _COMMON:
            return " ".join(words).rstrip(".,’'")
    return None
