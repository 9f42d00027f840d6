"""Jobs as HTML: what is going on, how far it is, what became of each file."""

from collections.abc import Sequence
from typing import Any

from ui.escaping import escape
from ui.jobs import LANES, Job
from ui.reasons import reason, step
from ui.wording import Language, say

_TONES = {
    "done": "good",
    "failed": "bad",
    "running": "part",
    "waiting": "none",
    "cancelled": "none",
}
_OUTCOMES = {
    "indexed": "good",
    "partly": "part",
    "duplicate": "none",
    "removed": "none",
    "kept": "part",
}
_MOST_FILES = 200


def job_html(job: Job, files: Sequence[dict[str, Any]], language: Language) -> str:
    """One job: its state, its progress or its end, and a row for each file of its report."""
    state = say(f"job.{job.state}", language)
    parts = [
        f'<p class="wj-job-head"><span class="wj-badge wj-{_TONES[job.state]}">{state}</span> '
        f"{escape(_title(job, language))}</p>"
    ]
    if job.open:
        parts.append(_progress(job, language))
    elif job.state == "failed" and job.message:
        said = escape(reason(job.message, language))
        parts.append(f'<p class="wj-error" role="alert">{said}</p>')
    if files:
        parts.append(_files(files, language))
    return f'<section class="wj-job">{"".join(parts)}</section>'


def _title(job: Job, language: Language) -> str:
    key = "job.more_cases" if job.kind == "evaluate" else "job.more"
    more = say(key, language, count=job.count) if job.count > 1 else ""
    return say(f"job.kind.{job.kind}", language, subject=job.subject + more)


def _progress(job: Job, language: Language) -> str:
    share = f' value="{job.done}" max="{job.total}"' if job.total else ""
    label = escape(say("job.progress", language))
    told = f"{escape(step(job.step, language))} {job.done}/{job.total}" if job.total else ""
    stop = escape(say("job.stop", language))
    box = "jobs" if LANES[job.kind] == "index" else "evaluations"
    return (
        f'<p class="wj-job-bar"><progress{share} aria-label="{label}"></progress>'
        f'<span>{told}</span> <a class="wj-act" href="#do-{box}?stop={job.id}">{stop}</a></p>'
    )


def _files(files: Sequence[dict[str, Any]], language: Language) -> str:
    counts: dict[str, int] = {}
    for file in files:
        counts[file["outcome"]] = counts.get(file["outcome"], 0) + 1
    told = say("report.joint", language).join(
        f"{say(f'outcome.{outcome}', language)} {count}" for outcome, count in counts.items()
    )
    rows = "".join(_file(file, language) for file in files[:_MOST_FILES])
    more = len(files) - _MOST_FILES
    rest = f"<li>{escape(say('report.more', language, count=more))}</li>" if more > 0 else ""
    return f'<p class="wj-report-sum">{escape(told)}</p><ul class="wj-report" tabindex="0">{rows}{rest}</ul>'


def _file(file: dict[str, Any], language: Language) -> str:
    tone = _OUTCOMES.get(file["outcome"], "bad")
    remarks = [reason(file["reason"], language)] if file["reason"] else []
    if file["outcome"] in ("indexed", "partly"):
        if file["change"] in ("unchanged", "changed"):
            remarks.append(say(f"change.{file['change']}", language))
        remarks.append(
            say("report.size", language, passages=file["chunks"], sections=file["sections"])
        )
    if file["undecodable"]:
        remarks.append(say("report.undecodable", language, count=file["undecodable"]))
    outcome = say(f"outcome.{file['outcome']}", language)
    joined = escape(say("report.joint", language).join(remarks))
    return (
        f'<li><span class="wj-badge wj-{tone}">{outcome}</span> '
        f'<b>{escape(file["source"])}</b> <span class="wj-soft">{joined}</span></li>'
    )
