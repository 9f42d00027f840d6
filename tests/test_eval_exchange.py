"""Other tools' forms: BEIR in and out, TREC files that ir-measures reads to our figures, RAGChecker."""

import json
from pathlib import Path

import pytest

from eval.beir import beir_cases, export_beir, export_trec, write_corpus
from eval.cases import Case, Place
from eval.columns import read_columns
from eval.figures import run_figures
from eval.files import load_cases
from eval.ragchecker import export_ragchecker
from eval.rows import Row, Shown
from eval.run import ask_cases
from eval.template import EXAMPLES
from index.errors import NotFoundError, UsageError
from rag.engine import Engine

SETS = Path(__file__).parent.parent / "eval/sets"


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    corpus = [
        {"_id": "d1", "title": "养 犬", "text": "携犬出户应当使用犬绳。"},
        {"_id": "d2", "text": "信号灯。"},
    ]
    queries = [{"_id": "q1", "text": "遛狗要牵绳吗"}, {"_id": "q2", "text": "谁是市长"}]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    qrels = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td1\t0\n"
    (folder / "qrels/test.tsv").write_text(qrels, "utf-8")
    return folder


def test_a_beir_folder_becomes_documents_and_cases(beir: Path, tmp_path: Path) -> None:
    first, second = beir_cases(beir)
    assert first == Case("q1", "", "遛狗要牵绳吗", documents=("d1.txt", "d2.txt"), grades=(2, 1))
    assert not second.answerable and second.documents == ()
    assert write_corpus(beir / "corpus.jsonl", tmp_path / "documents") == 2
    text = (tmp_path / "documents/d1.txt").read_text("utf-8")
    assert text == "养 犬\n携犬出户应当使用犬绳。\n"
    assert (tmp_path / "documents/d2.txt").read_text("utf-8").startswith("文件\n")


def test_trec_qrels_are_read_too(beir: Path) -> None:
    (beir / "qrels/test.tsv").write_text("q1 0 d1 2\nq1 0 d2 1\n", "utf-8")
    assert beir_cases(beir)[0].grades == (2, 1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("queries.jsonl", "{}", "line 1 is no row of BEIR"),
        ("queries.jsonl", '{"_id": "1", "text": 5}', "line 1 is no row of BEIR"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\tyes", "line 2 is no qrel"),
    ],
)
def test_what_is_no_beir_is_named(beir: Path, name: str, content: str, said: str) -> None:
    (beir / name).write_text(content, "utf-8")
    with pytest.raises(UsageError, match=said):
        beir_cases(beir)


def test_missing_files_and_dangerous_ids_are_refused(beir: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"qrels\.tsv' is missing"):
        beir_cases(tmp_path)
    (beir / "corpus.jsonl").write_text('{"_id": "../../etc/x", "text": "字"}', "utf-8")
    with pytest.raises(UsageError, match="cannot be a file name"):
        write_corpus(beir / "corpus.jsonl", tmp_path / "documents")
    assert not (tmp_path.parent / "etc").exists()


def test_cases_over_an_index_become_beir_whose_gold_holds_the_quotes(
    seed_engine: Engine, tmp_path: Path
) -> None:
    reader = seed_engine.reader
    cases = load_cases(SETS / "shanxi_test.jsonl")
    documents, questions, judged = export_beir(cases, reader, tmp_path)
    assert (documents, questions) == (reader.size, len(cases))
    again = beir_cases(tmp_path)
    assert [case.question for case in again] == [case.question for case in cases]
    assert judged == sum(len(case.documents) for case in again) > 0
    rows = [
        json.loads(line) for line in (tmp_path / "corpus.jsonl").read_text("utf-8").splitlines()
    ]
    texts = {f"{row['_id']}.txt": row["text"] for row in rows}
    document = reader.records.document(0)
    for identity, text in texts.items():
        start, end = map(int, identity.removesuffix(".txt").rsplit("#", 1)[1].split("-"))
        assert document.text[start:end] == text
    by_id = {case.id: case for case in cases}
    whole = [(c, by_id[c.id]) for c in again if len(by_id[c.id].quotes) == 1 and c.documents]
    assert whole and all(
        "".join(texts[d] for d in c.documents).count(g.quotes[0][:2]) for c, g in whole
    )


def _row(case: Case, *hits: Shown) -> Row:
    return Row(case, "", hits=hits)


def test_ir_measures_computes_our_figures_from_the_exported_files(
    seed_engine: Engine, tmp_path: Path
) -> None:
    ir_measures = pytest.importorskip("ir_measures")
    source = seed_engine.reader.records.cards[0].source
    cases = [case for case in load_cases(SETS / "shanxi_dev.jsonl") if case.answerable][::12]
    cases += [
        Case("place", "", "产业集群", evidence=(Place(source, 1800, 2000), Place("none", 0, 9))),
        Case("documents", "", "产业集群", documents=("none", source), grades=(3, 1)),
    ]
    rows = list(ask_cases(seed_engine, cases))
    assert export_trec(rows, tmp_path) == len(cases)
    measures = {
        "mrr@10": ir_measures.RR @ 10, "ndcg@10": ir_measures.nDCG @ 10, "map": ir_measures.AP @ 10,
        "hit@5": ir_measures.Success @ 5,
    }  # fmt: skip
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.txt")))
    run = list(ir_measures.read_trec_run(str(tmp_path / "run.txt")))
    theirs = ir_measures.calc_aggregate(list(measures.values()), qrels, run)
    ours = run_figures(read_columns(rows))["all"]["measures"]
    for name, measure in measures.items():
        assert ours[name]["mean"] == pytest.approx(theirs[measure], abs=1e-9), name


def test_ragchecker_gets_query_gold_response_and_context(
    seed_engine: Engine, tmp_path: Path
) -> None:
    rows = list(ask_cases(seed_engine, EXAMPLES))
    assert export_ragchecker(rows, tmp_path / "checker.json") == 2  # those with a gold answer
    results = json.loads((tmp_path / "checker.json").read_text("utf-8"))["results"]
    first = results[0]
    assert set(first) == {"query_id", "query", "gt_answer", "response", "retrieved_context"}
    assert first["gt_answer"] == "7.8%" and "7.8%" in first["response"]
    assert first["retrieved_context"][0]["text"] == rows[0].hits[0].text
    assert export_ragchecker([], tmp_path / "none.json") == 0
    assert json.loads((tmp_path / "none.json").read_text("utf-8")) == {"results": []}
