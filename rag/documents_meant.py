"""Which documents a question means: by title, 文号, maker, place and version, by what it is about; and which
of them its filter allows.
"""

from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.records import RecordReader
from rag.issuers import Issuers
from rag.kinds import Kinds
from rag.laws import Laws
from rag.numbered import bearers
from rag.query import Query
from rag.scope import Scope
from rag.titles import Titles
from rag.understand import Understanding, describe, kind_of
from rag.validity_links import ValidityBook
from rag.versions import Versions

_NAMED, _SHOWN_TITLES = 0.3, 3
_OF_PLACE = 0.1  # what the place of a document counts where a title is named


class DocumentsMeant:
    """The documents of one open index beside a question. Where `understands` is False no place, title,
    kind, 文号 or reference in it counts; at most `numbered` documents bear its 文号."""

    def __init__(
        self, records: RecordReader, validity: ValidityBook, understands: bool, numbered: int
    ):
        cards = records.cards
        self._records = records
        self._understands = understands
        self._most_numbered = numbered
        self.versions = Versions(cards)
        self._titles = Titles([card.title for card in cards])
        self._scope = Scope(cards, self.versions)
        self._issuers = Issuers(cards)
        self._kinds = Kinds([card.title for card in cards])
        self._laws = Laws(self.versions.names)
        self.titled = lru_cache(maxsize=64)(self._titled)
        # Where a status is asked for, today is part of what is asked.
        self._allowed = lru_cache(maxsize=64)(lambda wanted, _: wanted.mask(cards, validity))

    def allowed(self, query: Query) -> NDArray[np.bool_]:
        """For each document whether the filter of the question allows it."""
        allowed: NDArray[np.bool_] = self._allowed(
            query.filter, date.today() if query.filter.statuses else None
        )
        return allowed

    def _titled(self, query: Query) -> NDArray[np.float32]:
        """How well each document's title is named by the question, 0..1; 0 where its filter does
        not allow the document. Not to be written to: `titled` keeps it."""
        if not self._understands:
            return np.zeros(len(self._records.cards), np.float32)
        named = np.maximum(
            self._titles.match(query.content), self._titles.short_names(query.folded)
        )
        return np.where(self.allowed(query), named, np.float32(0))

    def named(self, query: Query) -> tuple[int, float]:
        """The document that the question names best, and how well; of those of several places and
        of its versions the one that the question means."""
        titles = self.titled(query)
        meant = titles + np.float32(1e-3) * self._of_version(query)
        meant += np.float32(_OF_PLACE) * self._scope.places(query.folded)
        meant += self._titles.spelt_out(query.folded)
        best = int(np.argmax(np.where(titles > 0, meant, np.float32(-1))))
        return best, float(titles[best])

    def numbered(self, query: Query) -> NDArray[np.int64]:
        """Documents whose 文号 the question names by year and serial number."""
        if query.number is None or not self._understands:
            return np.empty(0, np.int64)
        allowed = self.allowed(query)
        found = [i for i in bearers(self._records, query.number) if allowed[i]]
        return np.array(found[: self._most_numbered], np.int64)

    def parts(self, query: Query, vector: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """The parts of a score that are the same for all passages of a document, a number for each
        document. `vector` is what the question means to the built-in model, which knows the laws."""
        understands = np.float32(self._understands)
        # How likely it is the law that governs what is asked; less, as the question is no matter of law.
        law = self._laws.likely(vector) * self._kinds.chance(query.content, "law")
        number = np.zeros(len(self._records.cards), np.float32)
        number[self.numbered(query)] = 1.0
        return {
            "title": self.titled(query),
            "number": number,
            "place": self._scope.places(query.folded) * understands,
            "version": self._of_version(query) * understands,
            "issuer": self._issuers.match(query.folded) * understands,
            "kind": self._kinds.likely(query.content) * understands,
            "law": law * understands,
        }

    def understood(self, query: Query) -> Understanding:
        """What the question is taken to mean, to be shown."""
        if not self._understands:
            return Understanding(kind_of(query.folded))
        named = self.titled(query)
        best = [i for i in np.argsort(-named)[:_SHOWN_TITLES].tolist() if named[i] >= _NAMED]
        titles = dict.fromkeys(self._records.cards[i].title for i in best)
        return describe(query, tuple(titles), self._issuers.named(query.folded))

    def _of_version(self, query: Query) -> NDArray[np.float32]:
        return self._scope.versions(query.years, query.day, query.version)
