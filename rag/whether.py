"""Questions that want a yes or a no (能不能, 是否, 可以…吗), and the words by which a rule decides them.

A rule decides with a word of its own, 不得 or 可以. What is told of the answer is that word; nothing is
called a yes that the text does not say.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_WHETHER = re.compile(
    "(?P<v>[能可要是该算用准许行对会得让给])不(?P=v)|能否|可否|是否|需不需|应不应|允不允|可不可以|合不合|属不属"
    "|吗(?:[,。;?!]|$)|(?<![什怎多那这要])么[?]?$|中不中|有没有(?:必要|义务|权|责任|资格|效)|合法[?]?$|违法[?]?$|成了?吗|行吗|对吗"
    "|^(?:can|could|may|must|should|is|are|was|were|do|does|did|has|have|will) "
)
_OTHER = re.compile(
    "多少|多久|多长|几[个年月天日次元种类项条]|什么时候|何时|哪[些个里年天]|谁|怎么(?!样)|如何|怎样|什么(?:情况|情形|条件|材料|手续|意思)"
)
_AMOUNT = re.compile("多少|多久|多长|几[个年月天日次元种类项条家所]")
_CLAUSE = re.compile("[,，;；。?？!！]")
_NO = (
    "不得|禁止|严禁|不准|不予|不应当?|不可以?|不允许|无权|不能(?!够?[清自])|不再|不适用|不属于|不需要|无需|无须|不必|免予|免于|免征|可以不|不计入?|不承担|不受理|不支持|不纳入"
    "|无效|除外"
)
_YES = (
    "可以|应当|必须|有权|允许|准予|属于|视为|视同|适用|予以|须(?=经|由|在|向|报|持|有|具)|有义务"
    "|享有|应予|有效|支持|承担|纳入|方可|需要"
)
_DECIDES = re.compile(f"(?P<no>{_NO})|(?P<yes>{_YES})")


def asks_yes_or_no(folded: str) -> bool:
    """Whether what a folded question asks at last wants a yes or a no and nothing else."""
    clauses = [clause for clause in _CLAUSE.split(folded) if clause.strip()]
    asking = [c for c in clauses if _WHETHER.search(c) or _OTHER.search(c)]
    if not asking:
        return _WHETHER.search(folded) is not None
    return bool(_WHETHER.search(asking[-1])) and not _OTHER.search(asking[-1])


def not_whether(folded: str) -> str:
    """The clauses of a folded question that do not ask whether, as far as they ask how much."""
    clauses = (clause for clause in _CLAUSE.split(folded) if not _WHETHER.search(clause))
    return ";".join(clause for clause in clauses if _AMOUNT.search(clause))


def deciding_words(text: str) -> Iterator[Span]:
    """Where a folded text has a word by which a rule decides."""
    return (match.span() for match in _DECIDES.finditer(text))
