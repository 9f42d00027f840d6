"""The titles of an index as names are compared with them."""

from index.types import DocumentCard
from rag.known_titles import KnownTitles, bare_name


def _card(title: str, source: str = "") -> DocumentCard:
    return DocumentCard(title, title, source or f"{title}.txt", None, None, None, None)


_TITLES = (
    "中华人民共和国云岭法",
    "云岭法",
    "关于印发《山川办法》的通知",
    "最高人民法院关于适用《江海合同法》若干问题的解释",
    "政府工作报告",
    "晋源的报告",
)


def _known() -> KnownTitles:
    sources = {"政府工作报告": "2026_山西省_政府工作报告.txt"}
    cards = [_card(title, sources.get(title, "")) for title in _TITLES]
    return KnownTitles(cards, _TITLES, {"旧湖条例": 0, "云岭法": 1})


def test_a_name_means_all_that_bear_it_or_what_issues_it() -> None:
    known = _known()
    assert known.numbers["云岭法"] == (0, 1)
    assert known.numbers["山川办法"] == (2,)
    assert "江海合同法" not in known.numbers
    assert "" not in known.numbers


def test_laws_that_are_only_spoken_of_or_ended_are_elsewhere() -> None:
    assert _known().elsewhere == {"江海合同法", "旧湖条例"}


def test_work_reports_are_known_by_their_file_names_too() -> None:
    (report,) = _known().reports
    assert (report.number, report.places) == (4, frozenset({"山西"}))
    assert "2026" in report.told


def test_a_bare_name_lacks_the_country_and_marks() -> None:
    assert bare_name("《中华人民共和国 云岭法》") == "云岭法"
