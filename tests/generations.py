"""An index's folder as tests look into it and change it by hand: its generation, its manifest."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.build import BuildReport


def generation_of(index: Path) -> Path:
    """The folder that the pointer names."""
    return index / (index / "CURRENT").read_text("utf-8").split()[0]


def files_of(index: Path) -> dict[str, bytes]:
    """Everything of the current generation but what names the run: report and manifest."""
    generation = generation_of(index)
    names = [p for p in generation.rglob("*") if p.is_file()]
    left_out = ("manifest.json", "report.json")
    return {
        p.relative_to(generation).as_posix(): p.read_bytes()
        for p in names
        if p.name not in left_out
    }


def rewrite_manifest(index: Path, **changes: Any) -> None:
    """Change the manifest as a writer of another version would: with a checksum that holds."""
    path = generation_of(index) / "manifest.json"
    encoded = json.dumps(json.loads(path.read_bytes()) | changes).encode()
    path.write_bytes(encoded)
    (index / "CURRENT").write_text(f"{path.parent.name} {sha256(encoded).hexdigest()}\n", "utf-8")


def changes_of(report: BuildReport) -> dict[str, str]:
    """What became of every file: source → change."""
    return {file.source: file.change for file in report.files}
