"""The built-in model: what its vectors mean, what it refuses, and that it is read without torch."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.builtin.recipe.everyday import replace
from index.builtin.recipe.export import quantise
from index.builtin.recipe.pairs import Bags, gather
from index.errors import ModelError
from index.static import StaticModel

FOLDER = Path(__file__).parent.parent / "index" / "builtin" / "static"

SENTENCES = [
    "强化企业科技创新主体地位，加大研发经费投入。",
    "今年老百姓的收入涨了多少？",
    "The employer shall pay overtime wages.",
    "新型基础设施 ５Ｇ 网络 2025年",
]


@pytest.fixture(scope="module")
def model() -> StaticModel:
    return StaticModel.load(FOLDER)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "static"))


def similarity(model: StaticModel, first: str, second: str) -> float:
    one, two = model.encode([first, second])
    return float(one @ two)


def slow_encode(model: StaticModel, text: str) -> np.ndarray:
    """The definition, token by token: unit vectors times weights, summed, made a unit vector."""
    ids, _ = model.tokenize([text])
    total = np.zeros(model.dim, dtype=np.float64)
    for token in ids:
        one = np.array([token], dtype=np.uint16)
        total += model.vectors(one)[0].astype(np.float64) * float(model.weights(one)[0])
    length = np.linalg.norm(total)
    return total / length if length else total


def test_shape_and_names(model: StaticModel) -> None:
    assert model.name == "builtin"
    assert model.vocab_size <= 65_536  # ids are uint16
    assert len(model.sha256) == 64
    vectors = model.encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), model.dim)
    assert vectors.dtype == np.float32


def test_the_folder_stays_small() -> None:
    assert (FOLDER / "model.safetensors").stat().st_size < 14_000_000
    assert (FOLDER / "tokenizer.json").stat().st_size < 3_500_000


def test_vectors_are_weighted_means_of_token_vectors(model: StaticModel) -> None:
    texts = [*SENTENCES, "", "。", SENTENCES[0] * 3]
    expected = np.stack([slow_encode(model, text) for text in texts])
    np.testing.assert_allclose(model.encode(texts), expected, atol=1e-5)


def test_many_texts_give_the_vectors_of_each_alone(model: StaticModel) -> None:
    texts = [f"第{number}条 {SENTENCES[number % 4]}" * (number % 7) for number in range(3_000)]
    together = model.encode(texts)
    for number in (0, 1, 6, 1_023, 2_047, 2_048, 2_999):
        np.testing.assert_allclose(together[number], model.encode([texts[number]])[0], atol=1e-6)


def test_token_ids_join_to_the_text(model: StaticModel) -> None:
    ids, offsets = model.tokenize(["资金", "", "资金投入增长"])
    assert ids.dtype == np.uint16
    assert offsets.tolist()[:3] == [0, 1, 1]
    assert offsets[-1] == len(ids)


def test_nothing_to_tokenise_is_an_empty_answer(model: StaticModel) -> None:
    ids, offsets = model.tokenize([])
    assert len(ids) == 0
    assert offsets.tolist() == [0]
    assert model.encode([]).shape == (0, model.dim)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t　",
        "。，、；：？！（）《》——……",
        "\x00\u200b\ufeff",
        "हिन्दी",
        "한국어",
        "🙂🙃",
        "\ud800",
        "\udfff。",
    ],
)
def test_text_without_known_tokens_gives_a_zero_vector(model: StaticModel, text: str) -> None:
    assert not model.encode([text]).any()


@pytest.mark.parametrize(
    "text",
    [
        "资金\ud800投入",
        "资金हिन्दी投入",
        "Ａｌｌ　ｆｕｌｌ　ｗｉｄｔｈ",
        "资金投入和产业发展。" * 35_000,  # 1 MB in UTF-8
        "增" * 350_000,
        "x" * 1_000_000,
        "龘龖龗厵",
    ],
)
def test_odd_texts_give_unit_or_zero_vectors(model: StaticModel, text: str) -> None:
    length = float(np.linalg.norm(model.encode([text])[0]))
    assert length == 0 or length == pytest.approx(1, abs=1e-5)


def test_every_character_of_the_basic_plane_can_be_tokenised(model: StaticModel) -> None:
    texts = [chr(code) for code in range(0x10000)]
    lengths = np.linalg.norm(model.encode(texts), axis=1)
    assert np.all((lengths == 0) | (np.abs(lengths - 1) < 1e-5))
    common = [chr(code) for code in range(0x4E00, 0x9FA6) if _in_gb2312(chr(code))]
    assert np.linalg.norm(model.encode(common), axis=1).mean() > 0.98


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def test_a_lone_surrogate_changes_no_other_word(model: StaticModel) -> None:
    np.testing.assert_allclose(
        model.encode(["资金 \ud800 投入"]), model.encode(["资金 投入"]), atol=1e-6
    )


def test_width_and_case_do_not_matter(model: StaticModel) -> None:
    np.testing.assert_array_equal(model.encode(["５Ｇ网络 GDP"]), model.encode(["5g网络 gdp"]))


def test_token_vectors_are_unit_rows_and_weights_tell_words_apart(model: StaticModel) -> None:
    ids, _ = model.tokenize(["的 是 和 半导体 光刻 养老金"])
    np.testing.assert_allclose(np.linalg.norm(model.vectors(ids), axis=1), 1, atol=1e-5)
    weights = model.weights(ids)
    assert weights[:3].max() < weights[3:].min()


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        # everyday words ↔ official words, from the word list of the recipe
        ("钱", "资金", "道路"),
        ("公司", "企业", "气候"),
        ("涨", "增长", "会议"),
        ("看病", "医疗", "财政"),
        ("老百姓", "居民", "设备"),
        ("房子", "住宅", "税收"),
        (
            "打工的人没拿到工钱怎么办",
            "用人单位应当按时足额支付劳动者工资。",
            "城市道路照明设施应当定期维护。",
        ),
        (
            "家里老人谁来照顾",
            "发展居家社区养老服务，健全养老服务体系。",
            "推进集成电路产业补链强链。",
        ),
        (
            "空气变好了没有",
            "细颗粒物浓度下降，空气质量优良天数比例提高。",
            "加强档案管理和保密工作。",
        ),
        ("年轻人毕业了去哪找活干", "促进高校毕业生就业，开发就业岗位。", "加强水库大坝安全监测。"),
        # everyday words that stand in no list
        ("骗子", "诈骗", "绿化"),
        ("砍树", "采伐", "证券"),
        ("房租", "租金", "煤炭"),
        ("退货", "退还", "林业"),
        ("学费", "收费", "水库"),
        # English ↔ Chinese
        ("wages", "工资", "森林"),
        ("drug", "药品", "桥梁"),
        ("company", "公司", "洪水"),
        (
            "The employer shall pay wages on time.",
            "用人单位应当按时支付工资。",
            "机动车应当定期检验。",
        ),
        ("protection of personal information", "个人信息保护", "渔业资源增殖"),
        ("maternity leave for women workers", "女职工产假", "矿产资源开采"),
    ],
)
def test_meaning_stands_above_the_unrelated(
    model: StaticModel, asked: str, right: str, wrong: str
) -> None:
    assert similarity(model, asked, right) > similarity(model, asked, wrong) + 0.1


def test_a_question_finds_its_clause_among_neighbours(model: StaticModel) -> None:
    clauses = [
        "到2025年，新能源汽车产业营业收入达到1000亿元。",
        "光伏产业链条进一步完善，电池转换效率提高。",
        "建设国家级文化产业示范园区，推动文旅融合。",
        "深化职业教育改革，培养高技能人才。",
        "完善最低生活保障制度，加大困难群众救助力度。",
    ]
    for question, place in [
        ("电动车公司能赚多少钱", 0),
        ("太阳能发电", 1),
        ("穷人怎么帮", 4),
        ("vocational training for skilled workers", 3),
    ]:
        scores = model.encode(clauses) @ model.encode([question])[0]
        assert int(scores.argmax()) == place, question


def test_equal_to_sentence_transformers(model: StaticModel) -> None:
    library = pytest.importorskip(
        "sentence_transformers", reason="sentence-transformers is an extra"
    )
    texts = [*SENTENCES, "", "。！？", "हिन्दी 资金", SENTENCES[0] * 200]
    theirs = library.SentenceTransformer(str(FOLDER), device="cpu").encode(texts)
    np.testing.assert_allclose(model.encode(texts), theirs, atol=1e-5)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_one_flipped_bit_is_refused(copy: Path, name: str, place: float) -> None:
    content = bytearray((copy / name).read_bytes())
    content[int(place * len(content))] ^= 1
    (copy / name).write_bytes(bytes(content))
    with pytest.raises(ModelError, match=f"{name}.*damaged"):
        StaticModel.load(copy)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "SHA256SUMS"])
def test_a_missing_file_is_refused(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=name):
        StaticModel.load(copy)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        StaticModel.load(tmp_path / "nowhere")


@pytest.mark.parametrize("listing", ["", "no checksum\n", "00 model.safetensors\n", "a\n", "\xff"])
def test_a_broken_checksum_list_is_refused(copy: Path, listing: str) -> None:
    (copy / "SHA256SUMS").write_bytes(listing.encode("latin-1"))
    with pytest.raises(ModelError):
        StaticModel.load(copy)


def test_an_exchanged_tokenizer_with_right_checksum_is_refused(copy: Path) -> None:
    (copy / "tokenizer.json").write_text("{}", encoding="utf-8")
    sums = [
        f"{hashlib.sha256((copy / name).read_bytes()).hexdigest()}  {name}"
        for name in ("model.safetensors", "tokenizer.json")
    ]
    (copy / "SHA256SUMS").write_text("\n".join(sums) + "\n", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        StaticModel.load(copy)


def test_the_reader_needs_neither_torch_nor_transformers() -> None:
    program = (
        "import sys; from pathlib import Path; from index.static import StaticModel;"
        f"StaticModel.load(Path({str(FOLDER)!r})).encode(['资金投入']);"
        "print(sorted({name.split('.')[0] for name in sys.modules}"
        " & {'torch', 'transformers', 'sentence_transformers', 'jieba', 'scipy', 'faiss'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER.parents[2],
    )
    assert done.stdout.strip() == "[]"


def test_recipe_gathers_the_ranges_it_is_asked_for() -> None:
    rng = np.random.default_rng(0)
    ids = rng.integers(1, 1_000, 500).astype(np.uint16)
    starts = rng.integers(0, 400, 60)
    ends = starts + rng.integers(-5, 90, 60)  # an end before its start is an empty range
    found = gather(ids, starts, ends, ranges=3)
    assert len(found) == 20
    for text in range(20):
        expected = [
            token
            for part in range(3 * text, 3 * text + 3)
            for token in ids[starts[part] : max(starts[part], ends[part])]
        ]
        assert found.ids[found.offsets[text] : found.offsets[text + 1]].tolist() == expected


def test_recipe_changes_official_words_of_queries_only_where_listed() -> None:
    queries = Bags(np.array([5, 9, 5, 7, 9], np.uint16), np.array([0, 2, 2, 5]))
    changed = replace(queries, {9: [[1, 2, 3]]}, share=1.0, chance=np.random.default_rng(0))
    assert changed.ids.tolist() == [5, 1, 2, 3, 5, 7, 1, 2, 3]
    assert changed.offsets.tolist() == [0, 4, 4, 9]
    unchanged = replace(queries, {9: [[1]]}, share=0.0, chance=np.random.default_rng(0))
    assert unchanged.ids.tolist() == queries.ids.tolist()


def test_recipe_quantisation_keeps_directions() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 192)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[0] = 0
    whole, scales = quantise(rows)
    assert whole.dtype == np.int8
    assert scales[0] == 0
    cosines = ((whole * scales[:, None]) * rows).sum(axis=1)[1:]
    assert cosines.min() > 0.9995
