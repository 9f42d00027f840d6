"""A whole text proof-read: every quote and reference found, checked, listed with its line."""

import time
from pathlib import Path

import pytest

from index.errors import NotFoundError, UsageError
from rag.engine import Engine
from rag.proof import LONGEST_PROOF

TEXT = """论节约用水

依照《临江市节约用水管理办法》第三条第二款，有关部门各负其责。该条第三款另有规定。
《临江市节约用水管理办法》规定：“用水单位应当遵守下列规定”，“定期开展水平衡测试，每四年至少一次”。
临政发〔2022〕8号第九条不存在；《云岭市养猫管理条例》第一条也没有。
《云岭市养犬管理条例》规定：“重要数据的处理者应当每年至少开展一次风险评估。”
所谓“十四五”只是名称。“个人养犬应当取得养犬登记证，重要数据的处理者应当每年至少开展一次风险评估”是拼的。
晋源省数据安全条例第3条有两个版本。「数据处理者须在七日内向星际联盟报到」查无此文。
"""


def test_every_quote_and_reference_is_found_with_its_line_and_verdict(library: Engine) -> None:
    proof = library.check_text(TEXT)
    found = [(f.line, f.kind, f.written[:14], f.lookup.verdict) for f in proof.findings]
    assert found == [
        (3, "reference", "《临江市节约用水管理办法》第", "verified"),
        (3, "reference", "该条第三款", "verified"),
        (4, "quote", "用水单位应当遵守下列规定", "verified"),
        (4, "quote", "定期开展水平衡测试，每四年至", "altered"),
        (5, "reference", "临政发〔2022〕8号第九条", "not_found"),
        (5, "reference", "《云岭市养猫管理条例》第一条", "not_found"),
        (6, "quote", "重要数据的处理者应当每年至少", "misattributed"),
        (7, "quote", "个人养犬应当取得养犬登记证，", "stitched"),
        (8, "reference", "晋源省数据安全条例第3条", "verified"),
        (8, "quote", "数据处理者须在七日内向星际联", "not_found"),
    ]
    for finding in proof.findings:
        assert finding.written == TEXT[finding.start : finding.end]
    assert proof.summary == {
        "findings": 10,
        "verified": 4,
        "altered": 1,
        "stitched": 1,
        "misattributed": 1,
        "not_found": 3,
    }


def test_what_was_found_says_what_is_wrong(library: Engine) -> None:
    proof = library.check_text(TEXT)
    altered = proof.findings[3].lookup.matches[0]
    assert altered.difference == "数字：引文“四”，原文“三”"
    assert altered.card.title == "临江市节约用水管理办法"
    assert "最后一条是第六条" in proof.findings[4].lookup.notice
    assert "云岭市养犬管理条例" in proof.findings[5].lookup.notice
    assert len(proof.findings[8].lookup.matches) == 2
    assert proof.findings[1].lookup.matches[0].quote == "乡镇人民政府协助做好节约用水工作。"


def test_a_text_may_speak_of_a_document_given_beside_it(library: Engine) -> None:
    text = "本办法第六条规定了施行日期。"
    assert library.check_text(text).findings[0].lookup.verdict == "not_found"
    proof = library.check_text(text, "临江市节约用水管理办法")
    assert proof.findings[0].lookup.matches[0].quote == "第六条 本办法自2022年5月1日起施行。"


def test_references_are_told_from_a_place(library: Engine) -> None:
    beside = "临江市节约用水管理办法#第三条第三款"
    found = library.cite("前款", beside=beside).matches
    assert [m.quote for m in found] == [
        "县级以上人民政府其他有关部门按照各自职责，做好节约用水工作。"
    ]
    assert library.cite("前条", beside=beside).matches[0].quote.startswith("第二条")
    assert library.cite("本条第二款", beside=beside).matches == found
    assert library.cite("第五条", beside=beside).matches[0].quote.startswith("第五条")
    assert library.cite("前款").verdict == "not_found"


@pytest.mark.parametrize("beside", ["宠物法", "临江市节约用水管理办法#第九十条", "没有#第一条"])
def test_what_is_not_there_cannot_be_told_from(library: Engine, beside: str) -> None:
    with pytest.raises(NotFoundError):
        library.cite("前款", beside=beside)


def test_a_document_of_several_versions_has_to_be_told_apart(library: Engine) -> None:
    with pytest.raises(UsageError, match="fits 2 documents"):
        library.cite("本条例第三条", beside="晋源省数据安全条例")
    source = "数据/晋源省数据安全条例(2019).txt"
    match = library.cite("本条例第三条", beside=source).matches[0]
    assert match.quote.endswith("不少于六个月。")


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_text_is_refused(library: Engine, text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        library.check_text(text)


def test_an_over_long_text_is_refused(library: Engine) -> None:
    with pytest.raises(UsageError, match="at most"):
        library.check_text("水" * (LONGEST_PROOF + 1))


@pytest.mark.parametrize(
    "text",
    ["“" * 500, "”“" * 300, "第" * 900, "《" * 400, "\u202e“\u200b”", '"' * 301, "第一条" * 300],
)
def test_odd_texts_give_a_list_and_no_error(library: Engine, text: str) -> None:
    begun = time.process_time()
    library.check_text(text)
    assert time.process_time() - begun < 20


def test_a_text_is_checked_from_the_command_line(
    tmp_path: Path, library_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    from ui.cli import main

    file = tmp_path / "论文.txt"
    file.write_text(TEXT, "utf-8")
    asked = ["cite", "--text", str(file), "--index", str(library_index)]
    assert main(asked) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(
        "共10处引文和引用：属实4，与原文不同1，由多处拼接1，出处有误1，未找到3。"
    )
    assert "差异：数字：引文“四”，原文“三”" in shown
    assert main([*asked, "--json", "--style", "legal"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["summary"]["findings"] == len(result["findings"]) == 10
    assert result["findings"][0]["matches"][0]["reference"].startswith("《临江市节约用水管理办法》")
    assert main(["cite", "--text", str(tmp_path / "无.txt"), "--index", str(library_index)]) == 3
    assert main([*asked, "也给文字"]) == 2
