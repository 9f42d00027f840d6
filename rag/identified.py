"""Questions that name a document by its 索引号 or 文号: 索引号 000014349/1981-00021 对应的是哪份文件？"""

import re
from collections.abc import Callable, Sequence

from index.fold import fold
from index.reader import IndexReader
from index.types import MetaName
from rag.metadata import claim_of, fields_asked
from rag.query import Query
from rag.types import Claim, Hit

_INDEX_NUMBER = re.compile(r"[0-9a-z]{4,20}/\d{4}-\d{1,8}")
_WHICH = re.compile(r"(?:哪一?|什么)(?:[份个件部]|文件|通知|意见|公文)")


def claims_about_number(
    reader: IndexReader,
    query: Query,
    search: Callable[[], list[Hit]],
    numbered: Callable[[], Sequence[int]],
) -> tuple[Claim, ...] | None:
    """Claims from the header of each document that bears the 索引号 or 文号 which the question gives:
    the fields it asks for, or which document that is. None where it gives neither, or asks something
    else of a 文号. `search` finds the first hits, `numbered` the documents of the 文号."""
    given = _INDEX_NUMBER.search(query.folded)
    if given is not None:
        asked = fields_asked(query.folded)
        first = dict.fromkeys(hit.document for hit in search())
        bearers = [n for n in first if _value(reader, n, "index_number") == given.group()]
        wanted = [name for name in asked if name != "index_number"]
        return _claims(reader, bearers, wanted or ["title"], "index_number")
    if query.number is None or not _WHICH.search(query.folded) or fields_asked(query.folded):
        return None
    return _claims(reader, [int(number) for number in numbered()], ["title"], "number")


def _value(reader: IndexReader, number: int, name: MetaName) -> str | None:
    value = reader.records.document(number).value(name)
    return fold(value.value) if value is not None else None


def _claims(
    reader: IndexReader, bearers: Sequence[int], asked: Sequence[MetaName], given: MetaName
) -> tuple[Claim, ...] | None:
    claims = [
        found
        for number in bearers
        for name in dict.fromkeys([*asked, given])
        if (found := claim_of(reader.records.document(number), number, name)) is not None
    ]
    return tuple(claims) or None
