"""A cited place as papers, pleadings and official letters write it: one golden text a family."""

import json
from dataclasses import replace
from pathlib import Path

import cited
import made
import pytest
from saved_as import as_pdf

from index.build import build_index
from index.embed import BuiltinEmbedder
from rag.engine import Engine
from rag.style import STYLES, Style, csl_item, styled
from rag.types import Match
from rag.work import Reference

NAMES = {
    "云图法.md": cited.LAW,
    "云图管理条例.txt": cited.REGULATION,
    "云图观测规定.txt": cited.RULE,
    "云图解释.md": cited.INTERPRETATION,
    "云图意见.txt": cited.NOTICE,
    "云图规划.txt": cited.PLAN,
    "2026_青川省_政府工作报告.txt": cited.REPORT,
    "云图绘制标准.txt": cited.STANDARD,
    "云图经费.txt": cited.JOINT,
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, builtin: BuiltinEmbedder) -> Engine:
    return Engine.open(made.build(tmp_path_factory.mktemp("families"), NAMES, builtin))


def find(engine: Engine, words: str) -> Match:
    """The place of words that stand once in the documents."""
    lookup = engine.cite(words)
    assert (lookup.verdict, len(lookup.matches)) == ("verified", 1), words
    return lookup.matches[0]


GOLDEN: list[tuple[str, Style, str]] = [
    ("国家对云图实行分级管理", "plain", "《中华人民共和国云图法》第二条第二款"),
    (
        "国家对云图实行分级管理",
        "gbt7714",
        "全国人民代表大会常务委员会. 中华人民共和国云图法[A]. 2019-08-26：第二条第二款.",
    ),
    ("国家对云图实行分级管理", "legal", "《云图法》（2019年修订）第2条第2款。"),
    ("甲级", "plain", "《中华人民共和国云图法》第二条第三款第（一）项"),
    ("甲级", "legal", "《云图法》（2019年修订）第2条第3款第1项。"),
    ("云图应当标明日期", "plain", "《中华人民共和国云图法》第二条之一"),
    ("云图应当标明日期", "legal", "《云图法》（2019年修订）第2条之一。"),
    (
        "卫星云图",
        "plain",
        "《中华人民共和国云图管理条例》（中华人民共和国国务院令第439号）第二条第（二）项",
    ),
    (
        "卫星云图",
        "gbt7714",
        "国务院. 中华人民共和国云图管理条例：中华人民共和国国务院令第439号[A]. 2005-07-01："
        "第二条第（二）项.",
    ),
    ("卫星云图", "legal", "《云图管理条例》第2条第2项。"),
    ("云图观测每日不少于四次", "plain", "《云图观测规定》（气象部令第12号）第二条"),
    (
        "云图观测每日不少于四次",
        "gbt7714",
        "气象部. 云图观测规定：气象部令第12号[A]. 2012-07-17：第二条.",
    ),
    ("云图观测每日不少于四次", "legal", "《云图观测规定》，气象部令第12号，第2条。"),
    (
        "由绘制地人民法院管辖",
        "plain",
        "《最高人民法院、最高人民检察院关于适用〈中华人民共和国云图法〉若干问题的解释》"
        "（法释〔2020〕26号）第一条",
    ),
    (
        "由绘制地人民法院管辖",
        "gbt7714",
        "最高人民法院，最高人民检察院. 最高人民法院、最高人民检察院关于适用《中华人民共和国云图法》"
        "若干问题的解释：法释〔2020〕26号[A]. 2020-12-29：第一条.",
    ),
    (
        "由绘制地人民法院管辖",
        "legal",
        "《最高人民法院、最高人民检察院关于适用〈中华人民共和国云图法〉若干问题的解释》，"
        "法释〔2020〕26号，第1条。",
    ),
    (
        "云图合格率达到95%",
        "plain",
        "《国务院办公厅关于加强云图工作的意见》（国办发〔2018〕123号）第二部分（二）",
    ),
    (
        "云图合格率达到95%",
        "gbt7714",
        "国务院办公厅. 国务院办公厅关于加强云图工作的意见：国办发〔2018〕123号[A]. 2018-12-07："
        "第二部分（二）.",
    ),
    (
        "云图合格率达到95%",
        "legal",
        "《国务院办公厅关于加强云图工作的意见》，国办发〔2018〕123号，第二部分（二）。",
    ),
    (
        "云图站达到69个",
        "plain",
        "《青川省人民政府关于印发青川省“十四五”云图发展规划的通知》（青政发〔2021〕17号）"
        "第一部分（一）第1项",
    ),
    (
        "云图站达到120个",
        "gbt7714",
        "青川省人民政府. 青川省人民政府关于印发青川省“十四五”云图发展规划的通知：青政发〔2021〕17号[A]. "
        "2021-05-27：第二部分.",
    ),
    ("增长5.5%左右", "plain", "《2026年青川省政府工作报告》第二部分"),
    ("增长5.5%左右", "gbt7714", "2026年青川省政府工作报告[R]. 第二部分."),
    ("增长5.5%左右", "legal", "《2026年青川省政府工作报告》，第二部分。"),
    ("云图，指云的图像", "plain", "《云图绘制标准》"),
    ("云图，指云的图像", "gbt7714", "云图绘制标准[S]."),
    (
        "专款专用",
        "gbt7714",
        "青川省气象局，青川省财政厅，青川省教育厅，等. 青川省气象局 青川省财政厅 青川省教育厅 "
        "青川省科技厅关于做好云图经费管理的通知[A]. 第一部分.",
    ),
]


@pytest.mark.parametrize(
    ("words", "style", "golden"), GOLDEN, ids=[f"{w}-{s}" for w, s, _ in GOLDEN]
)
def test_a_place_is_written_as_its_style_wants(
    engine: Engine, words: str, style: Style, golden: str
) -> None:
    assert engine.styled(find(engine, words), style) == golden


def test_a_place_in_a_section_of_several_is_that_section(engine: Engine) -> None:
    both = "（一）完善站网。\n到2020年，建成云图站100个。\n（二）提高质量。"
    assert engine.styled(find(engine, both), "plain").endswith("号）第二部分")
    law = "适用本法。\n\n国家对云图实行分级管理。"
    assert engine.styled(find(engine, law), "plain").endswith("》第二条")


def test_csl_json_is_an_item_with_all_that_is_known(engine: Engine) -> None:
    match = find(engine, "云图合格率达到95%")
    link = f"{match.card.id}/{match.start}-{match.end}"
    item = {
        "id": "wenju-" + link.replace("/", "-"),
        "type": "regulation",
        "language": "zh-CN",
        "title": "国务院办公厅关于加强云图工作的意见",
        "author": [{"literal": "国务院办公厅"}],
        "number": "国办发〔2018〕123号",
        "issued": {"date-parts": [[2018, 12, 7]]},
        "section": "第二部分（二）",
        "annote": "wenju:" + link,
    }
    assert csl_item(engine.reference(match)) == item
    assert json.loads(engine.styled(match, "csl")) == [item]


@pytest.mark.parametrize(
    ("words", "type_"),
    [
        ("甲级", "legislation"),
        ("卫星云图", "legislation"),
        ("云图观测每日不少于四次", "regulation"),
        ("增长5.5%左右", "report"),
        ("云图，指云的图像", "standard"),
    ],
)
def test_csl_types_follow_the_family(engine: Engine, words: str, type_: str) -> None:
    assert csl_item(engine.reference(find(engine, words)))["type"] == type_


def test_bibtex_is_an_entry_with_its_values_in_braces(engine: Engine) -> None:
    match = find(engine, "由绘制地人民法院管辖")
    key = f"{match.card.id}-{match.start}-{match.end}"
    assert engine.styled(match, "bibtex").split("\n") == [
        f"@misc{{wenju-{key},",
        "  author = {{最高人民法院} and {最高人民检察院}},",
        "  title = {{最高人民法院、最高人民检察院关于适用《中华人民共和国云图法》若干问题的解释}},",
        "  number = {法释〔2020〕26号},",
        "  date = {2020-12-29},",
        "  year = {2020},",
        "  note = {第一条},",
        "  mark = {A},",
        f"  annote = {{wenju:{match.card.id}/{match.start}-{match.end}}}",
        "}",
    ]


def test_bibtex_escapes_what_tex_would_read(engine: Engine) -> None:
    known = engine.reference(find(engine, "甲级"))
    odd = replace(known, work=replace(known.work, title="A&B_100%{x}~^\\"))
    row = styled(odd, "bibtex").split("\n")[2]
    assert row == (
        r"  title = {{A\&B\_100\%\{x\}\textasciitilde{}\textasciicircum{}\textbackslash{}}},"
    )


def _paged(engine: Engine) -> Reference:
    known = engine.reference(find(engine, "云图合格率达到95%"))
    work = replace(known.work, url="https://example.org/1", repealed=True)
    return replace(known, work=work, page=3)


@pytest.mark.parametrize(
    ("style", "golden"),
    [
        (
            "plain",
            "《国务院办公厅关于加强云图工作的意见》（国办发〔2018〕123号）第二部分（二）（第3页）",
        ),
        (
            "gbt7714",
            "国务院办公厅. 国务院办公厅关于加强云图工作的意见：国办发〔2018〕123号[A/OL]. 2018-12-07：3. "
            "https://example.org/1.",
        ),
        (
            "legal",
            "《国务院办公厅关于加强云图工作的意见》（已废止），国办发〔2018〕123号，第二部分（二），第3页。",
        ),
    ],
)
def test_page_address_and_repeal_are_told_where_known(
    engine: Engine, style: Style, golden: str
) -> None:
    assert styled(_paged(engine), style) == golden


def test_without_a_number_the_day_of_issue_stands_in_its_place(engine: Engine) -> None:
    known = engine.reference(find(engine, "云图合格率达到95%"))
    bare = replace(known, work=replace(known.work, number=None))
    assert styled(bare, "legal") == (
        "《国务院办公厅关于加强云图工作的意见》，2018年12月7日发布，第二部分（二）。"
    )


def test_every_place_of_the_seed_document_can_be_written(seed_engine: Engine) -> None:
    document = seed_engine.reader.records.document(0)
    for section in document.sections:
        match = seed_engine.citer.match(0, section.start, section.own_end)
        for style in STYLES:
            text = seed_engine.styled(match, style)
            assert "14个战略性新兴产业规划" in text
            assert "None" not in text


def test_a_document_of_several_pages_is_cited_by_page(
    tmp_path: Path, builtin: BuiltinEmbedder
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    long = cited.NOTICE.replace("坚持统筹规划。\n", "坚持统筹规划，做好云图工作。\n" * 40)
    as_pdf(folder / "意见.pdf", long)
    build_index([folder], tmp_path / "index", builtin)
    engine = Engine.open(tmp_path / "index")
    match = find(engine, "云图合格率达到95%")
    assert match.page == 2
    assert engine.styled(match, "gbt7714").endswith("：2.")
    assert engine.styled(match, "plain").endswith("第二部分（二）（第2页）")
