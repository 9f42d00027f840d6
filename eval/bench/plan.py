"""The run itself: indexes, answers, stages and costs, each kept in the work folder under a digest of
what it was made from, so that a run that was stopped goes on and an unchanged part is not repeated."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from eval.beir import write_corpus
from eval.bench.cost import Cost, folder_mb, run_worker
from eval.bench.peers import PEER_NAMES
from eval.bench.progress import say
from eval.bench.questions import CORPUS, QuestionSet, dump_set, thin
from eval.bench.scoring import Outcome
from eval.bench.systems import WENJU, SystemInfo
from eval.machine import fingerprint
from index.errors import NotFoundError

EXCLUDED = "export_format"  # the same laws in another form
COLD_RUNS = 3
STAGE_QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class IndexCost:
    """What one index took to build, and what it holds; `load`: of the machine before the build."""

    cost: Cost
    disk_mb: float
    documents: int
    passages: int
    load: float = 0.0


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a run measured. Outcomes by set and system, index costs by collection and index
    (without that of an index that was given), cold questions by system, stages of wenju."""

    outcomes: dict[str, dict[str, list[Outcome]]]
    indexes: dict[str, dict[str, IndexCost]]
    cold: dict[str, Cost]
    stages: list[dict[str, float]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and where its parts are kept. `index`: wenju's index over the corpus, when one
    was given."""

    shared: Path
    work: Path
    sets: tuple[QuestionSet, ...]
    systems: tuple[SystemInfo, ...]
    index: Path | None = None

    def run(self) -> Results:
        """All of it, in the order in which it can be shown."""
        outcomes: dict[str, dict[str, list[Outcome]]] = {}
        indexes: dict[str, dict[str, IndexCost]] = {}
        for asked in self.sets:
            outcomes[asked.name] = {}
            for system in self.systems:
                folder, cost = self._built(asked.collection, system.index)
                if cost is not None:
                    indexes.setdefault(asked.collection, {})[system.index] = cost
                outcomes[asked.name][system.name] = self._asked(asked, system, folder)
        cold, stages = self._cold(), self._stages()
        return Results(outcomes, indexes, cold, stages)

    def _built(self, collection: str, index: str) -> tuple[Path, IndexCost | None]:
        """The folder of an index, built unless it is there, and what it cost."""
        if collection == CORPUS and index == WENJU and self.index is not None:
            return self.index, None
        documents = self._documents(collection)
        key = fingerprint((_code(index, "indexing"),), str(documents), listing(documents))
        folder = self._kept("indexes", f"{collection}.{index}", key)
        record = folder.with_name(f"{folder.name}.json")
        if not record.exists():
            say(f"building {index} over {collection}")
            for old in folder.parent.glob(f"{collection}.{index}.*"):  # of other code, or half done
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            exclude = ["--exclude", EXCLUDED] if collection == CORPUS else []
            build = ["build", index, str(folder), str(documents), *exclude]
            if not any(folder.parent.glob("*.json")):
                # The first to build would pay for a cold disk, and for memory that a virtual machine
                # which idled gets back page by page (a sixth more, measured): that one is not counted.
                run_worker(build, one_thread=False)
                shutil.rmtree(folder)
            load = round(os.getloadavg()[0], 1)
            cost, report = run_worker(build, one_thread=False)
            held = (report["documents"], report["passages"])
            built = IndexCost(cost, folder_mb(folder), *held, load)
            _keep(record, asdict(built))
        kept = json.loads(record.read_text("utf-8"))
        return folder, IndexCost(**{**kept, "cost": Cost(**kept["cost"])})

    def _documents(self, collection: str) -> Path:
        if collection == CORPUS:
            folder = self.shared / "corpus"
            if not folder.is_dir():
                raise NotFoundError(f"{str(folder)!r} is no folder; --shared must hold corpus/.")
            return folder
        rows = self.shared / "eval" / collection / "corpus.jsonl"
        if not rows.is_file():
            raise NotFoundError(f"{str(rows)!r} is missing; --shared must hold it.")
        folder = self._kept("documents", collection, fingerprint((), rows.read_text("utf-8")))
        if not folder.is_dir():
            partial = folder.with_name(f"{folder.name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            write_corpus(rows, partial)
            partial.rename(folder)
        return folder

    def _asked(self, asked: QuestionSet, system: SystemInfo, folder: Path) -> list[Outcome]:
        code = ("asking", _code(system.index, "wenju"))
        rows = self._answered("answer", code, asked, system, folder)
        return [Outcome(**{**row, "ranks": tuple(row["ranks"])}) for row in rows]

    def _stages(self) -> list[dict[str, float]]:
        """Stages of wenju as shipped over the questions that are asked of the corpus."""
        asked = [s for s in self.sets if s.collection == CORPUS]
        shipped = [s for s in self.systems if s.name == WENJU]
        if not asked or not shipped:
            return []
        mixed = thin([q for questions in asked for q in questions.questions], STAGE_QUESTIONS)
        probe = QuestionSet("stages", CORPUS, "", mixed, len(mixed))
        folder, _ = self._built(CORPUS, WENJU)
        return self._answered("stages", ("timing", "wenju"), probe, shipped[0], folder)

    def _answered(
        self,
        step: str,
        code: Sequence[str],
        asked: QuestionSet,
        system: SystemInfo,
        folder: Path,
    ) -> list[Any]:
        """What the worker's `step` writes for a set and a system, unless it is kept."""
        encoded = dump_set(asked)
        key = fingerprint(code, system.name, index_identity(folder), encoded)
        out = self._kept("answers", f"{asked.name}.{system.name}", key, ".json")
        if not out.exists():
            say(f"{step}: {asked.name}, {len(asked.questions)} questions, {system.name}")
            questions = self._kept("questions", asked.name, fingerprint((), encoded), ".json")
            questions.write_text(encoded, "utf-8")
            run_worker([step, system.name, str(folder), str(questions), str(out)])
        rows: list[Any] = json.loads(out.read_text("utf-8"))
        return rows

    def _cold(self) -> dict[str, Cost]:
        """Opening the index over the corpus and one question in a fresh process, for each system the
        median of COLD_RUNS runs."""
        asked = next((s for s in self.sets if s.collection == CORPUS and s.questions), None)
        if asked is None:
            return {}
        question = asked.questions[0].question
        costs = {}
        for system in self.systems:
            folder, _ = self._built(CORPUS, system.index)
            code = ("asking", _code(system.index, "wenju"))
            key = fingerprint(code, index_identity(folder), question)
            record = self._kept("cold", system.name, key, ".json")
            if not record.exists():
                say(f"cold question: {system.name}")
                command = ["ask", system.name, str(folder), question]
                runs = [asdict(run_worker(command)[0]) for _ in range(COLD_RUNS)]
                _keep(record, {name: median(run[name] for run in runs) for name in runs[0]})
            costs[system.name] = Cost(**json.loads(record.read_text("utf-8")))
        return costs

    def _kept(self, kind: str, name: str, key: str, suffix: str = "") -> Path:
        """Where a part with this digest is kept."""
        folder = self.work / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.{key}{suffix}"


def _code(index: str, own: str) -> str:
    """The part of the code that an index or its answers come from; `own` is wenju's."""
    if index == WENJU:
        return own
    return "peers" if index in PEER_NAMES else "plain"


def listing(folder: Path) -> str:
    """Names and sizes of all files below `folder`: what tells one state of the documents from
    another without reading them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "\n".join(f"{path.relative_to(folder)} {path.stat().st_size}" for path in files)


def index_identity(folder: Path) -> str:
    """What an index is told by: the pointer of wenju's, which holds a checksum of all, else its
    folder, whose name holds the digest of the code that made it."""
    pointer = folder / "CURRENT"
    return pointer.read_text("ascii") if pointer.exists() else folder.name


def _keep(path: Path, value: dict[str, Any]) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    partial.replace(path)
