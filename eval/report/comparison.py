"""The HTML page of a comparison."""

from collections.abc import Sequence

from eval.compare import Comparison, Difference, flipped_rows
from eval.report.cases import flip_details
from eval.report.charts import Point, forest
from eval.report.html import both, figure, note, page, section, table, text
from eval.report.parts import config_table, measure_name, subtitle

_MOST_FLIPS = 60


def comparison_html(comparison: Comparison) -> str:
    """The page of a comparison."""
    base, *others = comparison.runs
    parts = []
    for number, run in enumerate(others, 1):
        found = comparison.of(number)
        parts.append(
            section(
                f"run{number}",
                f"{run.name} 对比 {base.name}",
                f"{run.name} against {base.name}",
                note(
                    "差值为后者减前者，横线为 95 % 配对自助法区间；绿色为显著更好，红色为显著更差"
                    "（随机化检验，Holm 校正后 p < 0.05），灰色为无显著差异。",
                    "Differences are the second minus the first with 95 % paired bootstrap intervals; "
                    "green is significantly better, red significantly worse (randomisation test, "
                    "p < 0.05 after Holm's correction), grey neither.",
                ),
                _difference_chart(found),
                _difference_table(found, base.name, run.name),
            )
        )
        parts.append(_flips(comparison, number))
    settings = [config_table(run.config, run.name) for run in comparison.runs]
    parts.append(section("config", "配置", "Configuration", *settings))
    title = " ⇄ ".join(run.name for run in comparison.runs)
    count = len(comparison.columns[0].ids)
    return page(title, "对比报告", "comparison", subtitle(base.config, count), parts)


def _difference_chart(found: Sequence[Difference]) -> str:
    looks = {"better": "good", "worse": "bad", "": "none"}
    points = [
        Point(
            *measure_name(d.measure), d.change.mean, d.change.low, d.change.high, looks[d.verdict]
        )
        for d in found
    ]
    most = max([0.05, *(abs(v) for p in points for v in (p.low, p.high))])
    return figure(
        forest(points, -most, most, signed=True), "差值与区间", "differences with intervals"
    )


def _difference_table(found: Sequence[Difference], base: str, there: str) -> str:
    head = [
        both("指标", "measure"),
        both("题数", "cases"),
        text(base),
        text(there),
        both("差值", "change"),
    ]
    head += ["p", "p (Holm)", both("胜 : 负 : 平", "won : lost : tied"), ""]
    tags = {"better": ("good", "更好", "better"), "worse": ("bad", "更差", "worse")}
    rows = []
    for d in found:
        look, zh, en = tags.get(d.verdict, ("none", "无显著差异", "no difference"))
        interval = f"[{d.change.low:+.3f}, {d.change.high:+.3f}]"
        bar = "".join(
            f'<i class="{c}" style="width:{100 * n / d.cases:.2f}%"></i>'
            for c, n in (("w", d.wins), ("t", d.ties), ("l", d.losses))
        )
        rows.append(
            [both(*measure_name(d.measure)), str(d.cases), f"{d.base.mean:.3f}", f"{d.there.mean:.3f}",
             f"{d.change.mean:+.3f}<small>{interval}</small>".join(("<td>", "</td>")),
             f"{d.p:.4f}", f"{d.p_holm:.4f}",
             f'<td><div class="wlt">{bar}</div><small>{d.wins} : {d.losses} : {d.ties}</small></td>',
             f'<span class="tag {look}">{both(zh, en)}</span>']
        )  # fmt: skip
    return table(head, rows)


def _flips(comparison: Comparison, number: int) -> str:
    found = [flip for flip in comparison.flips if flip.other == number]
    name = comparison.runs[number].name
    won = sum(flip.won for flip in found)
    lost = len(found) - won
    shown = [flip for flip in found if not flip.won][: _MOST_FLIPS // 2]
    shown += [flip for flip in found if flip.won][: _MOST_FLIPS - len(shown)]
    names = (comparison.runs[0].name, name)
    details = [flip_details(flip, a, b, names) for flip, a, b in flipped_rows(comparison, shown)]
    said = note(
        f"{name} 中变好 {won} 题，变差 {lost} 题；先列变差的，左右并排，最多 {_MOST_FLIPS} 题。",
        f"In {name} {won} cases became better and {lost} worse; the worse ones first, side by side, at "
        f"most {_MOST_FLIPS}.",
    )
    button = (
        f'<button type="button" class="all">{both("全部展开或收起", "open or close all")}</button>'
    )
    head = f'<div class="head">{said}{button if details else ""}</div>'
    return section(f"flips{number}", "翻转的题目", "Cases that flipped", head, *details)
