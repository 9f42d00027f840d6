"""Answers judged by a language model against the gold answer, and how far it agrees with people.

Verdicts are appended to RUN/judged.jsonl, a line a case, so that judging goes on where it was
stopped. Human labels are JSONL lines {"id", "verdict"} with right, partly or wrong.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.cases import Case
from eval.ragchecker import gold_answer
from eval.rows import Row
from eval.runfolder import VERDICT, write_whole
from eval.statistics import Estimate, estimate
from index.errors import NotFoundError, UsageError, WenjuError
from rag.llm import ChatModel, LlmError, json_of
from rag.prompts import JUDGE_ANSWER, judge_message

VERDICTS = ("right", "partly", "wrong")
JUDGED = "judged.jsonl"
_MOST_FAILURES = 5  # one after another
_CHARACTERS_A_TOKEN, _REPLY_TOKENS = 1.4, 60
_LONGEST_ANSWER, _USUAL_ANSWER = 4000, 200  # characters


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model said of one answer; `verdict` "" where its reply could not be used."""

    id: str
    verdict: str
    reason: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `cases` that both judged: the share with the same verdict, and Cohen's kappa (1960),
    (share − chance) / (1 − chance)."""

    cases: int
    share: Estimate
    kappa: float


def to_judge(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that can be judged: answered in some way, of a case with a gold answer or quotes."""
    return (row for row in rows if row.status not in ("", "error") and gold_answer(row.case))


def judge_rows(rows: Iterable[Row], model: ChatModel, folder: Path) -> Iterator[Judgement]:
    """Judge what is not judged yet, each verdict on disk before it is given. Raises LlmError where
    the model fails several times in turn."""
    path = folder / JUDGED
    path.touch()
    done = {judged.id for judged in read_judgements(path)}
    os.truncate(path, path.read_bytes().rfind(b"\n") + 1)  # what a kill left unfinished
    failures = 0
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        for row in to_judge(rows):
            if row.case.id in done:
                continue
            try:
                judged = judge_row(row, model)
                failures = 0
            except LlmError:
                failures += 1
                if failures >= _MOST_FAILURES:
                    raise
                continue  # not written: the next run asks again
            file.write(json.dumps(asdict(judged), ensure_ascii=False) + "\n")
            file.flush()
            yield judged


def judge_row(row: Row, model: ChatModel) -> Judgement:
    """One verdict. Raises LlmError."""
    message = judge_message(row.case.question, gold_answer(row.case), row.answer[:_LONGEST_ANSWER])
    reply = model.ask(JUDGE_ANSWER, message, 200)
    tokens = (reply.prompt_tokens, reply.completion_tokens)
    try:
        said = json_of(reply.text)
        verdict, reason = said["verdict"], str(said.get("reason", ""))[:200]
        if verdict not in VERDICTS:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        return Judgement(row.case.id, "", "the reply is no verdict", *tokens)
    return Judgement(row.case.id, verdict, reason, *tokens)


def read_judgements(path: Path) -> list[Judgement]:
    """What was judged; a torn last line is passed over."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except FileNotFoundError:
        raise NotFoundError(f"{str(path)!r} is missing; judge the run first.") from None
    return [Judgement(**json.loads(line)) for line in lines[:-1]]


def mean_verdict(judgements: Sequence[Judgement]) -> Estimate:
    """right 1, partly ½, wrong or unusable 0."""
    worth = {"right": 1.0, "partly": 0.5}
    return estimate([worth.get(judged.verdict, 0.0) for judged in judgements])


def read_labels(path: Path) -> dict[str, str]:
    """Human labels by case. Raises UsageError that names every bad line."""
    labels: dict[str, str] = {}
    problems = []
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(f"{str(path)!r} is no file; give a JSONL file of labels.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{str(path)!r} is not UTF-8; save it as UTF-8 JSONL.") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            id_, verdict = str(row["id"]), row["verdict"]
        except (ValueError, KeyError, TypeError):
            problems.append(f'line {number}: write {{"id": "1", "verdict": "right"}}')
            continue
        if verdict not in VERDICTS:
            problems.append(f"line {number}: {verdict!r} is none of {', '.join(VERDICTS)}")
        labels[id_] = verdict
    if problems or not labels:
        raise UsageError(f"{str(path)!r} cannot be used: {'; '.join(problems) or 'it is empty'}.")
    return labels


def agreement(judgements: Sequence[Judgement], labels: Mapping[str, str]) -> Agreement:
    """How far the model's verdicts are those of people. Raises WenjuError where they share no case."""
    pairs = [(j.verdict, labels[j.id]) for j in judgements if j.id in labels and j.verdict]
    if not pairs:
        raise WenjuError("no case has both a verdict and a human label; label cases of this run.")
    share = estimate([float(a == b) for a, b in pairs])
    count = len(pairs)
    chance = sum(
        sum(a == verdict for a, _ in pairs) * sum(b == verdict for _, b in pairs)
        for verdict in VERDICTS
    ) / count**2  # fmt: skip
    kappa = (share.mean - chance) / (1 - chance) if chance < 1 else 1.0
    return Agreement(count, share, kappa)


def write_verdict(
    folder: Path, model: str, judgements: Sequence[Judgement], found: Agreement | None
) -> None:
    """Write RUN/judge.json, which the reports of the run show: model, cases, mean, agreement."""
    verdict = {"model": model, "cases": len(judgements), **asdict(mean_verdict(judgements))}
    verdict["agreement"] = asdict(found) if found else None
    write_whole(folder / VERDICT, json.dumps(verdict, ensure_ascii=False, indent=1) + "\n")


def count_tokens(rows: Iterable[Row]) -> tuple[int, int, int]:
    """What judging would take: (requests, prompt tokens, reply tokens), about."""
    return _tokens((row.case, len(row.answer)) for row in to_judge(rows))


def expected_tokens(cases: Iterable[Case]) -> tuple[int, int, int]:
    """What judging the answers to these cases would take, before there are any."""
    return _tokens((case, _USUAL_ANSWER) for case in cases if gold_answer(case))


def _tokens(answers: Iterable[tuple[Case, int]]) -> tuple[int, int, int]:
    calls = letters = 0
    for case, length in answers:
        calls += 1
        letters += len(JUDGE_ANSWER) + len(case.question) + len(gold_answer(case))
        letters += min(length, _LONGEST_ANSWER)
    return calls, int(letters / _CHARACTERS_A_TOKEN), calls * _REPLY_TOKENS
