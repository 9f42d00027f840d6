"""The reading model: what it puts first, what it refuses, and that it runs without torch."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime")

from index.build import build_index
from index.checksums import CHECKSUMS
from index.embed import load_embedder
from index.errors import ModelError
from index.reader import open_index
from index.reading import GRAPH, TOKENIZER, ReadingModel

FOLDER = Path(__file__).parent.parent / "index" / "builtin" / "reading"

PASSAGES = [
    "劳动合同法 第十九条 劳动合同期限三个月以上不满一年的，试用期不得超过一个月。",
    "劳动合同法 第三十八条 用人单位未及时足额支付劳动报酬的，劳动者可以解除劳动合同。",
    "城市绿化条例 第二十条 任何单位和个人都不得擅自改变城市绿化用地性质。",
    "道路交通安全法 第九十一条 饮酒后驾驶机动车的，处暂扣六个月机动车驾驶证，并处罚款。",
]


@pytest.fixture(scope="module")
def model() -> ReadingModel:
    return ReadingModel.load(FOLDER)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "reading"))


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("老板拖着工资不发，我能走人吗？", 1),
        ("喝了酒开车被抓会怎么罚？", 3),
        ("新人刚进公司，先试着干多久才算转正？", 0),
        ("Can I lose my licence for drunk driving?", 3),
    ],
)
def test_everyday_words_find_the_passage(model: ReadingModel, question: str, best: int) -> None:
    assert int(np.argmax(model.scores(question, PASSAGES))) == best


def test_scores_do_not_depend_on_company_or_order(model: ReadingModel) -> None:
    question = "老板拖着工资不发怎么办"
    together = model.scores(question, PASSAGES)
    assert together.shape == (len(PASSAGES),)
    assert together.dtype == np.float32
    np.testing.assert_allclose(model.scores(question, PASSAGES[::-1])[::-1], together, atol=0.03)


def test_traditional_characters_read_like_simplified(model: ReadingModel) -> None:
    simplified = model.scores("喝了酒开车怎么罚", PASSAGES)
    traditional = model.scores("喝了酒開車怎麼罰", PASSAGES)
    np.testing.assert_allclose(traditional, simplified, atol=1e-4)


BAD_TEXTS = [
    "",
    " \n\t",
    "，。！？",
    "\ud800\udfff坏\ud800",
    "ꦲꦤ ไทย עברית",
    "\x00\ufffe",
    "长" * 1_000_000,
]
BAD = ["empty", "blank", "punctuation", "surrogates", "scripts", "controls", "1 MB"]


@pytest.mark.parametrize("text", BAD_TEXTS, ids=BAD)
def test_any_text_gives_finite_scores(model: ReadingModel, text: str) -> None:
    assert np.isfinite(model.scores(text, [*PASSAGES, text])).all()
    assert np.isfinite(model.scores("工资", [text])).all()


def test_nothing_to_read_scores_zero(model: ReadingModel) -> None:
    assert model.scores("工资", []).shape == (0,)
    assert model.scores("", PASSAGES).tolist() == [0.0] * len(PASSAGES)
    assert model.scores("工资", ["", "发工资"])[0] == 0.0


@pytest.mark.parametrize("name", [GRAPH, TOKENIZER])
def test_a_flipped_bit_is_refused(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ModelError, match="damaged or was exchanged"):
        ReadingModel.load(copy)


@pytest.mark.parametrize("name", [GRAPH, TOKENIZER, CHECKSUMS])
def test_a_missing_file_is_refused(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=name):
        ReadingModel.load(copy)


def test_a_file_the_checksums_do_not_list_is_refused(copy: Path) -> None:
    kept = [x for x in (copy / CHECKSUMS).read_text().splitlines() if GRAPH not in x]
    (copy / CHECKSUMS).write_text("\n".join(kept))
    with pytest.raises(ModelError, match=f"does not list {GRAPH}"):
        ReadingModel.load(copy)


def test_reading_needs_no_torch() -> None:
    program = (
        "import sys; from pathlib import Path; from index.reading import ReadingModel; "
        f"ReadingModel.load(Path({str(FOLDER)!r})).scores('工资', ['发工资']); "
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_shipped_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 30_000_000


def test_as_embedder_any_text_has_a_unit_or_zero_vector() -> None:
    embedder = load_embedder("builtin-large")
    vectors = embedder.encode_passages([*BAD_TEXTS, *PASSAGES])
    assert vectors.shape == (len(BAD_TEXTS) + len(PASSAGES), embedder.dim)
    assert vectors.dtype == np.float32
    for vector in [*vectors, *map(embedder.encode_query, BAD_TEXTS)]:
        assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5) or not vector.any()
    assert not vectors[0].any()
    assert vectors[-1].any()


def test_as_embedder_it_finds_by_meaning_and_holds_its_vectors_in_company() -> None:
    embedder = load_embedder("builtin-large")
    together = embedder.encode_passages(PASSAGES)
    assert int(np.argmax(together @ embedder.encode_query("喝了酒开车被抓会怎么罚？"))) == 3
    for text, vector in zip(PASSAGES, together, strict=True):
        # int8 scales are those of a batch: close, not equal.
        assert float(embedder.encode_passages([text])[0] @ vector) > 0.98


def test_an_index_with_its_vectors_opens_and_names_it(tmp_path: Path) -> None:
    (tmp_path / "工资规定.txt").write_text(
        "工资规定\n\n" + "\n".join(PASSAGES) + "\n", encoding="utf-8"
    )
    embedder = load_embedder("builtin-large")
    build_index([tmp_path / "工资规定.txt"], tmp_path / "index", embedder)
    reader = open_index(tmp_path / "index")
    assert (reader.embedder.name, reader.dense.dim) == ("builtin-large", embedder.dim)
    assert reader.manifest.embedder["sha256"] == embedder.sha256


def test_unpacked_it_is_a_plain_sentence_transformers_folder(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx of the extra train is not installed")
    sentence_transformers = pytest.importorskip("sentence_transformers")
    from index.builtin.unpack import unpack

    unpack(tmp_path / "plain")
    suffixes = {path.suffix for path in (tmp_path / "plain").rglob("*") if path.is_file()}
    assert suffixes <= {".json", ".safetensors", ".md"}
    plain = sentence_transformers.SentenceTransformer(str(tmp_path / "plain"), device="cpu")
    ours = load_embedder("builtin-large").encode_passages(PASSAGES)
    theirs = plain.encode(PASSAGES, normalize_embeddings=True)
    assert float((ours * theirs).sum(axis=1).min()) > 0.98


def test_a_damaged_model_is_not_unpacked(copy: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx of the extra train is not installed")
    from index.builtin.unpack import unpack

    with (copy / GRAPH).open("r+b") as file:
        file.seek(1000)
        file.write(b"\xff\x00\xff")
    with pytest.raises(ModelError):
        unpack(tmp_path / "plain", copy)
    assert not (tmp_path / "plain").exists()
