"""Other libraries in the benchmark: each finds the place, in the text of the documents and without a
network; what is not installed is told. A library that is not installed here skips its tests."""

import json
import os
import re
import socket
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import made
import pytest
from benched import FINE, QUESTION, run_steps_here, write_documents, write_rows

from eval.bench import __main__ as bench
from eval.bench import peers
from eval.bench.peers import PEER_NAMES, PEERS, build_peer, load_peer, missing_packages, peer_info
from eval.bench.peers.chunks import ChunkCounter, titled_hit
from eval.bench.plain import build_plain
from eval.bench.systems import open_system, system_info
from eval.gold import Passage
from eval.machine import describe_machine
from index.errors import UsageError, WenjuError

ROOT = Path(__file__).parent.parent


@pytest.fixture(params=PEER_NAMES)
def peer(request: pytest.FixtureRequest) -> str:
    """Each peer that is installed."""
    name = str(request.param)
    missing = missing_packages(peer_info(name))
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: {peers.INSTALL}")
    return name


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return write_documents(tmp_path / "documents")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A shared folder with the made documents and one question."""
    made.write_documents(tmp_path / "shared" / "corpus", made.DOCUMENTS)
    row = {"id": "1", "type": "fact", "question": QUESTION, "quotes": [FINE]}
    write_rows(tmp_path / "shared" / "eval" / "natural_dev.jsonl", [row])
    return tmp_path / "shared"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of the steps that ran, here instead of in a process of their own."""
    return run_steps_here(monkeypatch, tmp_path / "results")


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No package can be found."""

    def missing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(peers, "version", missing)


def test_a_peer_finds_the_place_and_reaches_for_no_network(
    peer: str, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[object] = []

    def refuse(*address: object) -> None:
        asked_for.append(address)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    counted = build_peer(peer, documents, tmp_path / peer, ["left"])
    assert counted == build_plain("characters", documents, tmp_path / "plain", ["left"])
    hits = open_system(peer, tmp_path / peer).search(QUESTION, 4)
    assert len(hits) == 4 and any(FINE in hit.text for hit in hits)
    for hit in hits:
        assert made.DOCUMENTS[hit.document][hit.start : hit.end] == hit.text
    assert asked_for == []


def test_a_peer_finds_a_document_by_its_title(peer: str, tmp_path: Path) -> None:
    texts = {"犬/养犬.txt": "甲乙", "丙.txt": "丁", "水/节水.txt": "戊己"}
    folder = made.write_documents(tmp_path / "documents", texts)
    assert build_peer(peer, folder, tmp_path / peer) == (3, 3)
    best = load_peer(peer).Opened(tmp_path / peer).search("养犬", 2)[0]
    assert best == Passage("犬/养犬.txt", 0, 2, "甲乙")


def test_a_run_beside_a_peer(peer: str, shared: Path, tmp_path: Path, steps: list[str]) -> None:
    page = tmp_path / "page.md"
    given = ["--shared", str(shared), "--work", str(tmp_path / "work"), "--out", str(page)]
    given += ["--systems", "wenju-words", "--peers", peer]
    assert bench.main(given) == 0
    figures = json.loads(page.with_suffix(".json").read_text("utf-8"))
    found = figures["sets"]["natural_dev"]["systems"]
    assert list(found) == ["wenju-words", peer]
    assert found[peer]["@5"]["mean"] == 1.0
    assert figures["missing"] == {}
    assert figures["query_cpu_ms"][peer]["p50"] > 0 and figures["query_wall_ms"][peer]["p95"] > 0
    assert figures["indexes"]["corpus"][peer]["documents"] == len(made.DOCUMENTS)
    assert figures["cold"][peer]["cpu_s"] == 1.5 and steps.count(f"ask {peer}") == 3
    assert system_info(peer).about in page.read_text("utf-8")
    before = len(steps)
    assert bench.main(given) == 0
    assert len(steps) == before


def test_all_peers_are_given_the_chunks_of_the_plain_alternatives(
    documents: Path, tmp_path: Path
) -> None:
    chunks = ChunkCounter(documents, ["left"], "made")
    given = list(chunks)
    assert (chunks.documents, chunks.chunks) == (len(made.DOCUMENTS), len(given))
    build_plain("titled", documents, tmp_path / "plain", ["left"])
    plain = open_system("titled", tmp_path / "plain").search("临江市", 1000)
    texts = {(chunk.source, chunk.start, chunk.end): chunk.text for chunk in given}
    assert plain and all(texts[hit.document, hit.start, hit.end] == hit.text for hit in plain)
    for chunk in given:
        assert made.DOCUMENTS[chunk.source][chunk.start : chunk.end] == chunk.text
        assert chunk.titled == f"{Path(chunk.source).stem}\n{chunk.text}"
        hit = titled_hit(chunk.source, chunk.start, chunk.end, chunk.titled)
        assert hit == Passage(chunk.source, chunk.start, chunk.end, chunk.text)


def test_what_is_not_installed_stands_in_the_page(
    shared: Path, tmp_path: Path, steps: list[str], nothing_installed: None
) -> None:
    given = ["--shared", str(shared), "--work", str(tmp_path / "work"), "--peers", "all"]
    assert bench.main(given) == 0
    # Beside all peers: natural_dev, wenju as shipped and without the reading model.
    name = describe_machine().commit
    pages = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert [re.sub("-changed", "", page) for page in pages] == [
        f"{name}-peers.json",
        f"{name}-peers.md",
    ]
    page = (tmp_path / "results" / pages[1]).read_text("utf-8")
    for peer in PEERS:
        needed = ", ".join(peer.packages)
        assert f"not installed: {peer.name} needs {needed}: pip install" in page
    assert {step.split()[1] for step in steps} == {"wenju", "wenju-unread"}


def test_a_peer_that_is_not_installed_says_so(nothing_installed: None, tmp_path: Path) -> None:
    with pytest.raises(WenjuError, match=r"txtai needs txtai, which is not installed: pip"):
        build_peer("txtai", tmp_path, tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_an_unknown_peer_is_refused_before_anything_is_built(
    shared: Path, tmp_path: Path, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match="no peer 'x'; choose among all, lancedb"):
        peer_info("x")
    assert bench.main(["--shared", str(shared), "--peers", "txtai,x"]) == 2
    assert capsys.readouterr().err.count("\n") == 1 and steps == []


def test_the_extra_holds_what_the_peers_need_and_all_of_it_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extra = {re.split("[>=]", line)[0] for line in project["optional-dependencies"]["peers"]}
    assert extra == {package for peer in PEERS for package in peer.packages}
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert extra <= {name.replace("_", "-") for name in pinned}


def test_telemetry_is_off_before_a_library_is_imported(
    peer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HAYSTACK_TELEMETRY_ENABLED", raising=False)
    load_peer(peer)
    assert os.environ["HAYSTACK_TELEMETRY_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"
