"""What works behind the page of one server, whatever the language of the page in front."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.sets import SEED
from ui.app import OpenIndex
from ui.catalog import Catalogs
from ui.changing import Changing
from ui.evaluations import Evaluations
from ui.jobs import Jobs
from ui.private import PrivateFolder, default_private


@dataclass(frozen=True, slots=True)
class Backstage:
    """The private folder of a server, its jobs, and what they change. `local` tells that only this
    machine reaches it; `may_change` is False where readers may look, but neither upload nor remove."""

    private: PrivateFolder
    jobs: Jobs
    changing: Changing
    evaluations: Evaluations
    catalogs: Catalogs
    local: bool
    may_change: bool


def open_backstage(
    index: OpenIndex,
    private: PrivateFolder | None = None,
    documents: Sequence[Path] = (),
    local: bool = True,
    may_change: bool = True,
) -> Backstage:
    """What works behind a page over `index`. `documents` are what it was built from; of the
    demonstration that is known."""
    private = private or default_private(index.folder)
    private.sweep()
    jobs = Jobs()
    cards = index.engine.reader.records.cards
    if not documents and all((SEED / card.source).is_file() for card in cards[:2]):
        documents = [SEED]
    changing = Changing(index.folder, private, jobs, documents, index.refresh)
    evaluations = Evaluations(index.folder, private, jobs)
    return Backstage(private, jobs, changing, evaluations, Catalogs(), local, may_change)
