"""Questions that want a yes or a no (能不能, 是否, 可以…吗), and the words by which a rule decides them.

A rule decides with a word of its own, 不得 or 可以. What is told of the answer is that word; nothing is
called a yes that the text does not say.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.measures import Asserted, answering, asserted, compared
from rag.types import Claim, Own, claim

Span = tuple[int, int]

_WHETHER = re.compile(
    "(?P<v>[能可要是该算用准许行对会得让给])不(?P=v)|能否|可否|是否|需不需|应不应|允不允|可不可以|合不合|属不属"
    "|吗(?:[,。;?!]|$)|(?<![什怎多那这要])么[?]?$|中不中|有没有(?:必要|义务|权|责任|资格|效)|合法[?]?$|违法[?]?$|成了?吗|行吗|对吗"
    "|^(?:can|could|may|must|should|is|are|was|were|do|does|did|has|have|will) "
)
_OTHER = re.compile(
    "多少|多久|多长|几[个年月天日次元种类项条]|什么时候|何时|哪[些个里年天]|谁|怎么(?!样)|如何|怎样"
    "|什么(?:情况|情形|条件|材料|手续|意思)"
)
_AMOUNT = re.compile("多少|多久|多长|几[个年月天日次元种类项条家所]")
_CLAUSE = re.compile("[,，;；。?？!！]")
# What is asked (must one? is it? may one?), and the words that say no and yes to that.
_RULES = tuple(
    (re.compile(asked), re.compile(f"(?P<no>{no})|(?P<yes>{yes})"))
    for asked, no, yes in (
        (
            "要不要|该不该|用不用|应不应|需不需|(?:必须|需要|得|应该|应当|要)[^,;?]{0,16}吗"
            "|是[否不].{0,2}(?:必须|需要|应当|应该|要)",
            "无需|无须|不需要?|不必|免[于予交征]|可以不|不得|不应当?|不予|不再",
            "应当|必须|需要|(?<!无)须(?=经|由|在|向|报|持|有|具)|有义务|承担|应予|予以",
        ),
        (
            "算不算|是不是|属不属|算|属于|视为",
            "不属于|不视为|不计入?|不纳入|不包括|不适用|不得|禁止",
            "属于|视为|视同|计入|包括|适用",
        ),
        (
            "",
            "不得|禁止|严禁|不准|不予|不可以?|不允许|无权|不能(?!够?[清自])|不再|不应|不支持|不受理|不承担|不享受|无效",
            "可以|允许|准予|有权|享有|享受|支持|有效|应予|给予|予以|承担",
        ),
    )
)
_EXCEPTS = re.compile(
    "除外|(?<=.)但是?[,，]|另有规定|除.{1,30}外[,，]|方可|(?:经|报).{1,12}(?:批准|同意|许可)"
)
_ITEMS = re.compile("下列|以下|如下")
# Behind it stands the act that is asked about: 幼儿园可以|教小学的内容吗.
_MODAL = re.compile(
    "(?P<a>[能可要该用应需算行])不(?P=a)(?:可?以|够|需?要|当|该)?|属不属于|能否|可否|是[否不]?是?(?:必须|需要|要|得|可以|应当|应该|能)"
    "|可以|允许|准许|必须|需要|应当|应该|(?<![智功性职潜节可只才])能够?(?![源力量耗效])|(?<![获取所觉使值])得(?![到出])"
    "|(?<![主重需])要(?![求素点件闻])|(?<![预计结核])算|属于"
)
_SMALL = re.compile("(?:的话|[吗呢吧啊呀了]|(?<![什怎多那这])么){1,4}$")
_PROVISO = re.compile(r"\s{0,2}(?:但是?|不过)[，,]?[^\n。]{2,160}。")
# Pairs of characters that a deciding clause shares with the question, and how much nearer than one
# that says the opposite it has to be.
_FEWEST, _SHARE, _CLEARLY = 3, 0.35, 1.5
# What of the act that is asked about the word has to govern, and of who is asked about has to be named;
# a shorter rest of its clause governs what stands before it (身份证不得扣押).
_GOVERNED, _NAMED, _SHORT = 0.5, 0.4, 6

Nearness = Callable[[str, str], float]
"""How much of the words in the first text the second covers, 0..1."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a text decides: by which `word` of its own (empty where by none, or by two that say
    opposite things), whether it names an exception or a condition, and whether it has any such
    word at all."""

    word: str
    excepts: bool
    rules: bool


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


def deciding_words(folded: str, text: str) -> Iterator[Span]:
    """Where a folded text has a word that says yes or no to what a folded question asks."""
    return (match.span() for match in _words(folded).finditer(text))


def ruling(folded: str, said: str, nearness: Nearness | None = None, around: str = "") -> Ruling:
    """How the folded text `said` decides what a folded question asks. A word decides that governs the
    very act asked about, where who is asked about is named there or in the title and path `around` it;
    by `nearness`, or by the pairs of characters they share."""
    nearness = nearness or _shared
    asked = _pairs(_MODAL.sub(" ", _WHETHER.sub(" ", folded)))
    least = max(_FEWEST, _SHARE * len(asked))
    who, act = asked_about(folded)
    named = not who or nearness(who, f"{around} {said}") >= _NAMED
    found = []
    for match in _words(folded).finditer(said) if named else ():
        shared = len(asked & _pairs(_clause(said, *match.span())))
        if shared >= least and nearness(act, _governed(said, *match.span())) >= _GOVERNED:
            found.append((shared, match["no"] is not None, match.group()))
    excepts, rules = _EXCEPTS.search(said) is not None, _words(folded).search(said) is not None
    if not found:
        return Ruling("", excepts, rules)
    shared, no, word = max(found, key=lambda one: one[0])
    other = max((one[0] for one in found if one[1] != no), default=0)
    return Ruling(word if shared >= _CLEARLY * other else "", excepts, rules)


def asked_about(folded: str) -> tuple[str, str]:
    """Who is asked about, and the act of which it is asked whether it may or must be: what stands before
    and behind 可以, 要不要 …; nobody, and the whole clause, where there is no such word."""
    clause = _SMALL.sub("", _asking_clause(folded).strip(" ?？。"))
    for match in _MODAL.finditer(clause):
        act = _WHETHER.sub(" ", clause[match.end() :]).strip()
        if len(act) > 1:
            return clause[: match.start()].strip(), act
    return "", _WHETHER.sub(" ", clause).strip()


def says_no(folded: str, word: str) -> bool:
    """Whether a word by which a text decides says no to a folded question."""
    match = _words(folded).search(word)
    return match is not None and match["no"] is not None


def told(found: Ruling) -> str:
    """A ruling in words that claim no more than the text says."""
    if not found.rules:
        return Own("原文没有直接写“是”或“否”，相关规定是：")
    if not found.word:
        return "相关规定的原文是："
    rest = "，并附有条件或例外" if found.excepts else ""
    return f"原文用的是“{found.word}”{rest}："


def measure_asked(folded: str) -> Asserted | None:
    """The measure that a folded question for yes or no names: 是不是30天."""
    return asserted(folded, _WHETHER) if asks_yes_or_no(folded) else None


def decided(folded: str, said: str, nearness: Nearness | None = None, around: str = "") -> Claim:
    """How the folded text `said` decides a folded question: by which word, and where the question
    names a number, by which number and whether it is that one; `nearness` and
    `around` as in `ruling`."""
    asked = measure_asked(folded)
    stated = answering(asked.measure, folded, said) if asked and asked.decisive else []
    if asked is None or not stated:
        return claim("{told}", told=told(ruling(folded, said, nearness, around)))
    found = ruling(folded, said, lambda act, text: 1.0)  # the number is what is asked about
    printed = "".join(f"“{text}”" for text in dict.fromkeys(m.printed for m in stated))
    word = f"{told(found).removesuffix('：')}，写的是" if found.word else Own("原文写的是")
    rest = compared(asked.measure, stated)
    return claim(
        "{word}{printed}{rest}：", word=word, printed=printed, rest=Own(f"，{rest}" if rest else "")
    )


def proviso(text: str, end: int) -> Span | None:
    """The sentence behind `end` that limits what was said: 但是，…除外。"""
    match = _PROVISO.match(text, end)
    if match is None:
        return None
    return match.end() - len(match.group().lstrip()), match.end()


def _asking_clause(folded: str) -> str:
    """The clause of a folded question that asks whether; the question where none does."""
    asking = [clause for clause in _CLAUSE.split(folded) if _WHETHER.search(clause)][-1:]
    return asking[0] if asking else folded


def _words(folded: str) -> re.Pattern[str]:
    clause = _asking_clause(folded)
    return next(words for asked, words in _RULES if asked.search(clause))


def _governed(text: str, start: int, end: int) -> str:
    """What the word at a span of a text governs: the rest of its clause, or what stands before it."""
    ending = _CLAUSE.search(text, end)
    stop = ending.start() if ending else len(text)
    if _ITEMS.search(text, end, stop):
        stop = len(text)
    if stop - end >= _SHORT:
        return text[end:stop]
    cuts = [match.end() for match in _CLAUSE.finditer(text, 0, start)]
    return text[cuts[-1] if cuts else 0 : stop]


def _clause(text: str, start: int, end: int) -> str:
    """The clause around a span and the one before it, which says of whom or what."""
    cuts = [match.end() for match in _CLAUSE.finditer(text, 0, start)]
    ending = _CLAUSE.search(text, end)
    stop = ending.start() if ending else len(text)
    if _ITEMS.search(text, end, stop):  # 不得实施下列行为：what follows is forbidden too
        stop = len(text)
    return text[cuts[-2] if len(cuts) > 1 else 0 : stop]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if " " not in text[i : i + 2]}


def _shared(act: str, text: str) -> float:
    """The share of the pairs of characters of an act that a text has."""
    asked = _pairs(act)
    return len(asked & _pairs(text)) / len(asked) if asked else 0.0
