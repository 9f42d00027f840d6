"""Rows → figures → the three files of a report."""

import json
from pathlib import Path

from eval.columns import read_columns
from eval.compare import Comparison, comparison_json
from eval.figures import Figures, run_figures
from eval.report.comparison import comparison_html
from eval.report.markdown import comparison_markdown, run_markdown
from eval.report.pages import run_html
from eval.report.worst import worst_rows
from eval.runfolder import Run, write_whole

_NAMES = ("report.json", "report.md", "report.html")


def write_run_report(run: Run) -> Figures:
    """Write report.json, report.md and report.html into the folder of a run; its figures."""
    figures = read_figures(run)
    html = run_html(run, figures, worst_rows(run.rows()))
    _write(run.folder, figures, run_markdown(run, figures), html)
    return figures


def render_report(run: Run) -> str:
    """The HTML page of a run, also of one that is not finished; nothing is written."""
    return run_html(run, read_figures(run), worst_rows(run.rows()))


def read_figures(run: Run) -> Figures:
    """The figures of the rows that are there."""
    figures = {"run": run.name, "config": run.config, **run_figures(read_columns(run.rows()))}
    return figures | {"judge": run.verdict()}


def write_comparison_report(comparison: Comparison, folder: Path) -> None:
    """Write report.json, report.md and report.html of a comparison into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    found = comparison_json(comparison)
    _write(folder, found, comparison_markdown(comparison), comparison_html(comparison))


def _write(folder: Path, figures: dict[str, object], markdown: str, html: str) -> None:
    encoded = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    for name, text in zip(_NAMES, (encoded, markdown, html), strict=True):
        write_whole(folder / name, text)
