"""The routes of the chat: what the browser is told, in which order, and how much of it."""

import asyncio
import io
import json
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.engine import Engine
from rag.query import LONGEST_QUESTION
from rag.types import Answer, Citation
from ui.app import OpenIndex
from ui.demo import QUESTIONS
from ui.suggestions import suggestions
from ui.turns import LARGEST, answer_events, encode
from ui.wording import LANGUAGES, WORDS

FACT, LISTED, UNANSWERABLE = QUESTIONS
STATIC = Path(__file__).parent.parent / "ui/static"


def _client(index: OpenIndex) -> Any:
    for name, value in (("GRADIO_ANALYTICS_ENABLED", "False"), ("HF_HUB_OFFLINE", "1")):
        os.environ.setdefault(name, value)
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from ui.chat import add_routes

    app = FastAPI()
    add_routes(app, index)
    return TestClient(app)


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Any:
    return _client(OpenIndex(seed_index))


@pytest.fixture(scope="module")
def library_client(library_index: Path) -> Any:
    return _client(OpenIndex(library_index))


def _ask(client: Any, **body: Any) -> list[dict[str, Any]]:
    response = client.post("/chat/ask", json=body)
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def _of(events: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (found,) = (event for event in events if event["kind"] == kind)
    return found


def test_the_evidence_comes_before_the_answer_and_the_end_is_told(client: Any) -> None:
    events = _ask(client, question=FACT)
    kinds = [event["kind"] for event in events]
    assert kinds[:2] == ["asked", "evidence"] and kinds[-2:] == ["status", "done"]
    assert "line" in kinds and _of(events, "status")["status"] == "answered"


def test_a_citation_shows_its_quote_word_for_word_and_the_asked_value_apart(
    client: Any, seed_engine: Engine
) -> None:
    (cited,) = _of(_ask(client, question=FACT), "evidence")["citations"]
    text = seed_engine.reader.records.document(0).text
    quote = "".join(piece for kind, piece in cited["pieces"] if kind)
    assert quote == text[cited["start"] : cited["end"]]
    assert [piece for kind, piece in cited["pieces"] if kind == 2] == ["7.8%"]
    around = "".join(piece for _, piece in cited["pieces"]).strip("…")
    assert around in text and len(around) > len(quote) + 40
    assert cited["number"] == "晋政发〔2021〕17号" and cited["section"][-1].startswith("1.")
    assert cited["validity"]["status"] == "期满"


def test_listed_only_and_insufficient_are_told_as_such(client: Any) -> None:
    assert _of(_ask(client, question=LISTED), "status")["status"] == "listed_only"
    events = _ask(client, question=UNANSWERABLE)
    assert _of(events, "status")["status"] == "insufficient"
    evidence = _of(events, "evidence")
    assert evidence["nearest"] and not evidence["citations"]


def test_a_follow_up_is_asked_whole(client: Any) -> None:
    events = _ask(client, question="那半导体呢？", previous="新材料产业的发展重点是什么？")
    assert _of(events, "asked")["question"] == "半导体产业的发展重点是什么？"
    assert _of(events, "status")["status"] == "listed_only"


def test_only_markers_of_ours_become_numbers(seed_engine: Engine) -> None:
    answer = seed_engine.ask(FACT)
    forged = replace(answer, text=f"{answer.text}\n引用[1]，“别的”[7]，[[1]](#cite-1) <a>[1]</a>")
    events = list(answer_events(seed_engine.reader.records, forged))
    parts = [event["parts"] for event in events if event["kind"] == "line"]
    assert sum(isinstance(part, int) for line in parts for part in line) == 1
    assert all(isinstance(part, str) for part in parts[-1])


def test_a_turn_stays_small_however_much_is_cited(seed_engine: Engine) -> None:
    records = seed_engine.reader.records
    document = records.document(0)
    places = [(60 * i, 60 * i + 50) for i in range(40)] + [(0, len(document.text))]
    citations = tuple(
        Citation(
            i, records.cards[0], ("很长的章节名" * 30,) * 9, a, b, document.text[a:b], document.text
        )
        for i, (a, b) in enumerate(places, 1)
    )
    text = "\n".join(f"“{document.text[c.start : c.end]}”[{c.id}]" for c in citations)
    answer = Answer(FACT, "answered", text, citations, ("注意" * 300,) * 4)
    events = list(answer_events(records, answer))
    assert sum(len(encode(event)) for event in events) <= LARGEST
    shown = [p for e in events if e["kind"] == "line" for p in e["parts"] if isinstance(p, int)]
    assert len(shown) > 8 and set(range(1, 9)) <= set(shown)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"question": " \n"}, "empty"),
        ({"question": "长" * (LONGEST_QUESTION + 1)}, "too_long"),
        ({"question": "长" * 10_000}, "too_long"),
        ({"question": FACT, "filter": {"regions": ["火星"]}}, "bad_filter"),
        ({"question": FACT, "filter": {"as_of": "昨天"}}, "bad_filter"),
    ],
)
def test_a_mistake_has_words_of_its_own(client: Any, body: dict[str, Any], code: str) -> None:
    (*_, last) = _ask(client, **body)
    assert last["kind"] == "error" and last["code"] == code
    assert f"error.{code}" in WORDS


def test_malformed_requests_are_refused(client: Any) -> None:
    bad: list[Any] = [
        {},
        {"question": 5},
        {"question": "长" * 30_000},
        {"question": FACT, "filter": {"statuses": ["没有的"]}},
        {"question": FACT, "filter": {"documents": ["x"] * 99}},
        {"question": FACT, "filter": {"documents": [" "]}},
    ]
    for body in bad:
        assert client.post("/chat/ask", json=body).status_code == 422, body
    unread = client.post("/chat/ask", content=b"\xff{", headers={"content-type": "text/plain"})
    assert unread.status_code == 422 and unread.json()["code"] == "bad_request"
    assert client.get("/document/..%2f..%2fetc").status_code == 404
    assert client.get("/document/0123456789abcdef").json()["code"] == "no_document"


class _Broken:
    """An engine that fails at every question."""

    def __init__(self, engine: Engine):
        self.reader = engine.reader

    def ask(self, question: str, filter: Any = None) -> Answer:
        raise RuntimeError("disk gone")


def test_a_failure_is_told_in_words_and_logged(
    seed_engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    broken: Any = _Broken(seed_engine)
    client = _client(OpenIndex(seed_engine.reader.folder, lambda folder: broken))
    (*_, last) = _ask(client, question=FACT)
    assert last == {"kind": "error", "code": "failed"}
    assert "disk gone" in caplog.text


def test_a_filter_that_hides_a_better_answer_is_told(library_client: Any) -> None:
    question = "节约用水管理办法由哪个部门负责？"
    free = _ask(library_client, question=question)
    assert _of(free, "status")["status"] == "answered"
    assert not [event for event in free if event["kind"] == "hidden"]
    title = _of(free, "evidence")["citations"][0]["title"]
    other = _ask(library_client, question=question, filter={"documents": ["智慧交通"]})
    assert title in [place["title"] for place in _of(other, "hidden")["places"]]
    inside = _ask(library_client, question=question, filter={"documents": [title]})
    assert _of(inside, "hidden")["places"] == []


def test_validity_on_a_day_is_a_filter(client: Any) -> None:
    in_force = {"statuses": ["现行有效"], "as_of": "2026-06-30"}
    ended = _ask(client, question=FACT, filter=in_force)
    assert _of(ended, "status")["status"] == "insufficient"
    then = _ask(client, question=FACT, filter={**in_force, "as_of": "2023"})
    assert _of(then, "status")["status"] == "answered"
    (cited,) = _of(then, "evidence")["citations"]
    assert cited["validity"]["day"] == "2023-12-31"


def test_a_document_comes_whole_with_its_tree(client: Any, seed_engine: Engine) -> None:
    document = seed_engine.reader.records.document(0)
    found = client.get(f"/document/{document.id}").json()
    assert found["text"] == document.text
    sections = found["sections"]
    assert "".join(document.text[s[3] : s[5]] for s in sections) == document.text
    assert [s[2] for s in sections if s[0] == 2][:1] == ["一、“十三五”回顾"] or sections
    assert found["validity"]["status"] == "期满"
    assert any("半导体" in label for label in found["missing"])


def test_references_come_in_every_style_and_for_no_place_there_is_none(client: Any) -> None:
    (cited,) = _of(_ask(client, question=FACT), "evidence")["citations"]
    place = {name: cited[name] for name in ("document", "start", "end")}
    gone = {**place, "document": "0" * 16}
    found, none = client.post("/chat/references", json={"places": [place, gone]}).json()
    assert "[A]" in found["gbt7714"] and "晋政发〔2021〕17号" in found["legal"]
    assert found["plain"].startswith("《") and none == {}


def test_why_tells_the_parts_of_the_score(library_client: Any) -> None:
    question = "怎样浇灌绿地才不浪费？"
    hits = _of(_ask(library_client, question=question), "evidence")
    cited = (hits["citations"] or hits["nearest"])[0]
    place = {name: cited[name] for name in ("document", "start", "end")}
    found = library_client.post("/chat/why", json={"question": question, **place}).json()
    assert found["rank"] >= 1 and found["understood"].startswith("理解为")
    assert {name for name, _ in found["parts"]} >= {"soft", "dense"}


def test_choices_are_what_the_documents_offer(library_client: Any, library: Engine) -> None:
    found = library_client.get("/chat/choices").json()
    cards = library.reader.records.cards
    assert found["documents"] == len(cards)
    assert set(found["issuers"]) == {card.issuer for card in cards if card.issuer}
    assert "办法" in found["families"]
    titles = library_client.get("/chat/titles", params={"holding": "用水"}).json()
    assert titles and all("用水" in title for title in titles)


def test_suggestions_are_answered_by_the_documents_they_name(
    seed_engine: Engine, library: Engine
) -> None:
    assert suggestions(seed_engine) == QUESTIONS
    found = suggestions(library)
    assert 2 <= len(found) <= 4
    for question in found:
        answer = library.ask(question)
        assert answer.status == "answered" and answer.citations[0].card.title in question


def test_the_conversation_is_exported_whole(client: Any) -> None:
    import docx

    events = _ask(client, question=FACT)
    turn = {
        "question": FACT,
        "asked": "另问<b>",
        "status": "answered",
        "lines": [event["parts"] for event in events if event["kind"] == "line"],
        "notices": _of(events, "status")["notices"],
        "citations": _of(events, "evidence")["citations"],
    }
    made = {}
    for kind in ("md", "html", "docx"):
        response = client.post(f"/chat/export/{kind}", json={"turns": [turn]})
        assert response.status_code == 200, response.text
        made[kind] = response.content
    texts = [
        made["md"].decode().replace("\\", ""),
        made["html"].decode().replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">"),
        "\n".join(p.text for p in docx.Document(io.BytesIO(made["docx"])).paragraphs),
    ]
    for text in texts:
        for shown in (
            FACT,
            "7.8%、快于规上工业3.2个百分点",
            "另问<b>",
            "[1] 《",
            "规划期已满",
            "已回答",
        ):
            assert shown in text, shown
    assert "<b>" not in made["html"].decode() and "default-src 'none'" in made["html"].decode()
    assert client.post("/chat/export/exe", json={"turns": [turn]}).status_code == 422
    assert client.post("/chat/export/md", json={"turns": []}).status_code == 422


def test_answers_asked_at_once_reach_those_who_asked(seed_engine: Engine) -> None:
    questions = [
        FACT,
        LISTED,
        UNANSWERABLE,
        "新材料产业的发展重点是什么？",
        "这份规划的发文字号是什么？",
        "规划期是哪几年？",
        "建成了几个国家级重点实验室？",
        "目录里第三章是什么？",
    ]
    wanted = {q: seed_engine.ask(q).text for q in questions}
    client = _client(OpenIndex(seed_engine.reader.folder, lambda folder: seed_engine))

    async def all_at_once() -> list[str]:
        transport = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as asking:
            bodies = [{"question": question} for question in questions * 3]
            answers = await asyncio.gather(*(asking.post("/chat/ask", json=b) for b in bodies))
            return [answer.text for answer in answers]

    with ThreadPoolExecutor(1) as apart:  # a browser that is open has a loop in this thread
        answers = apart.submit(lambda: asyncio.run(all_at_once())).result()
    for question, told in zip(questions * 3, answers, strict=True):
        events = [json.loads(line) for line in told.splitlines()]
        assert _of(events, "asked")["question"] == question
        lines = [event["parts"] for event in events if event["kind"] == "line"]
        said = "\n".join(
            "".join(part if isinstance(part, str) else f"[{part}]" for part in line)
            for line in lines
        )
        assert said == wanted[question]


# Words


def test_every_word_stands_in_both_languages_with_the_same_values() -> None:
    assert LANGUAGES == ("zh", "en")
    for key, (zh, en) in WORDS.items():
        assert zh and en and set(re.findall(r"\{\w+\}", zh)) == set(re.findall(r"\{\w+\}", en)), key


def test_the_script_asks_for_no_word_that_is_not_there() -> None:
    for path in STATIC.glob("*.js"):
        for key in re.findall(r'\bsay\(\s*"([a-z_.0-9]+)"', path.read_text("utf-8")):
            assert key in WORDS, (path.name, key)


def test_the_script_never_parses_text_as_html() -> None:
    for path in STATIC.glob("*.js"):
        script = path.read_text("utf-8")
        for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert door not in script, (path.name, door)


def test_the_masthead_tells_of_an_index_that_is_rebuilt_or_gone(
    seed_index: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(seed_index, folder)
    client = _client(OpenIndex(folder))
    state = client.get("/chat/state").json()
    assert state["documents"] == 1 and state["present"] and not state["being_written"]
    (folder / "writing-0123").mkdir()
    assert client.get("/chat/state").json()["being_written"]
    shutil.rmtree(folder)
    state = client.get("/chat/state").json()
    assert not state["present"] and not state["being_written"]
    assert (
        _of(_ask(client, question=FACT), "status")["status"] == "answered"
    )  # what was read before


def test_an_index_is_swapped_under_the_page(library_index: Path, seed_engine: Engine) -> None:
    opened: list[Path] = []

    def open_engine(folder: Path) -> Any:
        opened.append(folder)
        return seed_engine if len(opened) == 1 else "the new one"

    folder = library_index.parent / "swapped"
    folder.mkdir()
    (folder / "CURRENT").write_text("one")
    index = OpenIndex(folder, open_engine)
    index.refresh()
    assert index.engine is seed_engine and len(opened) == 1
    (folder / "CURRENT").write_text("two")
    index.refresh()
    assert index.engine == "the new one"  # type: ignore[comparison-overlap]
    (folder / "CURRENT").unlink()
    assert not index.present and index.engine == "the new one"  # type: ignore[comparison-overlap]
