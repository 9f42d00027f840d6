"""The HTML page of a run."""

from collections.abc import Sequence

from eval.figures import Figures
from eval.measures import BY_NAME, CUTS, MEASURES
from eval.report.cases import case_details
from eval.report.charts import Point, curves, forest, histogram, legend, meter, stacks
from eval.report.html import both, figure, note, page, section, table, text
from eval.report.parts import AUROC, config_table, measure_name, subtitle
from eval.rows import Row
from eval.runfolder import Run

_CARDS = (
    *(
        "quote_recall@1",
        "quote_recall@5",
        "hit@5",
        "section_hit@5",
        "mrr@10",
        "ndcg@10",
        "answer_match",
        "citation_recall",
        "verified_share",
    ),
    *("false_refusal", "refusal_recall", "status_right"),
)
_COLUMNS = (
    *("quote_recall@1", "quote_recall@5", "hit@5", "section_hit@5", "mrr@10", "answer_match"),
    *("citation_recall", "false_refusal", "refusal_recall", "status_right"),
)
_PARTS = (
    ("search", "检索", "retrieval"),
    ("answer", "回答", "answers"),
    ("refusal", "拒答", "refusal"),
)
_GROUPS = {
    "type": ("按题型", "By type"),
    "family": ("按文种", "By kind of document"),
    "length": ("按问题字数", "By length of the question"),
}
_STAGES = (
    ("s1", "bm25", "BM25", "BM25"),
    ("s2", "dense", "向量", "vectors"),
    ("s3", "late", "逐词匹配", "late interaction"),
    ("s4", "reading", "阅读模型", "reading model"),
    ("s5", "fusion", "融合与其余检索", "fusion, rest of search"),
    ("s6", "answer", "作答", "answering"),
)


def run_html(run: Run, figures: Figures, worst: Sequence[Row]) -> str:
    """The page of a run: its figures and its worst rows."""
    overall = figures["all"]
    parts = [
        section("summary", "概要", "Summary", _summary_note(run, figures), _cards(overall)),
        section("charts", "图", "Charts", f'<div class="charts">{"".join(_charts(figures))}</div>'),
        section("groups", "分组", "Groups", *_group_tables(figures)),
        section("latency", "用时", "Time", *_latency(figures)),
        section("worst", "最差的题目", "Worst cases", *_worst(worst)),
        section("config", "配置", "Configuration", config_table(run.config)),
    ]
    return page(
        run.name, "评测报告", "evaluation report", subtitle(run.config, overall["cases"]), parts
    )


def _summary_note(run: Run, figures: Figures) -> str:
    overall = figures["all"]
    unfinished = run.count - overall["cases"]
    zh, en = (
        "括号内为 95 % 区间（对题目重抽样）。",
        "In brackets 95 % intervals over resampled questions.",
    )
    if overall["errors"]:
        zh += f" 有 {overall['errors']} 题出错，按 0 分计。"
        en += f" {overall['errors']} cases failed and score 0."
    lost = run.config["cases"].get("not_indexed")
    if lost:
        zh += f" 有 {lost} 题的标准文件不在索引中。"
        en += f" {lost} cases have gold in documents that are not indexed."
    judge = figures.get("judge")
    if judge:
        mean = f"{judge['mean']:.3f} [{judge['low']:.3f}, {judge['high']:.3f}]"
        zh += f" 大模型 {judge['model']} 评判 {judge['cases']} 个回答：{mean}。"
        en += f" {judge['model']} judged {judge['cases']} answers: {mean}."
        if judge["agreement"]:
            share, kappa = judge["agreement"]["share"]["mean"], judge["agreement"]["kappa"]
            zh += f"与人工标注一致 {share:.3f}（κ {kappa:.3f}）。"
            en += f" It agrees with people in {share:.3f} (κ {kappa:.3f})."
    if unfinished:
        zh += f" 尚有 {unfinished} 题未运行。"
        en += f" {unfinished} cases are not run yet."
    return note(zh, en)


def _cards(overall: Figures) -> str:
    cards = []
    for name in _CARDS:
        found = overall["measures"].get(name)
        if found is None:
            continue
        zh, en = measure_name(name)
        count = both(f"{found['cases']} 题", f"{found['cases']} cases")
        cards.append(
            f'<div class="card"><div class="name">{both(zh, en)}</div>'
            f'<div class="value">{found["mean"]:.3f}</div>'
            f"{meter(found['mean'], found['low'], found['high'])}"
            f'<div class="range">[{found["low"]:.3f}, {found["high"]:.3f}] · '
            f"{count}</div></div>"
        )
    return f'<div class="cards">{"".join(cards)}</div>'


def _charts(figures: Figures) -> list[str]:
    measures = figures["all"]["measures"]
    drawn = []
    series = []
    for stem in ("quote_recall", "hit", "section_hit"):
        points = [_point(f"{stem}@{k}", measures) for k in CUTS if f"{stem}@{k}" in measures]
        if len(points) == len(CUTS):
            zh, en = measure_name(f"{stem}@1")
            series.append((zh.split("@")[0], en.split("@")[0], points))
    if series:
        zh, en = "前 k 段里找到了多少", "found among the first k passages"
        drawn.append(figure(curves(CUTS, series), zh, en))
    for part, zh, en in _PARTS:
        names = [m.name for m in (*MEASURES, AUROC) if m.part == part and m.share]
        points = [_point(name, measures) for name in names if name in measures]
        if points:
            drawn.append(figure(forest(points), f"{zh}指标", f"{en}"))
    for name in ("quote_recall@5", "answer_match", "status_right"):
        groups = figures["groups"]["type"]
        points = [
            _group_point(group, found["measures"][name])
            for group, found in groups.items()
            if name in found["measures"]
        ]
        if len(points) > 1:
            zh, en = measure_name(name)
            drawn.append(figure(forest(points), f"{zh}，按题型", f"{en} by type"))
    confidence = figures["confidence"]
    if confidence:
        kinds = [("s1", "可回答", "answerable", confidence["answerable"])]
        kinds.append(("s4", "不可回答", "unanswerable", confidence["unanswerable"]))
        drawn.append(figure(histogram(kinds), "置信度分布", "confidence of answers"))
    return drawn


def _point(name: str, measures: Figures) -> Point:
    zh, en = measure_name(name)
    found = measures[name]
    return Point(zh, en, found["mean"], found["low"], found["high"])


def _group_point(name: str, found: Figures) -> Point:
    label = f"{name} ({found['cases']})"
    return Point(label, label, found["mean"], found["low"], found["high"])


def _group_tables(figures: Figures) -> list[str]:
    overall = figures["all"]
    names = [name for name in _COLUMNS if name in overall["measures"]]
    head = [both("", ""), both("题数", "cases"), *(both(*measure_name(name)) for name in names)]
    tables = [] if figures["all"]["cases"] else [note("没有题目。", "No cases.")]
    for grouping, (zh, en) in _GROUPS.items():
        groups = figures["groups"][grouping]
        if len(groups) < 2:
            continue
        rows = [[both("全部", "all"), str(overall["cases"]), *_cells(overall, names)]]
        rows += [[text(g), str(f["cases"]), *_cells(f, names)] for g, f in groups.items()]
        tables.append(f"<h3>{both(zh, en)}</h3>{table(head, rows)}")
    return tables


def _cells(group: Figures, names: Sequence[str]) -> list[str]:
    cells = []
    for name in names:
        found = group["measures"].get(name)
        if found is None:
            cells.append("<td>–</td>")
            continue
        less = " less" if BY_NAME[name].better is False else ""
        interval = f"{found['low']:.2f}–{found['high']:.2f}"
        cells.append(
            f'<td class="heat{less}" style="--v:{found["mean"]:.3f}">{found["mean"]:.3f}'
            f"<small>{interval}</small></td>"
        )
    return cells


def _latency(figures: Figures) -> list[str]:
    latency = figures["latency"]
    if not latency:
        return []
    shown = [s for s in _STAGES if s[1] in latency]
    rows = []
    for zh, en, key in (("中位", "p50", "p50"), ("p95", "p95", "p95")):
        rows.append((zh, en, [(look, 1000 * latency[stage][key]) for look, stage, _, _ in shown]))
    head = [both("阶段", "stage"), "p50 ms", "p95 ms", both("平均 ms", "mean ms")]
    named = {stage: (zh, en) for _, stage, zh, en in shown}
    named |= {
        "search": ("理解问题与读取", "understanding, reading texts"),
        "total": ("一题合计", "whole case"),
    }
    body = [
        [both(*named[stage]), *(f"{1000 * latency[stage][k]:.1f}" for k in ("p50", "p95", "mean"))]
        for stage in (*(s[1] for s in shown), "search", "total")
        if stage in latency
    ]
    said = note(
        "每题的墙钟时间，在同时运行的各进程中测得；各阶段只计自身。分位数相加不等于合计的分位数。",
        "Wall time of a case, measured while the workers run side by side; each stage counts only its "
        "own work. Percentiles of parts do not add up to that of the whole.",
    )
    chart = stacks(rows, "ms") + legend([(look, zh, en) for look, _, zh, en in shown])
    tokens = figures["tokens"]
    spent = f"{tokens.get('prompt', 0)} + {tokens.get('completion', 0)}"
    cost = note(
        f"大模型用量：{spent} 词元（输入 + 输出）。", f"LLM tokens: {spent} (prompt + completion)."
    )
    return [said, chart, table(head, body), cost]


def _worst(worst: Sequence[Row]) -> list[str]:
    if not worst:
        return [note("没有答错的题目。", "No case went wrong.")]
    said = note(
        f"按偏离程度排列的 {len(worst)} 题；黄底为标准引文，下划线为标准答案。",
        f"The {len(worst)} cases farthest from right; gold quotes are highlighted, gold answers underlined.",
    )
    button = (
        f'<button type="button" class="all">{both("全部展开或收起", "open or close all")}</button>'
    )
    return [f'<div class="head">{said}{button}</div>', *(case_details(row) for row in worst)]
