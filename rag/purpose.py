"""Why and on what ground a law was made: its first article says so (为了…，根据宪法，制定本法)."""

import re

from index.types import Document
from rag.lists import quotes_of
from rag.locator import trim
from rag.metadata import strange_in
from rag.types import Claim, claim

_ASKED = re.compile(
    "(?:立法|制定|出台|颁布|起草)的?(?:目的|宗旨|依据|根据|原因|初衷|背景|理由)(?:是|有|为)?(?:什么|啥|哪些|何)?"
    "|(?:为什么|为何|为了?什么|为啥)(?:会?要?|需要)?(?:制定|出台|立|颁布)"
    "|(?:根据|依据|依照)(?:什么|哪些?法?律?|啥|何)(?:来)?(?:制定|出台|立法|颁布)"
)
_MADE = re.compile(
    "制定(?:了?本|了?这|以下|[^。]{0,8}(?:法|条例|办法|规定|规则|细则|解释)。?$)|特制定"
)
_REST = re.compile("[这那该本](?:部|个|项|份)?|(?:里|中)?规定|是|的|呢|要|会")
_FIRST = 3  # articles that may say it


def purpose_claims(document: Document, number: int, folded: str) -> tuple[Claim, ...] | None:
    """The sentence of document `number` that says why it was made; None where a folded question asks for
    anything else, or no article at its beginning says it."""
    if _ASKED.search(folded) is None or strange_in(document, _rest(folded)):
        return None
    articles = [s for s in document.sections if s.kind == "article"][:_FIRST]
    for article in articles:
        if _MADE.search(document.text[article.start : article.own_end].strip()):
            quotes = quotes_of(
                document, number, [trim(document.text, article.start, article.own_end)]
            )
            return tuple(claim("{0}", [quote]) for quote in quotes) or None
    return None


def _rest(folded: str) -> str:
    return _REST.sub("", _ASKED.sub("", folded))
