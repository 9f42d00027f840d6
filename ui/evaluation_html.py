"""The tab 评测 as HTML: finished runs, the figures of one, the differences of two."""

from collections.abc import Sequence
from typing import Any

from eval.report.parts import measure_name
from ui.escaping import escape
from ui.evaluations import Finished, QuestionSet
from ui.wording import Language, say

_SHOWN = ("quote_recall@1", "answer_match", "status_right")  # in the list of runs
_DIGITS = 3


def set_label(one: QuestionSet, language: Language) -> str:
    """A question set in the words of the list to choose from."""
    if not one.bundled:
        key = "evaluation.own" if one.count else "evaluation.unreadable"
        return say(key, language, name=one.path.name, count=one.count)
    family, _, part = one.path.stem.partition("_")
    return say(
        "evaluation.bundled",
        language,
        name=say(f"evaluation.set.{family}", language),
        part=say(f"evaluation.part.{part}", language),
        count=one.count,
    )


def runs_html(runs: Sequence[Finished], chosen: str, language: Language) -> str:
    """Finished runs and comparisons, each with a link that shows it."""
    if not runs:
        return f'<p class="wj-empty">{escape(say("evaluation.no_runs", language))}</p>'
    named = [_measure(name, language) for name in _SHOWN]
    labels = [say("evaluation.run", language), say("evaluation.cases", language), *named]
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in labels)
    rows = "".join(_run_row(run, chosen, labels, language) for run in runs)
    return (
        f'<table class="wj-table wj-runs"><caption>{escape(labels[0])}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _run_row(run: Finished, chosen: str, labels: Sequence[str], language: Language) -> str:
    link = f'<a class="wj-act" href="#do-evaluation?run={escape(run.name)}">{escape(run.name)}</a>'
    here = ' class="wj-here"' if run.name == chosen else ""
    if run.compares:
        told = escape(say("evaluation.comparison", language))
        names = " ⇄ ".join(one["name"] for one in run.figures["runs"])
        cells = [f'<td class="wj-cell-wide">{told}<span class="wj-sub">{escape(names)}</span></td>']
        cells[0] = cells[0].replace("<td ", f'<td colspan="{len(labels) - 1}" ', 1)
    else:
        overall = run.figures["all"]
        values = [str(overall["cases"]), *(_mean(overall["measures"].get(n)) for n in _SHOWN)]
        cells = [
            f'<td><span class="wj-cell-label">{escape(label)}</span>{escape(value)}</td>'
            for label, value in zip(labels[1:], values, strict=True)
        ]
    return f'<tr{here}><th scope="row" class="wj-cell-title">{link}</th>{"".join(cells)}</tr>'


def run_html(run: Finished, language: Language) -> str:
    """The figures of one run, or the differences of one comparison, and its whole report."""
    body = _differences(run, language) if run.compares else _figures(run, language)
    address = f"/runs/{escape(run.name)}/report.html" + ("#en" if language == "en" else "")
    links = (
        f'<p class="wj-doc-links"><a class="wj-frame" href="{address}">'
        f"{escape(say('evaluation.show_report', language))}</a>"
        f'<a href="{address}" target="_blank">{escape(say("evaluation.open_report", language))}</a>'
        f'<a class="wj-act" href="#do-evaluation?remove={escape(run.name)}">'
        f"{escape(say('evaluation.remove', language))}</a></p>"
    )
    return (
        f'<article class="wj-doc"><h3 class="wj-doc-title">{escape(run.name)}</h3>'
        f"{links}{body}</article>"
    )


def _figures(run: Finished, language: Language) -> str:
    config, overall = run.figures["config"], run.figures["all"]
    told = say(
        "evaluation.made",
        language,
        set=config["cases"]["name"],
        cases=overall["cases"],
        documents=config["index"]["documents"],
        errors=overall["errors"],
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(_measure(name, language))}</th>'
        f"<td>{_mean(found)}</td><td>{_interval(found)}</td><td>{found['cases']}</td></tr>"
        for name, found in overall["measures"].items()
    )
    head = _head(("measure", "mean", "interval", "cases"), language)
    groups = run.figures["groups"].get("type", {})
    types = "".join(_group_row(name, group) for name, group in groups.items())
    by_type = ""
    if types:
        labels = [say("evaluation.type", language), say("evaluation.cases", language)]
        labels += [_measure(name, language) for name in _SHOWN]
        top = "".join(f'<th scope="col">{escape(label)}</th>' for label in labels)
        by_type = f"<h4>{escape(say('evaluation.by_type', language))}</h4>{_table(top, types)}"
    return f'<p class="wj-soft">{escape(told)}</p>{_table(head, rows)}{by_type}'


def _group_row(name: str, group: dict[str, Any]) -> str:
    values = [str(group["cases"]), *(_mean(group["measures"].get(n)) for n in _SHOWN)]
    cells = "".join(f"<td>{escape(value)}</td>" for value in values)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _differences(run: Finished, language: Language) -> str:
    base, other = (one["name"] for one in run.figures["runs"][:2])
    told = say("evaluation.compared", language, base=base, other=other, cases=run.figures["cases"])
    rows = "".join(_difference_row(found, language) for found in run.figures["differences"])
    head = _head(("measure", "base", "there", "change", "verdict"), language)
    flips = run.figures["flips"]
    won = sum(1 for flip in flips if flip["there"] > flip["base"])
    changed = say("evaluation.flips", language, won=won, lost=len(flips) - won)
    return (
        f'<p class="wj-soft">{escape(told)}</p>{_table(head, rows)}'
        f'<p class="wj-soft">{escape(changed)}</p>'
    )


def _difference_row(found: dict[str, Any], language: Language) -> str:
    change = found["change"]
    interval = f"{change['mean']:+.{_DIGITS}f} [{change['low']:+.{_DIGITS}f}, {change['high']:+.{_DIGITS}f}]"
    verdict = found["verdict"] or "same"
    tone = {"better": "good", "worse": "bad"}.get(verdict, "none")
    badge = (
        f'<span class="wj-badge wj-{tone}">{escape(say(f"evaluation.{verdict}", language))}</span>'
    )
    cells = (_mean(found["base"]), _mean(found["there"]), escape(interval), badge)
    return (
        f'<tr><th scope="row">{escape(_measure(found["measure"], language))}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
    )


def _table(head: str, rows: str) -> str:
    return f'<table class="wj-table wj-figures"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _head(keys: Sequence[str], language: Language) -> str:
    labels = (escape(say(f"evaluation.{key}", language)) for key in keys)
    return "".join(f'<th scope="col">{label}</th>' for label in labels)


def _measure(name: str, language: Language) -> str:
    chinese, english = measure_name(name)
    return chinese if language == "zh" else english


def _mean(found: dict[str, Any] | None) -> str:
    return f"{found['mean']:.{_DIGITS}f}" if found else "–"


def _interval(found: dict[str, Any]) -> str:
    return f"{found['low']:.{_DIGITS}f}–{found['high']:.{_DIGITS}f}"
