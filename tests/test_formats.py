"""One text saved as txt, md, html, docx and pdf: the same section tree and the same answers."""

from pathlib import Path

import made
import pytest
from saved_as import FORMATS, as_pdf

from index.build import build_index
from index.document import read_document
from index.embed import BuiltinEmbedder
from index.types import Document
from rag.engine import Engine

_NAMES = {
    "water": "水/临江市节约用水管理办法.txt",
    "data": "数据/晋源省数据安全条例(2023).txt",
    "dogs": "云岭市养犬管理条例.txt",
    "plan": "青川市智慧交通三年行动方案.txt",
}
_QUESTIONS = {
    "water": [
        "未安装用水计量设施的，处多少罚款？",
        "水平衡测试多久进行一次？",
        "第四条是什么？",
        "制定机关是谁？",
    ],
    "data": ["日志保存多少个月？", "重要数据的处理者多久开展一次风险评估？", "第二条是什么？"],
    "dogs": ["犬绳不得超过多长？", "第三条之一是什么？", "违反第三条规定怎么处罚？"],
    "plan": [
        "2025年建成多少个智能信号路口？",
        "三年内新建电子站牌多少块？",
        "强化资金支持有哪些内容？",
        "重点任务包括哪些方面？",
        "文号是什么？",
    ],
}


def _tree(document: Document) -> list[tuple[str, str, int, int, str]]:
    """Every section: kind, label, number, depth and the text it holds, without white space."""
    return [
        (
            section.kind,
            section.label,
            section.number,
            len(list(document.ancestors(index))),
            "".join(document.text[section.start : section.own_end].replace("#", "").split()),
        )
        for index, section in enumerate(document.sections)
    ]


@pytest.mark.parametrize("name", sorted(_NAMES))
def test_every_format_gives_the_same_tree(tmp_path: Path, name: str) -> None:
    text = made.DOCUMENTS[_NAMES[name]]
    trees = {}
    for suffix, save in FORMATS.items():
        path = tmp_path / f"{name}{suffix}"
        save(path, text)
        document = read_document(path)
        trees[suffix] = _tree(document)
        if suffix != ".md":
            assert document.text == text, suffix
        values = [(value.name, value.value) for value in document.meta]
        if suffix == ".txt":
            expected = values
        assert values == expected, suffix
    assert len(trees[".txt"]) > 5
    for suffix, tree in trees.items():
        assert tree == trees[".txt"], suffix


@pytest.mark.parametrize("name", sorted(_NAMES))
def test_every_format_gives_the_same_answers(
    tmp_path: Path, builtin: BuiltinEmbedder, name: str
) -> None:
    answers = {}
    for suffix, save in FORMATS.items():
        documents = tmp_path / suffix[1:]
        documents.mkdir()
        save(documents / f"{name}{suffix}", made.DOCUMENTS[_NAMES[name]])
        build_index([documents], documents / "index", builtin)
        engine = Engine.open(documents / "index")
        answers[suffix] = [
            (answer.status, [(c.section, c.quote) for c in answer.citations])
            for answer in map(engine.ask, _QUESTIONS[name])
        ]
    assert any(quotes for _, quotes in answers[".txt"])
    for suffix, found in answers.items():
        assert found == answers[".txt"], suffix


def test_the_seed_keeps_its_sections_through_a_pdf_of_many_pages(
    tmp_path: Path, seed: Document
) -> None:
    for indent in (0, 2):
        as_pdf(tmp_path / "seed.pdf", seed.text, indent)
        document = read_document(tmp_path / "seed.pdf")
        assert len(document.pages) >= 5
        printed, read = ("".join(x.text.split()) for x in (seed, document))
        assert read == printed
        headings = [(s.kind, s.number, "".join(s.label.split())) for s in seed.sections]
        assert [(s.kind, s.number, "".join(s.label.split())) for s in document.sections] == headings


def test_pages_survive_the_index(tmp_path: Path, builtin: BuiltinEmbedder, seed: Document) -> None:
    as_pdf(tmp_path / "seed.pdf", seed.text)
    document = read_document(tmp_path / "seed.pdf")
    build_index([tmp_path / "seed.pdf"], tmp_path / "index", builtin)
    engine = Engine.open(tmp_path / "index")
    assert engine.reader.records.document(0) == document
    assert document.page_at(0) == 1
    assert document.page_at(len(document.text) - 1) == len(document.pages)
    for page, start in enumerate(document.pages, 1):
        assert document.page_at(start) == page
        assert start == 0 or document.page_at(start - 1) == page - 1
    assert seed.page_at(0) is None


_REPORT = (
    "某省政府工作报告\n各位代表：\n一、2025年工作回顾\n"
    "这一年，我们感恩奋进、埋头苦干，各项任务如期完成。\n"
    "重点任务建设全面完成，全年地区生产总值增长6.1%，固定资产投资增长7.2%，社会消费品零售总额增长5.3%，城镇新增就业46万人，城乡居民收入稳步提高。\n"
    "这一年，我们敢闯敢试、敢为人先，改革开放步伐加快。\n"
    "开展国资国企改革深化提升行动，推行新型经营责任制，外贸进出口总额增长5%，服务进出口总额增长22.1%，实际使用外资增长19.9%，多项指标居全国前列。\n"
    "这一年，我们精准施策、务实笃行，民生福祉改善提升。\n"
    "坚持把八成以上财力用于民生，基本养老保险参保778万人，GDP能耗下降2.1%，办成十件民生实事，公立医院改革成效显著。\n"
    "二、2026年主要工作\n（一）聚力释放有效需求潜力\n大力提振消费。\n"
    "研究制定城乡居民增收政策，增强居民消费能力，举办消费促进活动600场，推动服务消费提质惠民。\n扩大有效投资。\n"
    "优化实施重大项目，完善民营企业参与机制，全年完成固定资产投资4500亿元以上，推动投资增长6%以上。\n打造一流营商环境。\n"
    "推进高效办成一件事，清理拖欠企业账款，健全涉企收费长效监管机制，让企业敢干敢闯。\n名词解释\n"
    "1.“两重”：是指国家重大战略实施和重点领域安全能力建设。\n2.“两新”：是指大规模设备更新和消费品以旧换新。\n"
)
_TABLES = (
    "某市人民政府办公室关于下达招生计划的通知\n某政办发〔2022〕8号\n各区人民政府：\n"
    "一、逐年扩招，分步实施\n"
    "（一）扩大招生规模，以2021年实招人数1445名为基数，从2022年开始逐年扩招，分三年落实，至2024年达到2000名的招生规模，见附件。\n"
    "（二）学生毕业后根据需求仍要继续分流到各有关区和部委所属的普通中专和高中学校学习，各有关区要继续做好安排。\n"
    "某市人民政府办公室\n2022年3月1日\n附件1\n扩大招生计划表\n"
    + "".join(
        f"{place}区\n{n}45\n{n}90\n{n}00\n"
        for n, place in enumerate("东西南北中上下前后左右内外", 1)
    )
    + "附件2\n责任分工\n市教育局牵头落实。\n"
)


@pytest.mark.parametrize(
    ("name", "text", "headings"), [("report", _REPORT, 12), ("tables", _TABLES, 5)]
)
def test_a_report_and_a_notice_with_annexes_are_one_tree_in_every_format(
    tmp_path: Path, name: str, text: str, headings: int
) -> None:
    trees = {}
    for suffix, save in FORMATS.items():
        save(tmp_path / f"{name}{suffix}", text)
        trees[suffix] = _tree(read_document(tmp_path / f"{name}{suffix}"))
    assert sum(kind in ("heading", "annex") for kind, *_ in trees[".txt"]) == headings
    for suffix, tree in trees.items():
        assert tree == trees[".txt"], suffix
