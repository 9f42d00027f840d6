"""The measurement of the page measures: its figures are there, none is an answer to another question."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from index.errors import UsageError
from ui.bench import measure
from ui.turns import LARGEST


def test_a_short_run_has_every_figure(browser: Any, seed_index: Path) -> None:
    with ThreadPoolExecutor(1) as apart:  # the browser that is open has a loop in this thread
        figures = apart.submit(lambda: measure(seed_index, readers=2, turns=3)).result()
    for name in ("page_usable_s", "first_evidence_s", "whole_answer_s"):
        assert 0 < figures[name]["p50"] <= figures[name]["p95"]
    assert 0 < figures["turn_bytes"]["median"] <= figures["turn_bytes"]["most"] <= LARGEST
    assert figures["last_to_first"] > 0
    assert figures["at_once"]["wrong_answers"] == 0
    with pytest.raises(UsageError, match="must be 1 or more"):
        measure(seed_index, readers=0)
