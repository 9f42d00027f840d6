"""The benchmark: its arithmetic against hand-computed values, its systems over made-up documents,
and a whole small run that can be stopped and goes on."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import made
import numpy as np
import pytest

from eval.beir import write_corpus
from eval.bench import __main__ as bench
from eval.bench import plan, worker
from eval.bench.cost import Cost, folder_mb, peak_mb, run_worker
from eval.bench.plain import Kind, PlainSystem, build_plain, jieba_words
from eval.bench.plan import IndexCost, Results
from eval.bench.questions import (
    LONGEST_QUERY,
    QuestionSet,
    dump_set,
    held_back,
    load_set,
    read_set,
    thin,
)
from eval.bench.report import make_figures, markdown
from eval.bench.scoring import Outcome, depth, gold_ranks, hit_at, passage, reciprocal
from eval.bench.shipped import open_shipped, without_models
from eval.bench.splitting import OVERLAP, SIZE, make_splitter, split
from eval.bench.stages import STAGES, measure_stages
from eval.bench.systems import NAMES, build_system, open_system, system_info
from eval.cases import Case, Place
from eval.gold import Passage
from eval.machine import commit_of, describe_machine, fingerprint
from eval.statistics import Estimate, difference, estimate, percentile
from eval.stopwatch import Clock, Timed
from index.builtin.recipe import texts as recipe
from index.errors import NotFoundError, UsageError, WenjuError
from rag.engine import Engine

FINE = "未安装用水计量设施的，由市水务部门责令限期改正"
WATER = "水/临江市节约用水管理办法.txt"


# --- statistics


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    found = estimate([1.0] * 50 + [0.0] * 50)
    assert found.mean == 0.5
    assert found.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.01)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.01)


def test_equal_values_have_no_spread_and_no_values_are_zero() -> None:
    assert estimate([0.25] * 7) == Estimate(0.25, 0.25, 0.25)
    assert estimate([]) == Estimate(0.0, 0.0, 0.0)


def test_a_paired_difference_knows_that_the_questions_are_the_same() -> None:
    chance = np.random.default_rng(1)
    ours = chance.random(200).tolist()
    assert difference(ours, ours) == Estimate(0.0, 0.0, 0.0)
    worse = [value - 0.05 for value in ours]
    found = difference(ours, worse)
    assert (found.low, found.mean, found.high) == pytest.approx((0.05, 0.05, 0.05))
    # Unpaired, the spread of the questions alone would hide it.
    assert estimate(ours).low < estimate(worse).high
    with pytest.raises(ValueError, match="cannot be paired"):
        difference([1.0], [])


def test_the_sign_of_a_difference_and_its_size() -> None:
    # 30 of 100 questions only ours finds, 10 only theirs: .2, sd of a question √(.4 − .04) = .6.
    ours, theirs = [1.0] * 30 + [0.0] * 70, [0.0] * 30 + [1.0] * 10 + [0.0] * 60
    found = difference(ours, theirs)
    assert found.mean == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.2 - 0.1176, 0.2 + 0.1176), abs=0.012)
    assert found == difference(ours, theirs)  # the same draws every time


def test_percentiles() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile(list(range(101)), 0.95) == 95.0
    assert percentile([], 0.5) == 0.0


# --- scoring

HITS = [
    Passage("a", 0, 100, "甲 乙\n丙丁"),
    Passage("b", 0, 50, "ABC def"),
    Passage("a", 100, 200, "戊己"),
]


def test_quotes_places_and_documents_are_ranked() -> None:
    quotes = Case("1", "", "问", quotes=("乙丙", "戊", "庚"))
    assert gold_ranks(quotes, HITS, squeezed=False) == (1, 3, None)
    spaced = Case("1", "", "问", quotes=("abcdef", "AB C D EF"))
    assert gold_ranks(spaced, HITS, squeezed=False) == (None, None)
    assert gold_ranks(spaced, HITS, squeezed=True) == (2, 2)
    places = Case(
        "1", "", "问", evidence=(Place("a", 90, 130), Place("a", 95, 105), Place("c", 0, 9))
    )
    assert gold_ranks(places, HITS, squeezed=False) == (3, 1, None)
    documents = Case("1", "", "问", documents=("b", "a", "z"))
    assert gold_ranks(documents, HITS, squeezed=False) == (2, 1, None)


def test_a_document_ranks_by_its_best_passage_and_counts_among_ten_documents() -> None:
    hits = [Passage(f"d{i // 3}", i, i + 1, "字") for i in range(50)]
    asked = Case("1", "", "问", documents=("d0", "d9", "d10"))
    assert depth(asked) == len(hits) and depth(replace(asked, documents=())) == 10
    assert gold_ranks(asked, hits, squeezed=False) == (1, 10, None)


def test_only_600_characters_of_a_hit_count() -> None:
    hit = passage("a", 5, 1005, "字" * 1000)
    assert (hit.end, len(hit.text)) == (605, 600)
    assert passage("a", 5, 7, "两字") == Passage("a", 5, 7, "两字")


def test_figures_come_from_ranks_as_by_hand() -> None:
    outcomes = [
        Outcome("1", "x", (1, 7), 1.0),  # .5 at 1 and 5, 1 at 10; reciprocal rank 1
        Outcome("2", "x", (None, 4), 1.0),  # 0, .5, .5; 1/4
        Outcome("3", "y", (None,), 1.0, "refused"),
    ]
    assert hit_at(outcomes, 1) == [0.5, 0.0, 0.0]
    assert hit_at(outcomes, 5) == [0.5, 0.5, 0.0]
    assert hit_at(outcomes, 10) == [1.0, 0.5, 0.0]
    assert reciprocal(outcomes) == [1.0, 0.25, 0.0]


# --- chunks of the alternatives


@pytest.mark.parametrize("repeats", [1, 40])
def test_chunks_stand_where_they_say_and_lose_nothing(repeats: int) -> None:
    law = "\n\n".join(made.DOCUMENTS.values())
    text = law if repeats == 1 else "第一条 同样的话。\n" * repeats + "　　结尾" + "字" * 1000
    splitter = make_splitter()
    spans = list(split(splitter, text))
    assert [text[start:end] for start, end in spans] == splitter.split_text(text)
    assert all(end - start <= SIZE for start, end in spans)
    held = np.zeros(len(text), bool)
    for (start, end), (following, _) in zip(spans, [*spans[1:], (len(text), 0)], strict=True):
        held[start:end] = True
        assert end - OVERLAP <= following
    assert not "".join(np.array(list(text))[~held]).strip()


# --- questions


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A made-up shared folder: six documents, a question for one of them, two passages."""
    folder = tmp_path / "shared"
    made.write_documents(folder / "corpus", made.DOCUMENTS)
    made.write_documents(folder / "corpus" / "export_format", {"另一种格式.txt": FINE})
    natural = [
        {"id": "1", "type": "fact", "question": "临江市没装用水计量设施怎么办？", "quotes": [FINE]},
        {"id": "2", "type": "list", "question": "养犬要办什么证？", "quotes": ["养犬登记证"]},
        {"id": "3", "type": "no", "question": "谁是市长？", "answerable": False},
    ]
    stard = [{"id": str(i), "question": f"第{i}问？", "quotes": ["问"]} for i in range(60)]
    passages = [
        {"id": "P1", "title": "犬 \n只", "text": "携犬出户应当使用犬绳。"},
        {"id": "P2", "title": "", "text": "重点路段安装自适应信号灯。"},
        {"id": "P2", "title": "", "text": "重点路段安装自适应信号灯。"},
    ]
    queries = [
        {"id": "q1", "text": "自适应信号灯", "kind": "heading"},
        {"id": "q2", "text": "犬绳" * LONGEST_QUERY, "kind": "long"},
        {"id": "q3", "text": "没有答案"},
    ]
    _rows(folder / "eval/natural_dev.jsonl", natural)
    _rows(folder / "eval/stard_train.jsonl", stard)
    _rows(folder / "eval/clir/corpus.jsonl", passages)
    _rows(folder / "eval/clir/queries.jsonl", queries)
    qrels = "query-id\tcorpus-id\tscore\nq1\tP2\t1\nq2\tP1\t1\nq3\tP1\t0\n"
    (folder / "eval/clir/qrels.tsv").write_text(qrels, "utf-8")
    return folder


def _rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")


def test_answerable_questions_are_taken(shared: Path) -> None:
    found = load_set("natural_dev", shared)
    assert [q.id for q in found.questions] == ["1", "2"]
    assert found.questions[0] == Case("1", "fact", "临江市没装用水计量设施怎么办？", quotes=(FINE,))
    assert (found.available, found.squeezed) == (2, False)


def test_only_what_no_model_was_trained_on_is_asked(shared: Path) -> None:
    asked = [f"{word}{i}？" for i in range(300) for word in ("ＡＢ", "谁可以成为个体工商户")]
    assert [held_back(q) for q in asked] == [recipe.held_back(recipe.fold(q)) for q in asked]
    found = load_set("stard", shared)
    trained = {row["id"] for row in recipe.stard(shared)}
    assert {q.id for q in found.questions} == {str(i) for i in range(60)} - trained
    assert found.squeezed and 10 < len(found.questions) < 30


def test_passage_sets_ask_for_documents(shared: Path, tmp_path: Path) -> None:
    found = load_set("clir", shared)
    first, second = found.questions
    assert (first.documents, first.type, second.documents) == (("P2.txt",), "heading", ("P1.txt",))
    assert len(second.question) == LONGEST_QUERY
    assert write_corpus(shared / "eval/clir/corpus.jsonl", tmp_path / "texts") == 3
    texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "texts").iterdir()}
    assert texts == {
        "P1.txt": "犬 只\n携犬出户应当使用犬绳。\n",
        "P2.txt": "文件\n重点路段安装自适应信号灯。\n",
    }


def test_the_sets_that_ship_hold_places(tmp_path: Path) -> None:
    for name in ("everyday_test", "corpus_dev", "corpus_test"):
        found = load_set(name, tmp_path, 7)
        assert len(found.questions) == 7 < found.available
        assert all(q.evidence and not q.quotes for q in found.questions)


def test_a_set_goes_to_another_process_and_back() -> None:
    places = (Place("a", 1, 2), Place("b", 3, 4))
    asked = Case("1", "x", "问\u2028", quotes=("引",), evidence=places, documents=("c",))
    found = QuestionSet("n", "corpus", "…", (asked,), 9, True)
    assert read_set(dump_set(found)) == found


def test_a_sample_is_spread_evenly() -> None:
    questions = [Case(str(i), "", "问") for i in range(10)]
    assert [q.id for q in thin(questions, 4)] == ["0", "2", "5", "7"]
    assert thin(questions, 0) == thin(questions, 99) == tuple(questions)


def test_wrong_names_and_missing_files_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no question set 'x'; choose among natural_dev"):
        load_set("x", tmp_path)
    with pytest.raises(NotFoundError, match=r"qrels\.tsv' is missing"):
        load_set("clir", tmp_path)
    with pytest.raises(UsageError, match="no system 'x'; choose among wenju"):
        system_info("x")


# --- systems


@pytest.fixture
def jieba(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs of characters for words: jieba itself is not among the development tools."""

    def lcut(text: str) -> list[str]:
        return [text[i : i + 2] for i in range(0, len(text), 2)] + list(text)

    module = SimpleNamespace(lcut=lcut, setLogLevel=lambda level: None)
    monkeypatch.setitem(sys.modules, "jieba", module)


@pytest.mark.parametrize("kind", ["faiss", "characters", "titled", "jieba"])
def test_an_alternative_finds_the_place(tmp_path: Path, jieba: None, kind: Kind) -> None:
    documents = made.write_documents(tmp_path / "documents", made.DOCUMENTS)
    made.write_documents(documents, {"left/out.txt": FINE, "空.txt": " \n"})
    count, chunks = build_plain(kind, documents, tmp_path / "index", ["left"])
    assert count == len(made.DOCUMENTS) < chunks
    system = open_system(kind, tmp_path / "index")
    assert isinstance(system, PlainSystem) and system.size == chunks
    hits = system.search("临江市 未安装用水计量设施的，由市水务部门责令限期改正？", 4)
    assert len(hits) == 4 and any(FINE in hit.text for hit in hits)
    for hit in hits:
        assert made.DOCUMENTS[hit.document][hit.start : hit.end] == hit.text
    assert len(system.search("节约用水", 1000)) <= chunks
    assert system.search("ก", 5) == []


def test_a_file_name_is_found_only_where_it_is_indexed(tmp_path: Path) -> None:
    documents = made.write_documents(
        tmp_path / "documents", {"犬/养犬.txt": "甲乙", "丙.txt": "丁"}
    )
    for kind, found in (("characters", []), ("titled", [Passage("犬/养犬.txt", 0, 2, "甲乙")])):
        build_system(kind, documents, tmp_path / kind, [])
        assert open_system(kind, tmp_path / kind).search("养犬", 5) == found


def test_jieba_is_asked_for_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(WenjuError, match="needs jieba: pip install jieba"):
        jieba_words()
    assert bench.main(["--shared", str(tmp_path), "--systems", "jieba"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_without_models_nothing_comes_from_a_model(library_index: Path, library: Engine) -> None:
    question = "临江市未安装用水计量设施怎么办？"
    shipped, words = (open_shipped(name, library_index) for name in ("wenju", "wenju-words"))
    assert any(hit.score.dense > 0 for hit in shipped.engine.search(question))
    found = words.engine.search(question, 100)
    assert found and all(h.score.dense == h.score.soft == h.score.reading == 0 for h in found)
    assert all(h.score.bm25 > 0 or h.score.structure > 0 for h in found)
    assert any(FINE in hit.text for hit in words.search(question, 3))
    reader = without_models(library.reader)
    assert not reader.dense.search(reader.embedder.encode_query(question), 5).size
    assert not reader.embedder.encode_passages(["甲"]).any()


# --- stages


def test_a_clock_counts_nested_work_once() -> None:
    now = iter(range(0, 1000))
    clock = Clock(lambda: float(next(now)))
    inner = Timed(SimpleNamespace(work=lambda: "done", other=3), clock, {"work": "inner"})
    assert inner.other == 3

    def outer() -> str:
        inner.work()
        return str(inner.work())

    # Ticks: outer starts 0, inner 1–2 and 3–4, outer ends 5: 5 in all, 2 of them inside.
    assert clock.call("outer", outer) == "done"
    assert dict(clock.spent) == {"inner": 2.0, "outer": 3.0}


def test_stages_are_parts_of_a_search(library_index: Path) -> None:
    asked = ["热身？", "", "临江市节约用水怎么管？", "养犬要登记吗？"]
    rows = measure_stages(library_index, asked)
    assert len(rows) == 2 and all(set(row) == set(STAGES) for row in rows)
    for row in rows:
        assert row["understand"] > 0 and row["bm25"] > 0 and row["fusion"] > 0
        assert row["reading"] <= row["whole"]


# --- processes and machine


def test_a_step_in_its_own_process_is_measured(tmp_path: Path) -> None:
    documents = made.write_documents(tmp_path / "documents", made.DOCUMENTS)
    build_plain("characters", documents, tmp_path / "index")
    cost, report = run_worker(["ask", "characters", str(tmp_path / "index"), "养犬登记"])
    assert 0 < report["hits"] <= 10
    assert 0 < cost.cpu_s and 0 < cost.wall_s and 10 < cost.peak_mb < 2000
    assert 0 < folder_mb(tmp_path / "index") < 5 < peak_mb()


def test_a_step_that_fails_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WenjuError, match="'ask nothing' failed with exit code 1"):
        run_worker(["ask", "nothing", str(tmp_path), "问"])
    assert "there is no system 'nothing'" in capfd.readouterr().err


def test_machine_and_code_are_named(tmp_path: Path) -> None:
    machine = describe_machine()
    assert machine.cores > 0 and machine.cpu and machine.packages["numpy"] == np.__version__
    assert commit_of(tmp_path)[0] in ("unknown", machine.commit)
    assert fingerprint(["wenju"]) == fingerprint(["wenju"]) != fingerprint(["plain"])
    assert fingerprint([], "ab", "c") != fingerprint([], "a", "bc")


# --- the run and its page


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Steps run in this process instead of one of their own; the names of those that ran."""
    ran: list[str] = []

    def here(arguments: Sequence[str], one_thread: bool = True) -> tuple[Cost, dict[str, Any]]:
        ran.append(" ".join(arguments[:2]))
        return Cost(2.0, 1.5, 100.0), worker.do_step(arguments)

    monkeypatch.setattr(plan, "run_worker", here)
    monkeypatch.setattr(bench, "_RESULTS", tmp_path / "results")
    return ran


def test_a_whole_run_and_a_second_one_that_repeats_nothing(
    shared: Path, tmp_path: Path, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "out" / "page.md"
    given = ["--shared", str(shared), "--work", str(tmp_path / "work"), "--out", str(page)]
    given += ["--sets", "natural_dev,clir", "--systems", "wenju,wenju-words,characters"]
    assert bench.main(given) == 0
    shown = capsys.readouterr().out
    assert shown.strip() == page.read_text("utf-8").strip()
    figures = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert markdown(figures) == page.read_text("utf-8")
    natural = figures["sets"]["natural_dev"]["systems"]
    assert natural["wenju"]["@5"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert natural["characters"]["wenju_minus"]["mean"] >= 0
    assert figures["sets"]["clir"]["systems"]["wenju"]["mrr@10"]["mean"] == 1.0
    # The folder that holds the same texts again is left out.
    assert figures["indexes"]["corpus"]["wenju"]["documents"] == len(made.DOCUMENTS)
    assert steps.count("build wenju") == steps.count("build characters") == 2
    assert steps.count("ask wenju") == 3
    before = len(steps)
    assert bench.main(given) == 0
    assert len(steps) == before
    assert bench.main([*given, "--sample", "1"]) == 0
    assert steps[before:].count("answer wenju") == 2 and "build wenju" not in steps[before:]


def test_a_stopped_run_goes_on(
    shared: Path, tmp_path: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["--shared", str(shared), "--work", str(tmp_path / "work"), "--sets", "natural_dev"]
    given += ["--systems", "characters,faiss"]
    working = plan.run_worker

    def stops(arguments: Sequence[str], one_thread: bool = True) -> tuple[Cost, dict[str, Any]]:
        if arguments[:2] == ["build", "faiss"]:
            (Path(arguments[2]) / "half").mkdir(parents=True)
            raise WenjuError("stopped")
        return working(arguments, one_thread)

    monkeypatch.setattr(plan, "run_worker", stops)
    assert bench.main(given) == 1
    monkeypatch.setattr(plan, "run_worker", working)
    assert bench.main(given) == 0
    assert steps.count("build characters") == steps.count("answer characters") == 1
    assert steps.count("build faiss") == 1
    # Neither a sample nor a choice of sets makes a page of this commit.
    assert not (tmp_path / "results").exists()


def test_an_index_that_is_given_is_not_built(
    shared: Path, tmp_path: Path, steps: list[str], library_index: Path
) -> None:
    given = ["--shared", str(shared), "--work", str(tmp_path / "work"), "--sets", "natural_dev"]
    given += ["--systems", "wenju-words", "--out", str(tmp_path / "page.md")]
    assert bench.main([*given, "--index", str(library_index)]) == 0
    assert not any(step.startswith("build") for step in steps)
    assert json.loads((tmp_path / "page.json").read_text("utf-8"))["indexes"] == {}
    assert bench.main([*given, "--index", str(tmp_path)]) == 3


def test_the_page_shows_what_was_measured() -> None:
    asked = (Case("1", "x", "问", quotes=("引",)), Case("2", "y", "问", quotes=("引",)))
    sets = [QuestionSet("made", "corpus", "made up", asked, 5)]
    ours = [Outcome("1", "x", (1,), 10.0), Outcome("2", "y", (5,), 30.0)]
    theirs = [Outcome("1", "x", (6,), 1.0), Outcome("2", "y", (None,), 3.0, "too long")]
    results = Results(
        {"made": {"wenju": ours, "faiss": theirs}},
        {"corpus": {"faiss": IndexCost(Cost(9.87, 6.54, 321.0), 45.0, 6, 1234)}},
        {"wenju": Cost(1.0, 0.9, 400.0)},
        [dict.fromkeys(STAGES, 4.0)],
    )
    systems = [system_info("wenju"), system_info("faiss")]
    machine = replace(describe_machine(), commit="abc1234", changed=True)
    page = markdown(make_figures(results, sets, systems, machine, "the command"))
    for line in (
        "# Benchmark of abc1234 with uncommitted changes",
        "Made up; 2 of 5, evenly spaced. Refused, and counted as found nothing: {'faiss': 1}.",
        "| wenju | 0.500 [0.000, 1.000] | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] "
        "| 0.600 [0.200, 1.000] |  |",
        "| faiss | 0.000 [0.000, 0.000] | 0.000 [0.000, 0.000] | 0.500 [0.000, 1.000] "
        "| 0.083 [0.000, 0.167] | +1.000 [+1.000, +1.000] |",
        "| @5 by type | x (1) | y (1) |",
        "| wenju | 20.0 | 29.0 |",
        "| corpus | faiss | 6 | 1,234 | 9.9 | 6.5 | 321 | 45 |",
        "| wenju | 1.00 | 0.90 | 400 |",
        "| one search | 4.0 | 4.0 |",
    ):
        assert line in page
    assert "the command" in page and machine.cpu in page


def test_only_a_whole_run_makes_a_page_of_the_commit(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: list[str]
) -> None:
    monkeypatch.setattr(bench, "SETS", ("natural_dev",))
    monkeypatch.setattr(bench, "NAMES", ("characters",))
    given = ["--shared", str(shared), "--work", str(tmp_path / "work")]
    assert bench.main([*given, "--sample", "1"]) == 0
    assert not (tmp_path / "results").exists()
    assert bench.main(given) == 0
    pages = sorted(path.suffix for path in (tmp_path / "results").iterdir())
    assert pages == [".json", ".md"]
    assert describe_machine().commit in next((tmp_path / "results").glob("*.md")).name


def test_every_system_is_described() -> None:
    assert NAMES[0] == "wenju" and len(set(NAMES)) == len(NAMES)
    assert all(system_info(name).about for name in NAMES)
    assert asdict(system_info("faiss"))["index"] == "faiss"
