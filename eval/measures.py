"""What is measured: the names of all figures with their words in both languages, and what one case
scores. A case that failed scores as one that found nothing and refused nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eval.answers import answer_length, character_f1, cites_gold, contains_answer
from eval.cases import Case, Place
from eval.gold import (
    Passage,
    document_ranks,
    evidence_ranks,
    gold_level,
    place_ranks,
    shows_place,
    unit_ranks,
)
from eval.metrics import average_precision, hit, ndcg, recall, reciprocal_rank

CUTS = (1, 3, 5, 10)
DEPTH = 10
Part = Literal["search", "answer", "refusal"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: its name in rows and gates, its words, whether more is better (None: neither), and
    whether it is a share of 1."""

    name: str
    part: Part
    zh: str
    en: str
    about: str
    better: bool | None = True
    share: bool = True


def _ranked() -> tuple[Measure, ...]:
    found: list[Measure] = []
    for k in CUTS:
        about = f"share of the gold quotes or places that stand in one of the first {k} hits"
        zh, en = f"引文召回@{k}", f"quote recall@{k}"
        found.append(Measure(f"quote_recall@{k}", "search", zh, en, about))
    for k in CUTS:
        about = f"whether some gold (quote, place, section or document) is in the first {k} hits"
        found.append(Measure(f"hit@{k}", "search", f"命中@{k}", f"hit@{k}", about))
    for k in CUTS:
        about = f"whether one of the first {k} hits stands in the gold section"
        zh, en = f"章节命中@{k}", f"section hit@{k}"
        found.append(Measure(f"section_hit@{k}", "search", zh, en, about))
    return tuple(found)


MEASURES = (
    *_ranked(),
    Measure("document_recall@10", "search", "文件召回@10", "document recall@10",
            "share of the gold documents among those of the first 10 hits"),
    Measure("mrr@10", "search", "MRR@10", "MRR@10", "1 / rank of the first hit with gold"),
    Measure("ndcg@10", "search", "nDCG@10", "nDCG@10", "gain of the first 10 hits, of the ideal"),
    Measure("map", "search", "MAP", "MAP", "mean precision at each hit with gold, of 10"),
    Measure("answer_match", "answer", "答案匹配", "answer match",
            "whether the answer holds every element of the gold answer"),
    Measure("answer_f1", "answer", "字符 F1", "character F1",
            "characters shared by answer and gold answer"),
    Measure("citation_precision", "answer", "引注准确率", "citation precision",
            "share of the citations that show gold"),
    Measure("citation_recall", "answer", "引注召回率", "citation recall",
            "share of the gold that is cited"),
    Measure("verified_share", "answer", "引文属实率", "verified share",
            "citations equal to their source, of all and those dropped"),
    Measure("answer_length", "answer", "答案字数", "answer length",
            "characters of an answer", None, False),
    Measure("status_right", "refusal", "状态正确", "status right",
            "whether it answered, said 目录有正文无, or refused, as it should"),
    Measure("false_refusal", "refusal", "误拒率", "false refusals",
            "answerable questions that were not answered", False),
    Measure("refusal_recall", "refusal", "拒答召回率", "refusal recall",
            "unanswerable questions that were refused"),
    Measure("refusal_precision", "refusal", "拒答准确率", "refusal precision",
            "refused questions that are unanswerable"),
)  # fmt: skip
BY_NAME = {measure.name: measure for measure in MEASURES}
REFUSED = ("insufficient", "listed_only")


@dataclass(frozen=True, slots=True)
class Answered:
    """What is scored of an answer: `exact` of its citations equal their source, `dropped` claims
    did not verify."""

    status: str
    text: str
    citations: tuple[Passage, ...]
    exact: int
    dropped: int


FAILED = Answered("error", "", (), 0, 0)


def search_values(
    case: Case, hits: Sequence[Passage], sections: Sequence[Place | None] = (None,)
) -> dict[str, float]:
    """What the hits of a case score; nothing for one without gold or with nothing to find.
    `sections`: see `eval.gold.section_places`."""
    level = gold_level(case)
    if not case.answerable or not level:
        return {}
    hits = hits[:DEPTH]
    values: dict[str, float] = {}
    if level == "quotes":
        ranks = evidence_ranks(case, hits)
        values |= {f"quote_recall@{k}": recall(ranks, k) for k in CUTS}
    units = unit_ranks(case, hits, sections)
    values |= {f"hit@{k}": hit(units, k) for k in CUTS}
    if case.sections:
        ranks = place_ranks(sections, hits)
        values |= {f"section_hit@{k}": hit(ranks, k) for k in CUTS}
    if case.documents:
        values["document_recall@10"] = recall(document_ranks(case.documents, hits), DEPTH)
    grades = case.grades if level == "documents" else ()
    values["mrr@10"] = reciprocal_rank(units, DEPTH)
    values["ndcg@10"] = ndcg(units, DEPTH, grades)
    values["map"] = average_precision(units)
    return values


def answer_values(
    case: Case, answer: Answered, sections: Sequence[Place | None] = (None,)
) -> dict[str, float]:
    """What the answer of a case scores."""
    values: dict[str, float] = {"status_right": float(answer.status == case.status)}
    refused = answer.status in REFUSED
    if case.answerable:
        values["false_refusal"] = float(answer.status != "answered")
        if case.answer:
            values["answer_match"] = float(contains_answer(case.answer, answer.text))
            values["answer_f1"] = character_f1(case.answer, answer.text)
        if gold_level(case):
            cited, shown = _citations(case, answer.citations, sections)
            values["citation_precision"], values["citation_recall"] = cited, shown
    else:
        values["refusal_recall"] = float(refused)
    if refused:
        values["refusal_precision"] = float(not case.answerable)
    if answer.status == "answered":
        values["answer_length"] = float(answer_length(answer.text))
    made = len(answer.citations) + answer.dropped
    if made:
        values["verified_share"] = answer.exact / made
    return values


def _citations(
    case: Case, citations: Sequence[Passage], sections: Sequence[Place | None]
) -> tuple[float, float]:
    """(precision, recall): the share of the citations that show some gold unit, the share of the
    units that some citation shows."""
    level = gold_level(case)
    if level == "quotes":
        table = [[cites_gold([quote], [c.text]) for c in citations] for quote in case.quotes]
        table += [[shows_place(place, c) for c in citations] for place in case.evidence]
    elif level == "section":
        table = [[s is not None and shows_place(s, c) for c in citations] for s in sections]
    else:
        table = [[c.document == document for c in citations] for document in case.documents]
    if not citations:
        return 0.0, 0.0
    right = sum(any(column) for column in zip(*table, strict=True))
    return right / len(citations), sum(map(any, table)) / len(table)
