"""Reports of runs and comparisons: figures as JSON, Markdown, and one self-contained HTML file.

write_run_report(run)                     RUN/report.json, report.md, report.html; returns the figures
write_comparison_report(found, folder)    the same of a comparison
run_html(run, figures, worst)             the page as text, for other surfaces
"""

from eval.report.comparison import comparison_html
from eval.report.pages import run_html
from eval.report.write import (
    read_figures,
    render_report,
    write_comparison_report,
    write_run_report,
)

__all__ = [
    "comparison_html",
    "read_figures",
    "render_report",
    "run_html",
    "write_comparison_report",
    "write_run_report",
]
