"""First questions, made from the documents of the index and asked once, so that each has an answer."""

from collections.abc import Iterator

from eval.sets import SEED
from index.described import family_of
from rag.engine import Engine
from ui.demo import QUESTIONS

_MOST = 4
_TRIED = 24  # documents, spread over the index
_LONGEST_TITLE = 26
# What is asked of a document with such a heading.
_OF_HEADINGS = (
    (("发展目标", "主要目标", "总体目标", "工作目标"), "《{title}》提出了哪些{heading}？"),
    (("保障措施", "组织实施", "组织领导"), "《{title}》有哪些{heading}？"),
    (("法律责任", "罚则"), "《{title}》规定了哪些法律责任？"),
    (("适用范围",), "《{title}》的适用范围是什么？"),
)


def suggestions(engine: Engine) -> tuple[str, ...]:
    """Questions to begin with: the demonstration's for its document, else of several kinds of
    documents, each answered from the document that it names."""
    cards = engine.reader.records.cards
    if len(cards) == 1 and (SEED / cards[0].source).is_file():
        return QUESTIONS
    found: list[str] = []
    families: set[str] = set()
    for number in _spread(len(cards)):
        family = family_of(cards[number].title) or ""
        title = cards[number].title
        if family in families or len(title) > _LONGEST_TITLE or "《" in title:
            continue
        question = next(_answered(engine, number), None)
        if question:
            families.add(family)
            found.append(question)
            if len(found) == _MOST:
                break
    return tuple(found)


def _spread(count: int) -> list[int]:
    step = max(1, count // _TRIED)
    return list(range(0, count, step))[:_TRIED]


def _answered(engine: Engine, number: int) -> Iterator[str]:
    card = engine.reader.records.cards[number]
    for question in _candidates(engine, number):
        answer = engine.ask(question)
        if answer.status == "answered" and answer.citations[0].card.id == card.id:
            yield question


def _candidates(engine: Engine, number: int) -> Iterator[str]:
    document = engine.reader.records.document(number)
    labels = [section.label for section in document.sections]
    for words, template in _OF_HEADINGS:
        heading = next((word for word in words if any(word in label for label in labels)), "")
        if heading:
            yield template.format(title=document.title, heading=heading)
    if any(section.kind == "article" for section in document.sections):
        yield f"《{document.title}》什么时候施行？"
        yield f"《{document.title}》第二条规定了什么？"
    card = engine.reader.records.cards[number]
    if card.number:
        yield f"《{document.title}》的发文字号是什么？"
    if card.published:
        yield f"《{document.title}》的公布日期是哪天？"
