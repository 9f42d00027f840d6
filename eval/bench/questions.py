"""The question sets of the benchmark: cases with gold quotes, gold places or gold documents."""

import json
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.beir import beir_cases
from eval.cases import Case, case_json, read_case
from eval.files import load_cases
from index.errors import UsageError

OWN = Path(__file__).parents[1] / "sets"
CORPUS = "corpus"  # the collection of the real documents; each passage set is one of its own
PASSAGE_SETS = ("policy_sections", "clir")
PASSAGE_QUERIES = 500  # of the thousands of a passage set, so that a run stays under an hour
LONGEST_QUERY = 2000  # characters: what wenju takes; longer ones are cut alike for all systems


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions asked over one collection, chosen from `available`. `squeezed`: quotes are
    compared without any white space."""

    name: str
    collection: str
    about: str
    questions: tuple[Case, ...]
    available: int
    squeezed: bool = False


_ABOUT = {
    "natural_dev": "hand-written questions, gold quotes (shared/eval/natural_dev.jsonl)",
    "stard": "lay questions → statute articles, the third that no model was trained on "
    "(shared/eval/stard_train.jsonl); quotes compared without white space",
    "everyday_test": "questions in everyday words, gold places (eval/sets/everyday_test.jsonl)",
    "corpus_dev": "natural questions, gold places (eval/sets/corpus_dev.jsonl)",
    "corpus_test": "natural questions, gold places (eval/sets/corpus_test.jsonl)",
    "policy_sections": "headings → sections of plans and reports, one document a section",
    "clir": "English statute → the same statute in Chinese, one document an article",
}
SETS = tuple(_ABOUT)


def held_back(question: str) -> bool:
    """Whether a question of stard_train was left out of training: the rule of
    `index.builtin.recipe.texts`, repeated because only recipes may import recipes."""
    folded = unicodedata.normalize("NFKC", question).lower()
    return zlib.crc32(folded.encode()) % 3 == 0


def load_set(name: str, shared: Path, sample: int = 0) -> QuestionSet:
    """The set called `name`, evenly thinned to `sample` questions (0: all; passage sets at most
    PASSAGE_QUERIES). Raises UsageError for an unknown name, NotFoundError for a missing file."""
    if name not in _ABOUT:
        raise UsageError(f"there is no question set {name!r}; choose among {', '.join(SETS)}.")
    if name in PASSAGE_SETS:
        found = _passage_questions(shared / "eval" / name)
        limit = min(sample or PASSAGE_QUERIES, PASSAGE_QUERIES)
        return QuestionSet(name, name, _ABOUT[name], thin(found, limit), len(found))
    folder, file = (shared / "eval", name) if name == "natural_dev" else (OWN, name)
    if name == "stard":
        folder, file = shared / "eval", "stard_train"
    cases = load_cases(folder / f"{file}.jsonl")
    if name == "stard":
        cases = [case for case in cases if held_back(case.question)]
    found = [c for c in cases if c.answerable and (c.quotes or c.evidence)]
    thinned = thin(found, sample)
    return QuestionSet(name, CORPUS, _ABOUT[name], thinned, len(found), name == "stard")


def _passage_questions(folder: Path) -> list[Case]:
    cut = (replace(case, question=case.question[:LONGEST_QUERY]) for case in beir_cases(folder))
    return [case for case in cut if case.documents]


def thin(questions: Sequence[Case], limit: int) -> tuple[Case, ...]:
    """At most `limit` questions (0: all), evenly spaced over the set."""
    count = len(questions)
    if not limit or limit >= count:
        return tuple(questions)
    return tuple(questions[i * count // limit] for i in range(limit))


def dump_set(questions: QuestionSet) -> str:
    """A set as JSON, for another process; `read_set` reads it."""
    fields = asdict(questions) | {"questions": [case_json(case) for case in questions.questions]}
    return json.dumps(fields, ensure_ascii=False)


def read_set(encoded: str) -> QuestionSet:
    """What `dump_set` wrote."""
    fields = json.loads(encoded)
    questions = tuple(read_case(row) for row in fields.pop("questions"))
    return QuestionSet(questions=questions, **fields)
