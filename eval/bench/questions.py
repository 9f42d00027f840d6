"""The question sets of the benchmark in one form: a question and its gold spans or documents."""

import json
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case, Place, load_cases
from index.errors import NotFoundError, UsageError

OWN = Path(__file__).parents[1] / "sets"
CORPUS = "corpus"  # the collection of the real documents; each passage set is one of its own
PASSAGE_SETS = ("policy_sections", "clir")
PASSAGE_QUERIES = 500  # of the thousands of a passage set, so that a run stays under an hour
LONGEST_QUERY = 2000  # characters: what wenju takes; longer ones are cut alike for all systems


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Its gold is `quotes`, `places` or whole `documents`: exactly one of them."""

    id: str
    type: str
    text: str
    quotes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions asked over one collection, chosen from `available`. `squeezed`: quotes are
    compared without any white space."""

    name: str
    collection: str
    about: str
    questions: tuple[Question, ...]
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
    found = [_question(c) for c in cases if c.answerable and (c.quotes or c.evidence)]
    thinned = thin(found, sample)
    return QuestionSet(name, CORPUS, _ABOUT[name], thinned, len(found), name == "stard")


def _question(case: Case) -> Question:
    quotes = () if case.evidence else case.quotes
    return Question(case.id, case.type, case.question, quotes, case.evidence)


def _passage_questions(folder: Path) -> list[Question]:
    relevant: dict[str, list[str]] = defaultdict(list)
    for line in _text(folder / "qrels.tsv").splitlines()[1:]:
        query, passage, grade = line.split("\t")
        if int(grade) > 0:
            relevant[query].append(f"{passage}.txt")
    return [
        Question(
            row["id"],
            row.get("kind", ""),
            row["text"][:LONGEST_QUERY],
            documents=tuple(relevant[row["id"]]),
        )
        for row in _rows(folder / "queries.jsonl")
        if relevant[row["id"]]
    ]


def write_passages(corpus: Path, folder: Path) -> int:
    """Write each row of a corpus.jsonl as a text file ID.txt: its title, or 文件, in the first line,
    then its text; a row that comes again under its id replaces itself. Returns how many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = _rows(corpus)
    for row in rows:
        title = " ".join(row.get("title", "").split()) or "文件"
        (folder / f"{row['id']}.txt").write_text(f"{title}\n{row['text']}\n", "utf-8")
    return len(rows)


def thin(questions: Sequence[Question], limit: int) -> tuple[Question, ...]:
    """At most `limit` questions (0: all), evenly spaced over the set."""
    count = len(questions)
    if not limit or limit >= count:
        return tuple(questions)
    return tuple(questions[i * count // limit] for i in range(limit))


def dump_set(questions: QuestionSet) -> str:
    """A set as JSON, for another process; `read_set` reads it."""
    return json.dumps(asdict(questions), ensure_ascii=False)


def read_set(encoded: str) -> QuestionSet:
    """What `dump_set` wrote."""
    fields = json.loads(encoded)
    questions = tuple(_read_question(row) for row in fields.pop("questions"))
    return QuestionSet(questions=questions, **fields)


def _read_question(row: dict[str, Any]) -> Question:
    places = tuple(Place(**place) for place in row["places"])
    quotes, documents = tuple(row["quotes"]), tuple(row["documents"])
    return Question(row["id"], row["type"], row["text"], quotes, places, documents)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _text(path).split("\n") if line.strip()]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise NotFoundError(f"{str(path)!r} is missing; give the folder that holds it.") from None
