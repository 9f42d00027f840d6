"""The routes behind the tabs: uploads, feedback, reports; who may change anything."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.engine import Engine
from ui.app import OpenIndex
from ui.backstage import Backstage, open_backstage
from ui.private import PrivateFolder

OURS = {"x-wenju": "zh"}


@pytest.fixture(scope="module")
def backstage(library: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backstage]:
    index = OpenIndex(library.reader.folder)
    made_here = open_backstage(index, PrivateFolder(tmp_path_factory.mktemp("private")))
    yield made_here
    made_here.jobs.close()


@pytest.fixture(scope="module")
def client(backstage: Backstage, library: Engine) -> Any:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from ui.routes import add_routes

    app = FastAPI()
    add_routes(app, OpenIndex(library.reader.folder), backstage)
    return TestClient(app)


def test_only_this_page_may_change_anything(client: Any, backstage: Backstage) -> None:
    id_ = "a" * 32
    for headers in ({}, OURS | {"sec-fetch-site": "cross-site"}):
        for path in (f"/uploads/{id_}?name=a.txt", f"/uploads/{id_}/index", "/feedback"):
            answer = client.post(path, content=b"x", headers=headers)
            assert answer.status_code == 403 and "本页面" in answer.json()["error"]
    assert not (backstage.private.incoming / id_).exists()
    assert not backstage.private.feedback.exists()


def test_uploads_are_taken_or_refused_in_the_language_of_the_page(
    client: Any, backstage: Backstage, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = "b" * 32
    taken = client.post(
        f"/uploads/{id_}", params={"name": "规划/《通知》.txt"}, content=b"x", headers=OURS
    )
    assert taken.json() == {"name": "规划/《通知》.txt"}
    monkeypatch.setattr("ui.uploads.LARGEST_UPLOAD", 10)
    big = client.post(f"/uploads/{id_}?name=a.txt", content=b"x" * 11, headers={"x-wenju": "en"})
    assert big.status_code == 413 and "larger than 50 MB" in big.json()["error"]
    assert client.post("/uploads/x?name=a.txt", content=b"x", headers=OURS).status_code == 400
    empty = client.post(f"/uploads/{'c' * 32}/index", headers=OURS)
    assert empty.status_code == 409 and "没有收到文件" in empty.json()["error"]


def test_a_server_for_reading_takes_nothing(library: Engine, tmp_path: Path) -> None:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from ui.routes import add_routes

    index = OpenIndex(library.reader.folder)
    app = FastAPI()
    reading = open_backstage(index, PrivateFolder(tmp_path), local=False, may_change=False)
    add_routes(app, index, reading)
    answer = TestClient(app).post(f"/uploads/{'d' * 32}?name=a", content=b"x", headers=OURS)
    assert answer.status_code == 403 and "只供查阅" in answer.json()["error"]


def test_feedback_is_kept_or_refused(client: Any, backstage: Backstage) -> None:
    said = {"question": "几月采摘？", "verdict": "missing", "status": "insufficient", "answer": ""}
    assert client.post("/feedback", json=said, headers=OURS).json() == {"kept": True}
    for body in (b"{", b"[" * 100_000, json.dumps(said | {"verdict": "x"}).encode()):
        answer = client.post("/feedback", content=body, headers=OURS)
        assert answer.status_code == 400 and "没有保存" in answer.json()["error"]
    large = client.post("/feedback", content=b"x" * 300_000, headers=OURS)
    assert large.status_code == 400 and "太长" in large.json()["error"]
    lines = backstage.private.feedback.read_text("utf-8").splitlines()
    assert len(lines) == 1 and json.loads(lines[0])["question"] == "几月采摘？"


def test_feedback_names_documents_as_question_sets_do(
    client: Any, backstage: Backstage, library: Engine, tmp_path: Path
) -> None:
    from eval.feedback import feedback_cases

    card = library.reader.records.cards[0]
    document = library.reader.records.document(0)
    cited = [
        {"document": card.id, "section": [], "start": 3, "end": 12, "quote": "another"},
        {"document": "gone", "section": [], "start": 0, "end": 4, "quote": "原来的话"},
    ]
    said = {"question": "问", "verdict": "helpful", "status": "answered", "citations": cited}
    assert client.post("/feedback", json=said, headers=OURS).json() == {"kept": True}
    line = backstage.private.feedback.read_text("utf-8").splitlines()[-1]
    kept = json.loads(line)["citations"]
    assert (kept[0]["document"], kept[0]["quote"]) == (card.source, document.text[3:12])
    assert (kept[1]["document"], kept[1]["quote"]) == ("gone", "原来的话")
    (tmp_path / "one.jsonl").write_text(line + "\n", "utf-8")
    (case,) = feedback_cases(tmp_path / "one.jsonl")
    assert case.documents[0] == card.source  # type: ignore[union-attr]


def test_reports_are_found_by_name_alone(client: Any, backstage: Backstage) -> None:
    run = backstage.private.runs / "20260101-000000-a"
    run.mkdir()
    (run / "report.html").write_text("<p>好</p>", "utf-8")
    (backstage.private.root / "report.html").write_text("secret", "utf-8")
    assert client.get(f"/runs/{run.name}/report.html").text == "<p>好</p>"
    for name in ("..", "%2e%2e", ".", "x", "..%2f..", "%00"):
        assert client.get(f"/runs/{name}/report.html").status_code == 404, name
