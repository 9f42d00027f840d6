"""How passages are ranked: what each part of a score counts, and how many passages each step looks at.

The numbers come from trials over 4,246 documents (ARCHITECTURE.md).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the score counts: the first four as shares of their sum, the others as
    they are."""

    said: float = 20.0
    soft: float = 0.0
    dense: float = 8.0
    bm25: float = 6.0
    title: float = 0.1
    reference: float = 0.5
    number: float = 0.5
    structure: float = 1.0
    place: float = 0.14
    version: float = 0.08
    kind: float = 0.1
    law: float = 0.23
    issuer: float = 0.08
    tense: float = 0.05
    prior: float = 0.1


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """`foreign` weighs for questions in another language, whose words stand nowhere. `pool` passages
    each from BM25 and dense search; documents whose passages are added whole when the question
    names a place (`named`) or a 文号 (`numbered`). Headers and tables of contents that are not what
    is asked for count only `aside` of their score. The reading model reads the first `read` passages
    (more in another language: `rag.reread`) and its voice counts `reading` times theirs; an index of
    fewer than `worth_reading` has no crowd to sort. Without `understand` no place, title, kind, 文号
    or reference in the question counts."""

    weights: Weights = Weights()
    foreign: Weights = Weights(
        said=0.0,
        soft=12.0,
        dense=30.0,
        bm25=2.0,
        title=0.2,
        place=0.0,
        kind=0.0,
        law=0.0,
        prior=0.2,
    )
    pool: int = 200
    named: int = 6
    numbered: int = 4
    aside: float = 0.7
    read: int = 22
    reading: float = 1.0
    worth_reading: int = 200
    understand: bool = True
