"""A user's own words: their effect on the ranking, and files that are none."""

import json
from pathlib import Path

import pytest

from index.errors import NotFoundError, UsageError
from rag.synonyms import load_synonyms
from ui.cli import main

WORDS = "# 我的词\n\n毛孩子\t犬,携犬\t1\n鐵皮盒子，\t智能信号系统，信号灯\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "words.txt"
    path.write_text(text, "utf-8")
    return path


def first(
    capsys: pytest.CaptureFixture[str], index: Path, question: str, *options: str | Path
) -> tuple[list[str], list[float]]:
    arguments = ["search", question, "--index", index, "--json", "--explain", *options]
    assert main([str(argument) for argument in arguments]) == 0
    hits = json.loads(capsys.readouterr().out)["hits"]
    return [h["document"]["title"] for h in hits], [h["explain"]["bm25"] for h in hits]


def test_entries_are_read_folded_with_their_weights(tmp_path: Path) -> None:
    synonyms = load_synonyms(write(tmp_path, "\ufeff" + WORDS))
    assert synonyms.entries == (
        ("毛孩子", ("犬", "携犬"), 1.0),
        ("铁皮盒子,", ("智能信号系统", "信号灯"), 0.5),
    )
    assert synonyms.expansions("毛孩子的绳子") == [("犬 携犬", 1.0)]
    assert synonyms.expansions("绳子") == []


def test_a_synonym_brings_the_document_that_says_it_otherwise_first(
    capsys: pytest.CaptureFixture[str], library_index: Path, tmp_path: Path
) -> None:
    question = "毛孩子登记"
    words = write(tmp_path, "毛孩子\t养犬,犬绳,犬\t1\n灯塔君\t养犬,犬绳,犬\t1\n")
    plain, _ = first(capsys, library_index, question)
    titles, bm25 = first(capsys, library_index, question, "--synonyms", words)
    assert titles[0] == "云岭市养犬管理条例" and bm25[0] == 1
    # 毛孩子 alone is near enough to a dog for the model; a name of one's own is not.
    other, _ = first(capsys, library_index, "灯塔君", "--synonyms", words)
    assert other[0] == "云岭市养犬管理条例"
    without, _ = first(capsys, library_index, "灯塔君")
    assert without[:1] != other[:1]
    assert set(plain) <= set(titles)


def test_a_weight_of_nothing_changes_nothing_and_a_greater_one_more(
    capsys: pytest.CaptureFixture[str], library_index: Path, tmp_path: Path
) -> None:
    question = "毛孩子与用水计量设施"

    def dogs(*options: str | Path) -> float:
        titles, bm25 = first(capsys, library_index, question, "-k", "50", *options)
        return max((b for t, b in zip(titles, bm25, strict=True) if "养犬" in t), default=0.0)

    weighed = [
        dogs("--synonyms", write(tmp_path, f"毛孩子\t养犬登记证\t{weight}\n"))
        for weight in ("0", "0.3", "1")
    ]
    assert weighed[0] == dogs() < weighed[1] < weighed[2]


def test_words_that_are_not_asked_change_nothing(
    capsys: pytest.CaptureFixture[str], library_index: Path, tmp_path: Path
) -> None:
    words = write(tmp_path, WORDS)
    question = "数据处理者保存日志"
    assert first(capsys, library_index, question) == first(
        capsys, library_index, question, "--synonyms", words
    )


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("毛孩子 犬\n", "line 1 "),
        ("毛孩子\t犬\n毛孩子\t\n", "line 2 "),
        ("\t犬\n", "line 1 "),
        ("毛孩子\t, ，\n", "line 1 "),
        ("毛孩子\t犬\t重\n", "line 1 "),
        ("毛孩子\t犬\t2\n", "line 1 "),
        ("毛孩子\t犬\t-0.1\n", "line 1 "),
        ("毛孩子\t犬\tnan\n", "line 1 "),
        ("毛孩子\t犬\tinf\n", "line 1 "),
        ("毛孩子\t犬\t1\t1\n", "line 1 "),
        ("# 好\n" + "坏\n" * 9, "line 2, 3, 4, 5, 6 "),
        ("甲\t乙\n" * 10_001, "10001 entries"),
    ],
)
def test_a_bad_file_is_one_sentence_with_its_lines(
    capsys: pytest.CaptureFixture[str],
    library_index: Path,
    tmp_path: Path,
    content: str,
    lines: str,
) -> None:
    path = write(tmp_path, content)
    for command in ("search", "ask"):
        code = main([command, "犬", "--index", str(library_index), "--synonyms", str(path)])
        captured = capsys.readouterr()
        assert (code, captured.out) == (2, "")
        assert captured.err.count("\n") == 1 and str(path) in captured.err
        assert lines in captured.err and "<TAB>" in captured.err


@pytest.mark.parametrize("content", ["", "\n\n", "# nothing\n"])
def test_a_file_without_entries_is_no_failure(tmp_path: Path, content: str) -> None:
    assert load_synonyms(write(tmp_path, content)).entries == ()


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    for missing in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(NotFoundError, match="is no file") as caught:
            load_synonyms(missing)
        assert caught.value.exit_code == 3
    damaged = tmp_path / "gbk.txt"
    damaged.write_bytes("毛孩子\t犬\n".encode("gb18030"))
    with pytest.raises(UsageError, match="UTF-8"):
        load_synonyms(damaged)
