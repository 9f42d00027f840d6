"""The tab 评测: run a question set, look at its figures, compare two runs; each in its own process."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
from gradio.context import Context

from index.errors import WenjuError
from ui import page
from ui.app import App
from ui.backstage import Backstage
from ui.escaping import escape
from ui.evaluation_html import run_html, runs_html, set_label
from ui.jobs_html import job_html
from ui.reasons import reason
from ui.shown import shown_html

_SHOWN_JOBS = 2
_EVERY = 1.0  # seconds between two looks at a job that runs
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class Evaluation:
    """What the tab shows, as HTML, in one language."""

    def __init__(self, app: App, backstage: Backstage):
        self._app = app
        self._back = backstage

    def sets(self) -> list[tuple[str, str]]:
        """The question sets to choose from."""
        language = self._app.language
        return [(set_label(one, language), one.key) for one in self._back.evaluations.sets()]

    def names(self) -> list[str]:
        """The runs that can be compared."""
        return [run.name for run in self._back.evaluations.runs() if not run.compares]

    def jobs(self) -> str:
        """The newest jobs: what runs, and what failed."""
        jobs = self._back.jobs.all("evaluation")[:_SHOWN_JOBS]
        shown = [job for job in jobs if job.open or job.state == "failed"]
        return "\n\n".join(job_html(job, (), self._app.language) for job in shown)

    def busy(self) -> bool:
        """Whether a job waits or runs."""
        return any(job.open for job in self._back.jobs.all("evaluation"))

    def runs(self, act: str) -> tuple[str, str]:
        """The list of runs and the figures of the one that a click names; the newest without one."""
        evaluations = self._back.evaluations
        asked = parse_qs(act)
        if self._back.may_change:
            for name in asked.get("remove", []):
                evaluations.remove(name)
        runs = evaluations.runs()
        wanted = asked.get("run", [runs[0].name if runs else ""])[-1]
        shown = evaluations.find(wanted)
        opened = run_html(shown, self._app.language) if shown else ""
        return runs_html(runs, wanted, self._app.language), opened

    def start(self, key: str) -> str:
        """Run a set; what is wrong, or nothing."""
        return self._started(lambda: self._back.evaluations.start(key or ""))

    def compare(self, base: str, other: str) -> str:
        """Compare two runs; what is wrong, or nothing."""
        return self._started(lambda: self._back.evaluations.compare(base or "", other or ""))

    def _started(self, start: Callable[[], object]) -> str:
        if not self._back.may_change:
            return self._app.say("upload.read_only")
        try:
            start()
        except WenjuError as error:
            return reason(str(error), self._app.language)
        return ""


def build_tab(app: App, backstage: Backstage) -> None:
    """The tab over one index."""
    evaluation = Evaluation(app, backstage)
    say = app.say
    with gr.Row(elem_classes="wj-columns"):
        with gr.Column(scale=5, min_width=320):
            with gr.Column(elem_classes="wj-sheet"):
                shown_html(f'<h2 class="wj-h2">{escape(say("evaluation.title"))}</h2>')
                shown_html(f'<p class="wj-help">{escape(say("evaluation.hint"))}</p>')
                chosen = gr.Dropdown(
                    label=say("evaluation.set"), choices=evaluation.sets(), elem_id="wj-set"
                )
                with gr.Row(elem_classes="wj-buttons"):
                    run = gr.Button(say("evaluation.start"), variant="primary", elem_id="wj-run")
                    gr.Button(say("evaluation.upload"), elem_id="wj-pick-set")
                shown_html('<div id="wj-set-state" role="status"></div>')
            jobs = shown_html("", elem_id="wj-evaluation-jobs")
            wrong = shown_html("", elem_id="wj-evaluation-wrong")
            runs = shown_html("", elem_id="wj-runs")
            with gr.Column(elem_classes="wj-sheet"):
                shown_html(f'<h2 class="wj-h2">{escape(say("evaluation.compare_title"))}</h2>')
                with gr.Row(elem_id="wj-compare-row"):
                    base = gr.Dropdown(
                        label=say("evaluation.base"), elem_id="wj-base", min_width=140
                    )
                    other = gr.Dropdown(
                        label=say("evaluation.there"), elem_id="wj-other", min_width=140
                    )
                with gr.Row(elem_classes="wj-buttons"):
                    compare = gr.Button(say("evaluation.compare"), elem_id="wj-compare")
        with gr.Column(scale=7, min_width=320):
            opened = shown_html("", elem_id="wj-evaluation-run")
    act = gr.Textbox(elem_id="wj-act-evaluation", visible="hidden")
    job_act = gr.Textbox(elem_id="wj-act-evaluations", visible="hidden")
    timer = gr.Timer(_EVERY, active=False)

    def look(act: str) -> tuple[Any, ...]:
        """Jobs, and what they have made once none runs."""
        if evaluation.busy():
            return evaluation.jobs(), gr.Timer(active=True), *[gr.skip()] * 4
        names = evaluation.names()
        return (
            evaluation.jobs(),
            gr.Timer(active=False),
            *evaluation.runs(act),
            gr.Dropdown(choices=names, value=names[1] if len(names) > 1 else None),
            gr.Dropdown(choices=names, value=names[0] if names else None),
        )

    looked = [jobs, timer, runs, opened, base, other]

    def first() -> tuple[Any, ...]:
        sets = evaluation.sets()
        bundled = [key for _, key in sets if key == "bundled/shanxi_test.jsonl"]
        value = next(iter([key for _, key in sets if key.startswith("own/")] + bundled), None)
        return *look(""), gr.Dropdown(choices=sets, value=value)

    def begun(said: str) -> tuple[Any, ...]:
        return page.error_html(said), *look("")

    def acted(query: str) -> tuple[Any, ...]:
        """A click that stops a job, or the news that a set was uploaded."""
        for id_ in parse_qs(query).get("stop", []):
            backstage.jobs.cancel(id_)
        return *look(""), gr.Dropdown(choices=evaluation.sets())

    assert Context.root_block is not None  # a tab is built inside a page
    Context.root_block.load(first, None, [*looked, chosen], **_QUIET)
    act.change(look, act, looked, **_QUIET)
    job_act.change(acted, job_act, [*looked, chosen], **_QUIET)
    timer.tick(look, act, looked, **_QUIET)
    run.click(lambda key: begun(evaluation.start(key)), chosen, [wrong, *looked], **_QUIET)
    compare.click(
        lambda a, b: begun(evaluation.compare(a, b)), [base, other], [wrong, *looked], **_QUIET
    )
