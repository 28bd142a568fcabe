"""Measures whether a statement's words tell a true citation from a padded one.

    python benchmarks/padded.py [SOURCES]

SOURCES holds the five articles of the shipped briefings; without it ``../shared/sources`` beside the
checkout is taken. The statements are our own, from the shipped briefings, those without value or
quotation: 50 with a key that says so, 50 with another key of the same library that does not (judged by
reading). All five articles are about the same events, so this is the hard case.

A statement is taken for padded where its coverage is below a floor, a higher one where the text also
lacks a name of it. Printed for each floor: how many of the padded and of the true ones are below it.
"""

import re
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
DEFAULT = CHECKOUT.parent / "shared" / "sources"
sys.path.insert(0, str(CHECKOUT))

from builder_ext.evidence.names import ArticleNames, NameTable, compare_names  # noqa: E402
from builder_ext.evidence.passages import (  # noqa: E402
    CONTENT_FLOOR,
    CONTENT_FLOOR_WITHOUT_A_NAME,
    Passages,
    coverage_of,
)
from builder_ext.evidence.texts import ArticleText  # noqa: E402

CREDITED = (
    "The Grayzone",
    "The National Interest",
    "The New York Times",
    "The Daily Beast",
    "TomLuongo.me",
    "Tom Luongo",
    "Gareth Porter",
)
FLOORS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)

CASES = """
true: mazzetti2020; padded: porter2020
    The New York Times reports that a main aim was to damage Iran's economy until its
    government agreed to negotiate a new nuclear agreement.
true: dailybeast2020; padded: luongo2019, mazzetti2020
    American officials told The Daily Beast that the leverage of the sanctions was meant, in
    the hopes of the White House, to deter Tehran from military aggression.
true: dailybeast2020; padded: mazzetti2020, porter2020
    The Daily Beast reports that the sanctions left Iran struggling to pay its bills and to
    sell its oil.
true: dailybeast2020; padded: petti2020, porter2020
    Officials concluded all the same that Tehran's military conduct had not changed, according
    to The Daily Beast.
true: porter2020; padded: mazzetti2020
    Trump balked at such plans, according to The Grayzone.
true: porter2020; padded: mazzetti2020, petti2020
    Porter, who refers to current and former officials, writes that Pompeo and Bolton
    suggested killing Soleimani in return, and that Trump would not agree unless Iran had
    killed an American.
true: luongo2019, porter2020; padded: petti2020, mazzetti2020
    Israeli air attacks came before the clashes between the United States and the Iraqi
    militias.
true: dailybeast2020; padded: luongo2019
    In the months before the killing, militias backed by Iran launched rockets at or near
    places that Americans used in Iraq.
true: porter2020; padded: dailybeast2020, petti2020
    US intelligence officials knew from intercepted communications that Iran had ruled out
    direct attacks on Americans, according to The Grayzone.
true: dailybeast2020; padded: petti2020, mazzetti2020
    The Daily Beast reports that messages passed between the countries through US
    intermediaries in places such as Switzerland, Oman, Iraq and France.
true: petti2020; padded: porter2020
    Trump hinted at a violent response and gave none, The National Interest reports.
true: petti2020; padded: -
    The National Interest reports that several US troops were wounded as well.
true: porter2020; padded: mazzetti2020, luongo2019
    The Grayzone reports that an Iraqi investigation traced the barrage to a Sunni part of
    Kirkuk with a strong Islamic State presence.
true: luongo2019; padded: mazzetti2020, porter2020
    The dead belonged to militias that had been made an official part of Iraq's defense
    forces, according to Luongo.
true: petti2020, dailybeast2020; padded: -
    Members or supporters of Iranian-backed militias then descended on the US Embassy in
    Baghdad.
true: porter2020; padded: dailybeast2020, petti2020
    The Grayzone reports that Iran had approved the protest, that the crowd did not get into
    the embassy building, and that the protest stopped abruptly.
true: dailybeast2020; padded: porter2020, mazzetti2020
    Senior officials of the State Department, the White House and the Pentagon met within
    hours to discuss how to respond, The Daily Beast reports.
true: petti2020; padded: -
    The missile hit a car outside the airport, according to The National Interest.
true: mazzetti2020; padded: porter2020, dailybeast2020
    Muhandis died with him, The New York Times reports.
true: petti2020; padded: mazzetti2020
    “Force protection” was the legal ground on which the administration relied for acting
    without congressional approval, The National Interest reports.
true: petti2020; padded: mazzetti2020
    Senator Lindsey Graham claimed that he had been briefed on the plan, while other
    congressional leaders said that they had not, according to .
true: porter2020; padded: dailybeast2020, mazzetti2020
    Porter writes that Pompeo presumably won Trump over by insisting that deterrence had to be
    restored.
true: dailybeast2020; padded: porter2020
    A person close to Trump's thinking told The Daily Beast that the president had faced a
    choice and had made the decision.
true: petti2020; padded: porter2020
    Iraq's prime minister objected to American attacks on Iraqi soil.
true: mazzetti2020, petti2020; padded: porter2020
    Iran's leaders vowed to avenge Soleimani.
true: mazzetti2020; padded: luongo2019
    Kataib Hezbollah vowed to retaliate too.
true: mazzetti2020; padded: petti2020, luongo2019
    Iran replied with a missile attack on the al-Asad air base in Iraq, which US forces used.
true: porter2020; padded: mazzetti2020
    Trump then decided against further retaliation because no American had died, Porter
    writes.
true: mazzetti2020; padded: -
    Many of them spoke on condition of anonymity, write.
true: mazzetti2020; padded: porter2020
    Neither the White House nor the Pentagon nor the State Department would comment, according
    to The New York Times.
true: dailybeast2020; padded: -
    Neither the White House, the Pentagon nor the State Department answered its questions, The
    Daily Beast reports.
true: luongo2019; padded: mazzetti2020
    The air strikes were a dangerous escalation, and at odds with Trump's goals, Luongo
    writes.
true: petti2020; padded: luongo2019
    The National Interest reports that Iranian commanders control militias in Iraq, Syria and
    Lebanon.
true: mazzetti2020; padded: petti2020, porter2020
    Tehran's control over the groups has loosened, American military and intelligence
    officials told The New York Times.
true: mazzetti2020; padded: porter2020
    American officials told The New York Times that the president and some of his top advisers
    have little appetite for a dangerous escalation.
true: luongo2019; padded: petti2020
    On whether US troops would be made to leave Iraq, calls it a remote prospect that their
    invitation is withdrawn.
true: luongo2019; padded: porter2020
    Further down, Luongo writes that the strikes are likely to strengthen those in Iraq's
    parliament who want US forces expelled.
true: porter2020; padded: -
    The Grayzone reports an Iraqi investigation that pointed away from the militias.
true: luongo2019; padded: dailybeast2020
    Luongo reports that the militias bombed were part of Iraq's defense forces.
true: petti2020; padded: -
    Trump was reluctant to be drawn into a war with Iran.
true: porter2020; padded: mazzetti2020
    The Grayzone reports that Pompeo persuaded Trump to authorize the killing.
true: dailybeast2020; padded: -
    Some officials pressed Trump in private to go after a senior Iranian, according to The
    Daily Beast.
true: luongo2019; padded: petti2020
    Pompeo had tried to make Iraq's prime minister revoke the official status of the Popular
    Mobilization Units, to which the bombed militias belonged, and had failed, Luongo writes.
true: dailybeast2020; padded: -
    Months earlier he had argued in a column that pressure was making Iran and its proxies
    weaker, according to The Daily Beast.
true: mazzetti2020; padded: -
    There was no clear evidence that Iran had ordered the rocket attacks, they argued,
    according to The New York Times.
true: dailybeast2020; padded: -
    A research director at the Institute for the Study of War saw no consensus on how much
    Iranian escalation is too much, according to The Daily Beast.
true: mazzetti2020; padded: -
    Covert operations and cyberattacks were also under consideration, officials told The New
    York Times.
"""


def pairs(label: str) -> list[tuple[str, str]]:
    """The (key, statement) of the cases that are true, or padded."""
    found = []
    for heads, said in re.findall(r"^(\S.*)\n((?:    .*\n)+)", CASES, re.MULTILINE):
        keys = dict(head.split(": ") for head in heads.split("; "))[label]
        found += [(key, " ".join(said.split())) for key in keys.split(", ") if key != "-"]
    return found


SPELLINGS = NameTable(
    {
        "Qassem Soleimani": ["Qassim Suleimani"],
        "Kata'ib Hezbollah": ["Khataib Hezbollah", "Kata’ib Hezbollah"],
    }
)
"""The names whose spelling differs between the articles, as the shipped conf.py gives them."""


def measured(label: str, texts: dict[str, ArticleText]) -> list[tuple[float, bool]]:
    """The coverage of each statement by the text of its key, and whether that lacks a name of it."""
    passages = {key: Passages(text) for key, text in texts.items()}
    names = {key: ArticleNames(text.paragraphs) for key, text in texts.items()}
    credited = {word for name in CREDITED for word in name.split()}
    return [
        (
            coverage_of(statement, passages[key], CREDITED),
            any(
                not match.carried and not credited.issuperset(match.name.split())
                for match in compare_names(statement, names[key], SPELLINGS)
            ),
        )
        for key, statement in pairs(label)
    ]


def main() -> int:
    """Print a line per floor, and what is used."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    keys = sorted({key for key, _ in pairs("true") + pairs("padded")})
    if not all((folder / f"{key}.txt").is_file() for key in keys):
        print(f"{folder} has not the five articles: nothing measured")
        return 2
    texts = {key: ArticleText((folder / f"{key}.txt").read_text(encoding="utf-8")) for key in keys}
    true, padded = measured("true", texts), measured("padded", texts)
    ranked = sum((t > p) + (t == p) / 2 for t, _ in true for p, _ in padded)
    print(
        f"a true one is above a padded one in {ranked / len(true) / len(padded):.3f} of all pairs"
    )
    for floor in FLOORS:
        show(f"below {floor:.2f}", padded, true, floor, floor)
    for floor in FLOORS:
        show(f"below {floor:.2f} and a name is not there", padded, true, 0, floor)
    used = f"below {CONTENT_FLOOR}, {CONTENT_FLOOR_WITHOUT_A_NAME} without a name"
    show(f"used: {used}", padded, true, CONTENT_FLOOR, CONTENT_FLOOR_WITHOUT_A_NAME)
    return 0


def show(
    what: str,
    padded: list[tuple[float, bool]],
    true: list[tuple[float, bool]],
    floor: float,
    nameless: float,
) -> None:
    """Print how many padded and true ones are below a floor, another for those that lack a name."""
    caught, wrong = (
        sum(score < (nameless if lacks else floor) for score, lacks in scores)
        for scores in (padded, true)
    )
    precision = caught / (caught + wrong) if caught else 1.0
    print(f"{what}: padded {caught}/50, true {wrong}/50, precision {precision:.2f}")


if __name__ == "__main__":
    sys.exit(main())
