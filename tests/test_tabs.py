"""The tabs 文件, 引文核对 and 设置 as HTML, and the routes behind them."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import made
import pytest
from hostile import payloads

from index.embed import BuiltinEmbedder
from rag.engine import Engine
from ui.app import App, OpenIndex
from ui.backstage import Backstage, open_backstage
from ui.catalog import SORTS, Catalog, View, catalog_of, parse_view
from ui.differences import differences
from ui.documents_html import document_html, table_html
from ui.escaping import escape
from ui.evaluation_html import run_html, set_label
from ui.evaluations import Finished, QuestionSet
from ui.jobs import Job
from ui.jobs_html import job_html
from ui.lookup_tab import check, cite
from ui.private import PrivateFolder
from ui.settings_html import settings_html
from ui.wording import LANGUAGES, WORDS

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</td></table><script>alert(1)</script>",
    "![x](http://example.com/x.png)[a](javascript:alert(1)) `c` **b**",
    '" onmouseover="alert(1)',
    "[1](#do-documents?document=x) $$\\href{javascript:alert(1)}{x}$$",
    "line\n\n<iframe src=//example.com></iframe>\n\n    code\x00\u202e",
)
LINKS = r"#do-(documents|jobs|evaluation|copy)\b|/(en/)?\?open=[0-9a-f]|/runs/run/report\.html"
ALLOWED = set(
    "p span b i a table caption thead tbody tr th td nav article section h3 h4 dl dt dd ul ol li br "
    "blockquote mark del ins details summary div progress sup".split()
)


class _Reader(HTMLParser):
    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def _assert_harmless(html: str) -> None:
    read = _Reader(html)
    assert set(read.tags) <= ALLOWED
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "style"]
    for name, value in read.attributes:
        if name in ("href", "src"):
            assert value and re.match(LINKS, value), value
    assert "\n" not in html  # a blank line would end the HTML block and start Markdown


@pytest.fixture(scope="module")
def backstage(library: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backstage]:
    index = OpenIndex(library.reader.folder)
    made_here = open_backstage(index, PrivateFolder(tmp_path_factory.mktemp("private")))
    yield made_here
    made_here.jobs.close()


# The catalogue


def test_views_survive_their_address_and_nonsense_is_left_out() -> None:
    for view in (
        View(),
        View(sought="公司 &=?#", family="条例", validity="现行有效", page=3),
        View(sort="published", down=True, page=9, document="0123456789abcdef", part="tree"),
        View(sort="passages", document="x", part="passages", at=40),
    ):
        assert parse_view(view.encode()) == view
    wild = parse_view("page=-1&at=99999999999999&sort=__class__&part=evil&down=yes&x=1&page=a")
    assert wild == View(at=1_000_000_000)
    assert parse_view("%ff%00&&==") == View()


def test_the_catalogue_finds_sorts_and_pages(library: Engine) -> None:
    catalog = catalog_of(library)
    cards = library.reader.records.cards
    assert [row.id for row in catalog.rows] == [card.id for card in cards]
    assert sum(row.passages for row in catalog.rows) == library.reader.size
    for sort in SORTS:
        up = catalog.select(View(sort=sort))
        down = catalog.select(View(sort=sort, down=True))
        assert {r.id for r in up} == {r.id for r in down} == {card.id for card in cards}
    dated = [row.published for row in catalog.select(View(sort="published")) if row.published]
    assert dated == sorted(dated) and len(dated) > 1
    found = catalog.select(View(sought="临江 节约用水"))
    assert found and all("临江" in row.title and "节约用水" in row.title for row in found)
    assert catalog.select(View(sought="没有这样的文件")) == ()
    for family in catalog.families:
        assert all(row.family == family for row in catalog.select(View(family=family)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_and_a_document_show_what_is_there(library: Engine, language: Any) -> None:
    catalog = catalog_of(library)
    html = table_html(catalog, View(), language)
    _assert_harmless(html)
    text = _Reader(html).text
    assert all(row.title in text for row in catalog.rows[:20])
    for row in catalog.rows:
        document = library.reader.records.document(row.number)
        for part in ("facts", "tree", "passages"):
            view = View(document=row.id, part=part)  # type: ignore[arg-type]
            shown = document_html(library.reader.records, row, view, "/en", language)
            _assert_harmless(shown)
            if part == "tree":
                labels = [s.label for s in document.sections if s.label and len(s.label) < 60]
                assert all(" ".join(x.split()) in _Reader(shown).text for x in labels[:400])
            if part == "facts":
                assert row.source in _Reader(shown).text


def test_pages_of_the_table_hold_every_document_once(library: Engine) -> None:
    row = catalog_of(library).rows[0]
    many = tuple(replace(row, number=n, id=f"{n:016x}", title=f"文件{n}号") for n in range(1, 96))
    catalog = Catalog(many, (), ())
    seen: list[str] = []
    for page in range(1, 6):
        html = table_html(catalog, View(page=page), "zh")
        seen += re.findall(r"文件\d+号", _Reader(html).text)
    assert seen == [row.title for row in many]
    assert table_html(catalog, View(page=99), "zh") == table_html(catalog, View(page=5), "zh")
    assert "没有符合的文件" in table_html(catalog, View(sought="没有"), "zh")


def test_hostile_documents_show_as_text(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    texts = {}
    for number, attack in enumerate(HOSTILE):
        name = re.sub(r"[/\x00\n]", "_", attack)[:60]
        body = f"{attack}管理办法\n\n第一条 为了{attack}，制定本办法。\n第二条 绿茶{attack}四月采摘。\n"
        texts[f"{name}{number}.txt"] = body
    engine = Engine.open(made.build(tmp_path, texts, builtin))
    catalog = catalog_of(engine)
    _assert_harmless(table_html(catalog, View(), "zh"))
    app = App(OpenIndex(engine.reader.folder), "zh")
    for row in catalog.rows:
        for part in ("facts", "tree", "passages"):
            view = View(document=row.id, part=part)  # type: ignore[arg-type]
            _assert_harmless(document_html(engine.reader.records, row, view, "", "zh"))
    for attack in HOSTILE:
        _assert_harmless(cite(app, f"第二条 绿茶{attack}五月采摘。"))
        _assert_harmless(cite(app, f"第二条 绿茶{attack}四月采摘。"))
        _assert_harmless(cite(app, attack, attack))
        file = {"source": attack, "outcome": "refused", "reason": attack, "change": "new"}
        file |= {"undecodable": 1, "chunks": 0, "sections": 0, "empty_pages": []}  # type: ignore[dict-item]
        for state in ("failed", "running"):
            job = Job("0", "add", attack, 2, state, attack, 1, 2, 1, attack)  # type: ignore[arg-type]
            _assert_harmless(job_html(job, [file, file | {"outcome": "partly"}], "en"))


def test_200_hostile_texts_are_text_at_every_place_of_the_tabs(
    library: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalog_of(library).rows[0]
    mean = {"mean": 1.0, "low": 1, "high": 1, "cases": 1}
    counts = {"cases": 1, "errors": 0, "measures": {"answer_match": mean}}
    for text in payloads():
        row = replace(known, title=text, source=text, document_number=text, issuer=text)
        row = replace(row, published=text, family=text, outcome="partly", reason=text)
        html = table_html(Catalog((row,), (), ()), View(), "zh")
        html += document_html(library.reader.records, row, View(document=text), "", "en")
        file = {"source": text, "outcome": "refused", "reason": text, "change": "new"}
        file |= {"undecodable": 1, "chunks": 0, "sections": 0, "empty_pages": []}  # type: ignore[dict-item]
        html += job_html(Job("0", "add", text, 2, "failed", message=text), [file], "zh")
        figures: dict[str, Any] = {"all": counts, "groups": {"type": {text: counts}}}
        figures["config"] = {"cases": {"name": text}, "index": {"documents": 1}}
        html += run_html(Finished("run", figures), "zh")
        html += escape(set_label(QuestionSet(Path("own") / "x", False, 1), "zh"))
        monkeypatch.setenv("WENJU_LLM_MODEL", text.replace("\x00", ""))
        monkeypatch.setenv("WENJU_LLM_BASE_URL", "http://127.0.0.1:1/v1")
        html += settings_html(library, None, "zh")
        _assert_harmless(html)


# The lookup


@pytest.mark.parametrize(
    ("given", "printed", "left", "right"),
    [
        ("年均增长8.7%、快于", "年均增长7.8%、快于", ["8.7%"], ["7.8%"]),
        ("应当 及时报告", "应当及时报告", [], []),
        ("ＡＢＣ条例", "ABC条例", [], []),
        ("不得少于三人", "少于三人", ["不得"], []),
        ("为三年", "每届为三年", [], ["每届"]),
    ],
)
def test_differences_are_marked_in_both_texts(
    given: str, printed: str, left: list[str], right: list[str]
) -> None:
    ours, theirs = differences(given, printed)
    assert "".join(text for text, _ in ours) == given
    assert "".join(text for text, _ in theirs) == printed
    assert [text for text, marked in ours if marked] == left
    assert [text for text, marked in theirs if marked] == right


def test_a_lookup_tells_verdict_difference_place_validity_and_references(
    seed_engine: Engine,
) -> None:
    app = App(OpenIndex(seed_engine.reader.folder), "zh")
    html = cite(app, "工业战略性新兴产业增加值年均增长8.7%、快于规上工业3.2个百分点")
    _assert_harmless(html)
    text = _Reader(html).text
    assert "与原文不同" in text and "期满 2026-01-01" in text and "晋政发〔2021〕17号" in text
    assert "<del>8&#46;7&#37;</del>" in html and "<ins>7&#46;8&#37;</ins>" in html
    named = cite(
        app, "《山西省“十四五”14个战略性新兴产业规划》提出：“增加值年均增长8.7%、快于规上工业”"
    )
    assert re.findall("<del>(.*?)</del>", named) == ["8&#46;7&#37;"]
    assert "山西省人民政府. 山西省人民政府关于印发" in text and "[A]" in text
    assert "新兴产业蓬勃发展" in text and "上下文" in text
    assert "现行有效" in _Reader(cite(app, "年均增长7.8%", "2022-06-30")).text
    assert "有这个出处" in _Reader(cite(app, "晋政发〔2021〕17号 一、（一）1")).text
    assert "未找到" in _Reader(cite(app, "火星殖民城市的电价由航天员自行商定")).text
    english = App(app.index, "en")
    assert 'href="/en/?open=' in cite(english, "年均增长7.8%").replace("&#47;", "/").replace(
        "&#63;", "?"
    ).replace("&#61;", "=")


def test_a_whole_text_is_proof_read_and_marked(seed_engine: Engine) -> None:
    app = App(OpenIndex(seed_engine.reader.folder), "zh")
    text = (
        "规划提出“工业战略性新兴产业增加值年均增长7.8%”，又说“增加值年均增长8.7%、快于规上工业”。\n"
        "另有“火星殖民城市的电价由航天员自行商定”之说。"
    )
    html = check(app, text)
    _assert_harmless(html)
    shown = _Reader(html).text
    assert "共3处引文和出处" in shown and "第2行" in shown
    marks = re.findall(r'<mark class="wj-(\w+)" title="(.*?)">', html)
    assert marks == [("good", "属实"), ("part", "与原文不同"), ("bad", "未找到")]
    assert html.count('<details class="wj-finding" open>') == 2  # what holds stays folded
    assert "没有找到引文或出处" in _Reader(check(app, "没有引号的一段话。")).text
    assert "请先输入文字" in _Reader(check(app, " ")).text
    assert "最多200000个字" in _Reader(check(app, "字" * 200_001)).text
    for attack in payloads()[::5]:
        _assert_harmless(check(app, f"他说“{attack}增加值年均增长7.8%”。{attack}"))


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        (" \n", "", "请先输入文字"),
        ("字" * 10_001, "", "文字有10001个字"),
        ("年均增长", "昨天", "“昨天”不是日期"),
        ("年均增长", "2024-13-01", "不是日期"),
    ],
)
def test_what_cannot_be_looked_up_is_said(
    seed_engine: Engine, text: str, day: str, said: str
) -> None:
    app = App(OpenIndex(seed_engine.reader.folder), "zh")
    assert said in _Reader(cite(app, text, day)).text


# Settings


def test_settings_name_models_index_and_who_gets_text(
    library: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WENJU_LLM_BASE_URL", raising=False)
    text = _Reader(settings_html(library, Path("/srv/wenju"), "zh")).text
    digest = library.reader.manifest.embedder["sha256"][:12]
    for told in (digest, str(library.reader.size), "没有设置", "/srv/wenju", "离线"):
        assert told in text
    assert "/srv" not in settings_html(library, None, "zh")
    for address, told in (
        ("https://llm.example.cn:8443/v1?key=secret", "llm.example.cn"),
        ("http://127.0.0.1:8000/v1", "在本机"),
        ("http://127.0.0.1.example.com/", "127.0.0.1.example.com"),
        ("https://user:secret@llm.example.cn/v1", "设置有误"),
    ):
        monkeypatch.setenv("WENJU_LLM_BASE_URL", address)
        monkeypatch.setenv("WENJU_LLM_MODEL", "某模型")
        monkeypatch.setenv("WENJU_LLM_API_KEY", "secret")
        shown = _Reader(settings_html(library, None, "zh")).text
        assert told in shown and "secret" not in shown
        assert ("在本机（" in shown) == (address == "http://127.0.0.1:8000/v1")


def test_all_words_have_both_languages_and_the_same_values() -> None:
    for key, (chinese, english) in WORDS.items():
        assert chinese.strip() and english.strip(), key
        assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", english)), key


# Routes


@pytest.fixture(scope="module")
def client(backstage: Backstage, library: Engine) -> Any:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from ui.routes import add_routes

    app = FastAPI()
    add_routes(app, OpenIndex(library.reader.folder), backstage)
    return TestClient(app)


OURS = {"x-wenju": "zh"}


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
