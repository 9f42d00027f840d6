"""The tab 文件: upload, list, look into, remove, rebuild. Indexing is a job in its own process.

What is looked at stands in the links of the page and comes back with a click (`#do-documents?…`,
see static/tabs.js), so that nothing is kept between requests.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import gradio as gr
from gradio.context import Context

from index.errors import WenjuError
from ui import page
from ui.app import App
from ui.backstage import Backstage
from ui.catalog import View, parse_view
from ui.documents_html import document_html, table_html
from ui.escaping import escape
from ui.jobs_html import job_html
from ui.reasons import reason
from ui.shown import shown_html
from ui.uploads import LARGEST_UPLOAD, MEGABYTE

_SHOWN_JOBS = 3
_EVERY = 1.0  # seconds between two looks at a job that runs
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class Documents:
    """What the tab shows, as HTML, in one language."""

    def __init__(self, app: App, backstage: Backstage):
        self._app = app
        self._back = backstage
        self._root = app.root

    def table(self, act: str, sought: str, family: str | None, validity: str | None) -> str:
        """The table for a click and what is chosen above it."""
        view = _view(act, sought, family, validity)
        catalog = self._back.catalogs.of(self._app.engine)
        return table_html(catalog, view, self._app.language)

    def detail(self, act: str, sought: str, family: str | None, validity: str | None) -> str:
        """The document that is open; empty without one."""
        view = _view(act, sought, family, validity)
        engine = self._app.engine
        row = self._back.catalogs.of(engine).by_id.get(view.document)
        if row is None:
            return ""
        return document_html(engine.reader.records, row, view, self._root, self._app.language)

    def state(self) -> str:
        """What must be said of the index itself; mostly nothing."""
        if not self._app.index.present:
            return page.error_html(self._app.say("index.missing"))
        return ""

    def jobs(self) -> str:
        """The newest jobs that change the index, with what became of the files of those that ended."""
        language = self._app.language
        jobs = self._back.jobs.all("index")[:_SHOWN_JOBS]
        told = [
            job_html(job, () if job.open else self._back.changing.report(job), language)
            for job in jobs
        ]
        return "\n\n".join(told)

    def busy(self) -> bool:
        """Whether a job that changes the index waits or runs."""
        return any(job.open for job in self._back.jobs.all("index"))

    def stop(self, act: str) -> None:
        """Stop the job that a click names; `#do-jobs?started` names none."""
        for id_ in parse_qs(act).get("stop", []):
            self._back.jobs.cancel(id_)

    def remove(self, act: str) -> str:
        """Remove the document that is open; what is wrong, or nothing."""
        row = self._back.catalogs.of(self._app.engine).by_id.get(parse_view(act).document)
        if row is None:
            return self._app.say("documents.none_open")
        return self._started(lambda: self._back.changing.remove([row.id], row.title))

    def rebuild(self) -> str:
        """Rebuild the index; what is wrong, or nothing."""
        return self._started(self._back.changing.rebuild)

    def _started(self, start: Callable[[], object]) -> str:
        if not self._back.may_change:
            return self._app.say("upload.read_only")
        try:
            start()
        except WenjuError as error:
            return reason(str(error), self._app.language)
        return ""


def _view(act: str, sought: str, family: str | None, validity: str | None) -> View:
    view = parse_view(act)
    return replace(view, sought=(sought or "")[:200], family=family or "", validity=validity or "")


def build_tab(app: App, backstage: Backstage) -> None:
    """The tab over one index."""
    documents = Documents(app, backstage)
    say = app.say
    state = shown_html("", elem_id="wj-index-state")
    if backstage.may_change:
        with gr.Column(elem_id="wj-drop"):
            shown_html(_hint(app))
            with gr.Row(elem_id="wj-upload-row"):
                gr.Button(say("upload.choose"), elem_id="wj-pick-files", variant="primary")
                gr.Button(say("upload.choose_folder"), elem_id="wj-pick-folder")
                gr.Checkbox(label=say("upload.replace"), elem_id="wj-replace", container=False)
                rebuild = gr.Button(say("documents.rebuild"), elem_id="wj-rebuild")
            shown_html('<div id="wj-upload-state" role="status"></div>')
    else:
        shown_html(f'<p class="wj-help">{escape(say("upload.read_only"))}</p>')
    jobs = shown_html("", elem_id="wj-jobs")
    with gr.Row(elem_id="wj-find"):
        sought = gr.Textbox(
            label=say("documents.search"),
            placeholder=say("documents.search_hint"),
            elem_id="wj-sought",
            scale=3,
            max_lines=1,
        )
        family = _choice(say("column.family"), "wj-family", app)
        validity = _choice(say("column.validity"), "wj-validity", app)
    with gr.Row(elem_classes="wj-columns"):
        with gr.Column(scale=7, min_width=320):
            table = shown_html("", elem_id="wj-documents")
        with gr.Column(scale=5, min_width=320, visible=False) as beside:
            detail = shown_html("", elem_id="wj-document")
            with gr.Row(elem_id="wj-remove-row", visible=backstage.may_change):
                remove = gr.Button(say("documents.remove"), elem_id="wj-remove")
                sure = gr.Button(
                    say("documents.remove_sure"),
                    elem_id="wj-remove-sure",
                    variant="stop",
                    visible=False,
                )
                keep = gr.Button(say("documents.keep"), elem_id="wj-keep", visible=False)
            wrong = shown_html("", elem_id="wj-documents-wrong")
    act = gr.Textbox(elem_id="wj-act-documents", visible="hidden")
    job_act = gr.Textbox(elem_id="wj-act-jobs", visible="hidden")
    timer = gr.Timer(_EVERY, active=False)

    asked = [act, sought, family, validity]

    def show(*given: str) -> tuple[object, ...]:
        opened = documents.detail(*given)
        return (
            documents.table(*given),
            opened,
            gr.Column(visible=bool(opened)),
            *_asking(False, bool(opened)),
            "",
        )

    def narrowed(*given: str) -> tuple[object, ...]:
        query = replace(parse_view(given[0]), page=1).encode()
        return query, *show(query, *given[1:])

    shown = [table, detail, beside, remove, sure, keep, wrong]

    def look(*given: str) -> tuple[object, ...]:
        """What a job changed; the table only when none runs."""
        busy = documents.busy()
        if busy:
            return documents.jobs(), documents.state(), gr.Timer(active=True), *[gr.skip()] * 7
        return documents.jobs(), documents.state(), gr.Timer(active=False), *show(*given)

    looked = [jobs, state, timer, *shown]

    def first() -> tuple[object, ...]:
        catalog = backstage.catalogs.of(app.engine)
        choices = [
            gr.Dropdown(choices=_choices([(f, f) for f in catalog.families], app)),
            gr.Dropdown(
                choices=_choices([(say(f"validity.{v}"), v) for v in catalog.validities], app)
            ),
        ]
        return *look("", "", "", ""), *choices

    def stopped(job: str, *given: str) -> tuple[object, ...]:
        documents.stop(job)
        return look(*given)

    def asked_to_rebuild(*given: str) -> tuple[object, ...]:
        said = documents.rebuild()
        out = look(*given)
        return (*out[:-1], page.error_html(said)) if said else out

    def removed(*given: str) -> tuple[object, ...]:
        said = documents.remove(given[0])
        left = "" if not said else given[0]
        out = look(left, *given[1:])
        return (*out[:-1], page.error_html(said)) if said else out

    assert Context.root_block is not None  # a tab is built inside a page
    Context.root_block.load(first, None, [*looked, family, validity], **_QUIET)
    act.change(show, asked, shown, **_QUIET)
    gr.on(
        [sought.change, family.change, validity.change],
        narrowed,
        asked,
        [act, *shown],
        trigger_mode="always_last",
        **_QUIET,
    )
    timer.tick(look, asked, looked, **_QUIET)
    job_act.change(stopped, [job_act, *asked], looked, **_QUIET)
    remove.click(lambda: _asking(True, True), None, [remove, sure, keep], **_QUIET)
    keep.click(lambda: _asking(False, True), None, [remove, sure, keep], **_QUIET)
    sure.click(removed, asked, looked, **_QUIET)
    if backstage.may_change:
        rebuild.click(asked_to_rebuild, asked, looked, **_QUIET)


def _asking(sure: bool, opened: bool) -> tuple[object, object, object]:
    """The three buttons: 移除, and while it is asked 确认 and 保留."""
    return (
        gr.Button(visible=opened and not sure),
        gr.Button(visible=opened and sure),
        gr.Button(visible=opened and sure),
    )


def _choice(label: str, elem_id: str, app: App) -> gr.Dropdown:
    return gr.Dropdown(
        label=label, choices=_choices((), app), value="", elem_id=elem_id, scale=1, min_width=140
    )


def _choices(values: Sequence[tuple[str, str]], app: App) -> list[tuple[str, str]]:
    return [(app.say("documents.all"), ""), *values]


def _hint(app: App) -> str:
    limit = LARGEST_UPLOAD // MEGABYTE
    title, hint = app.say("upload.title"), app.say("upload.hint", limit=limit)
    return f'<h2 class="wj-h2">{escape(title)}</h2><p class="wj-help">{escape(hint)}</p>'
