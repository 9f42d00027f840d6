"""Reading again: the stretch that is read, and the order by two voices."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embed import BuiltinEmbedder
from index.errors import ModelError
from index.reader import open_index
from rag.crossencoder import CrossEncoderReranker
from rag.engine import Engine
from rag.query import parse_query
from rag.reread import WIDTH, Ranking, nearest_stretches, passages_to_read, read_again
from rag.retrieve import Retriever
from rag.types import Score
from rag.weights import RetrievalConfig
from ui.cli import main

QUESTION = "用水单位违反规定怎么罚款"
FILL = "各有关部门应当按照职责分工，加强组织领导，认真抓好落实，确保各项任务按时完成。"


class Fake:
    """A reranker that gives what it is told and remembers what it read."""

    name = "fake"

    def __init__(self, scores: Sequence[float]):
        self.given, self.read = list(scores), list[str]()

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        assert question == QUESTION
        self.read = list(passages)
        return np.array(self.given[: len(passages)], np.float32)


def ranked(totals: Sequence[float]) -> Ranking:
    """Passages 0, 1, 2 … with these totals, not read yet."""
    zeros = np.zeros(len(totals), np.float32)
    parts = {field.name: zeros.copy() for field in fields(Score)}
    parts["total"] = np.array(totals, np.float32)
    return Ranking(np.arange(len(totals)), parts)


def rows(ranking: Ranking) -> list[tuple[int, Score]]:
    """(passage, score) of every row."""
    return [(int(n), ranking.score(row)) for row, n in enumerate(ranking.numbers)]


@pytest.mark.parametrize("length", [0, 1, WIDTH, WIDTH + 22, WIDTH + 23, 300, 2000])
def test_a_stretch_is_a_piece_of_its_text_and_short_texts_are_whole(
    builtin: BuiltinEmbedder, length: int
) -> None:
    text = (FILL * 60)[:length]
    (stretch,) = nearest_stretches(builtin.model, "组织领导", [text])
    assert stretch in text
    assert len(stretch) == min(length, WIDTH) or (stretch == text and length < WIDTH + 30)


@pytest.mark.parametrize("place", [0, 3, 9, 17, 30])
@pytest.mark.parametrize("words", ["犬绳长度不超过一点五米", "Dogs need a leash of 1.5 metres"])
def test_the_stretch_that_is_read_holds_the_words_asked_for(
    builtin: BuiltinEmbedder, place: int, words: str
) -> None:
    parts = [FILL] * 31
    parts[place] = f"{words}。"
    text = "".join(parts)
    (stretch,) = nearest_stretches(builtin.model, words, [text])
    assert words in stretch and stretch in text


def test_each_text_has_a_stretch_of_its_own(builtin: BuiltinEmbedder) -> None:
    texts = ["", "短", FILL * 20, FILL * 10 + "犬绳" + FILL * 10, "\ud800" * 400, "\n" * 400]
    found = nearest_stretches(builtin.model, "犬绳", texts)
    assert len(found) == len(texts)
    assert all(stretch in text for stretch, text in zip(found, texts, strict=True))
    assert found[:2] == texts[:2] and "犬绳" in found[3]
    assert nearest_stretches(builtin.model, "犬绳", texts[3:4]) == [found[3]]


def test_a_passage_is_read_under_its_title_and_heading(library: Engine) -> None:
    hit = library.search("电子站牌")[0]
    (text,) = passages_to_read(library.reader, parse_query("电子站牌"), [hit.number])
    title, heading, stretch = text.split("\n", 2)
    assert title == hit.card.title
    assert hit.chunk.path[-1].startswith(heading) and stretch in hit.chunk.text


TOTALS = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]


@pytest.mark.parametrize(
    ("scores", "weight", "order"),
    [
        ([0, 1, 2, 3], 1000.0, [3, 2, 1, 0]),  # the model alone
        ([0, 1, 2, 3], 0.0, [0, 1, 2, 3]),  # the search alone
        ([5, 5, 5, 5], 1.0, [0, 1, 2, 3]),  # a model without opinion
        ([0, 0, 0, 9], 1.0, [0, 3, 1, 2]),  # one loud word
        ([0, 0, 0, 9], 2.0, [3, 0, 1, 2]),
        ([-1, -9, -2, -3], 1.0, [0, 2, 3, 1]),
    ],
)
def test_the_first_are_ordered_by_both_voices_and_the_rest_stays(
    library: Engine, scores: list[float], weight: float, order: list[int]
) -> None:
    fake = Fake(scores)
    before = ranked(TOTALS)
    again = rows(read_again(library.reader, fake, parse_query(QUESTION), before, 4, weight))
    assert [number for number, _ in again] == [*order, 4, 5]
    assert again[4:] == rows(before)[4:]
    assert len(fake.read) == 4
    assert [score.reading for _, score in again] == [*(scores[i] for i in order), 0, 0]
    totals = [score.total for _, score in again]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize("first", [0, 1])
def test_fewer_than_two_passages_are_not_read(library: Engine, first: int) -> None:
    fake = Fake([])
    query = parse_query(QUESTION)
    for before, count in ((ranked(TOTALS), first), (ranked(TOTALS[:1]), 9)):
        assert rows(read_again(library.reader, fake, query, before, count, 1)) == rows(before)
    assert fake.read == []


def test_equal_totals_leave_the_word_to_the_model(library: Engine) -> None:
    query, equal = parse_query(QUESTION), ranked([0.5] * 3)
    again = rows(read_again(library.reader, Fake([1, 3, 2]), query, equal, 3, 1.0))
    assert [number for number, _ in again] == [1, 2, 0]
    assert all(np.isfinite(score.total) for _, score in again)


def test_a_reranker_given_by_the_user_reads_in_a_search(library_index: Path) -> None:
    reader = open_index(library_index)
    config = RetrievalConfig(read=5, worth_reading=1, reading=1000.0)
    query = parse_query(QUESTION)
    plain = [n for n, *_ in Retriever(reader, RetrievalConfig(read=0)).ranking(query)]
    fake = Fake([0, 1, 2, 3, 4])
    hits = Retriever(reader, config, reranker=fake).ranking(query)
    assert fake.read
    assert {n for n, *_ in hits} == set(plain)
    assert sorted(s.reading for _, s, _ in hits if s.reading) == [1, 2, 3, 4]


# Cross-encoders


@pytest.fixture(scope="module")
def cross(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real CrossEncoder, as small as they come: random weights, one layer."""
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("cross") / "model"
    words = ["[PAD]", "[UNK]", "[SEP]", *map(chr, range(0x4E00, 0x9FA6))]
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A [SEP]", pair="$A [SEP] $B:1 [SEP]:1", special_tokens=[("[SEP]", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=128
    ).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=128,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_a_cross_encoder_scores_each_passage(cross: Path) -> None:
    reranker = CrossEncoderReranker(str(cross), device="cpu")
    passages = ["犬绳不超过一点五米", "", "坏\ud800字", "长" * 5000]
    scores = reranker.scores("犬绳多长", passages)
    assert reranker.name == str(cross)
    assert scores.shape == (4,) and scores.dtype == np.float32 and np.isfinite(scores).all()
    assert len(set(scores.tolist())) == 4
    np.testing.assert_allclose(reranker.scores("犬绳多长", passages[::-1])[::-1], scores, atol=1e-5)


def test_a_cross_encoder_is_heard_in_a_search(cross: Path, library_index: Path) -> None:
    reader = open_index(library_index)
    reranker = CrossEncoderReranker(str(cross), device="cpu")
    config = RetrievalConfig(read=6, worth_reading=1)
    hits = Retriever(reader, config, reranker=reranker).ranking(parse_query(QUESTION))
    assert sum(score.reading != 0 for _, score, _ in hits) == 6


def test_a_cross_encoder_is_given_by_its_folder_on_the_command_line(
    cross: Path, library_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["犬绳多长", "--index", str(library_index), "--reranker", str(cross)]
    assert main(["search", *arguments, "--json"]) == 0
    assert "养犬" in capsys.readouterr().out


@pytest.mark.parametrize("damage", ["truncated", "no config", "nonsense"])
def test_a_folder_that_is_no_cross_encoder_is_one_sentence(
    cross: Path,
    tmp_path: Path,
    library_index: Path,
    damage: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for path in cross.iterdir():
        if not (damage == "no config" and path.name == "config.json"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = tmp_path / "model.safetensors"
    if damage == "truncated":
        weights.write_bytes(weights.read_bytes()[:5000])
    if damage == "nonsense":
        (tmp_path / "config.json").write_text("nonsense", "utf-8")
    with pytest.raises(ModelError) as caught:
        CrossEncoderReranker(str(tmp_path))
    assert str(tmp_path) in str(caught.value) and "\n" not in str(caught.value)
    code = main(["ask", "犬", "--index", str(library_index), "--reranker", str(tmp_path)])
    captured = capsys.readouterr()
    assert (code, captured.out) == (1, "")
    assert captured.err.splitlines()[-1].startswith("wenju: ")


def test_an_unknown_cross_encoder_is_refused_without_network() -> None:
    with pytest.raises(ModelError, match="nobody/no-such-model"):
        CrossEncoderReranker("nobody/no-such-model")
