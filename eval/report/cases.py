"""One case on a page: what was asked, what is gold, what was found and answered."""

from collections.abc import Iterator, Sequence

from eval.cases import Case
from eval.compare import Flip
from eval.measures import BY_NAME
from eval.report.highlight import marked_hit
from eval.report.html import both, text
from eval.rows import Row, Shown

_HITS = 5
_STATUS = {
    "answered": ("已回答", "answered", ""),
    "listed_only": ("目录有、正文无", "listed only", "none"),
    "insufficient": ("未找到答案", "refused", "none"),
    "error": ("出错", "error", "bad"),
    "": ("仅检索", "search only", "none"),
}


def case_details(row: Row) -> str:
    """A case of a run, folded."""
    tags = [_status_tag(row), *_score_tags(row)]
    return _details(row.case, tags, _gold(row.case) + _result(row))


def flip_details(flip: Flip, base: Row, there: Row, names: tuple[str, str]) -> str:
    """A case with the results of two runs side by side, folded."""
    measure = BY_NAME[flip.measure]
    look, sign = ("good", "↑") if flip.won else ("bad", "↓")
    change = f"{flip.base:g} → {flip.there:g} {sign}"
    tag = f'<span class="tag {look}">{both(measure.zh, measure.en)} {change}</span>'
    sides = "".join(
        f"<div><h3>{text(name)}</h3>{_result(row)}</div>"
        for name, row in zip(names, (base, there), strict=True)
    )
    return _details(base.case, [tag], f'{_gold(base.case)}<div class="pair">{sides}</div>')


def _details(case: Case, tags: Sequence[str], inside: str) -> str:
    kind = f'<span class="tag none">{text(case.type)}</span>' if case.type else ""
    return (
        f'<details class="case"><summary><span class="id">{text(case.id)}</span>{kind}'
        f'<span class="q">{text(case.question)}</span>{"".join(tags)}</summary>'
        f'<div class="inside">{inside}</div></details>'
    )


def _status_tag(row: Row) -> str:
    zh, en, look = _STATUS.get(row.status, (row.status, row.status, "none"))
    if row.status == row.case.status:
        look = "good"
    elif row.status and look != "bad":
        look = "bad"
    return f'<span class="tag {look}">{both(zh, en)}</span>'


def _score_tags(row: Row) -> Iterator[str]:
    for name in ("quote_recall@5", "section_hit@5", "hit@10", "answer_match"):
        if name in row.values:
            measure, value = BY_NAME[name], row.values[name]
            look = "good" if value == 1 else "bad" if value == 0 else "none"
            yield f'<span class="tag {look}">{both(measure.zh, measure.en)} {value:g}</span>'


def _gold(case: Case) -> str:
    zh, en, _ = _STATUS[case.status]
    rows = [(both("应为", "expected"), both(zh, en))]
    rows += [(both("文件", "document"), text(document)) for document in case.documents[:3]]
    heading = both("章节", "section")
    rows += [(heading, text(" › ".join(path))) for path in case.sections[:3] if path]
    quote = both("标准引文", "gold quote")
    rows += [(quote, f'<mark class="quoted">{text(q)}</mark>') for q in case.quotes[:6]]
    place = both("标准位置", "gold place")
    rows += [(place, text(f"{p.document} {p.start}–{p.end}")) for p in case.evidence[:6]]
    if case.answer:
        elements = "；".join(" / ".join(element) for element in case.answer)
        rows.append((both("标准答案", "gold answer"), text(elements)))
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in rows)}</dl>"


def _result(row: Row) -> str:
    if row.error:
        return f"<dl><dt>{both('错误', 'error')}</dt><dd>{text(row.error)}</dd></dl>"
    parts = []
    if row.status:
        zh, en, _ = _STATUS.get(row.status, (row.status, row.status, ""))
        said = text(row.answer) or "–"
        parts.append(
            f"<dl><dt>{both('结果', 'result')}</dt><dd>{both(zh, en)}</dd>"
            f'<dt>{both("回答", "answer")}</dt><dd class="quoted">{said}</dd></dl>'
        )
        parts += [_shown(row.case, c, f"[{n}]") for n, c in enumerate(row.citations[:_HITS], 1)]
    if row.hits:
        first = f"{both('前', 'first')} {min(_HITS, len(row.hits))}"
        parts.append(
            f'<h3>{both("检索到的段落", "passages found")} <span class="id">{first}</span></h3>'
        )
        parts += [_shown(row.case, hit, str(n)) for n, hit in enumerate(row.hits[:_HITS], 1)]
    return "".join(parts) or f"<p>{both('没有找到任何段落', 'nothing was found')}</p>"


def _shown(case: Case, shown: Shown, label: str) -> str:
    html, gold = marked_hit(case, shown)
    path = " › ".join((*shown.section, f"{shown.start}–{shown.end}"))
    return (
        f'<div class="hit{" gold" if gold else ""}"><div class="place"><b>{text(label)}</b> '
        f"《{text(shown.title)}》 {text(path)}</div>"
        f'<p class="quoted">{html}</p></div>'
    )
