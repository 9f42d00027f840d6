"""Pages as a scanner gives them: text drawn as pixels of 200 dpi, saved as pictures or PDF."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

DPI = 200
_WIDTH, _HEIGHT, _MARGIN = 1654, 2339, 200  # A4
_SIZE, _PITCH = 44, 80  # 16 points, as official documents are printed
_NO_BEGINNING = "，。；：、）》”！？"


def chinese_font() -> str | None:
    """The file of a Chinese font of this machine, None where it has none."""
    if shutil.which("fc-match") is None:
        return None
    found = subprocess.run(
        ["fc-match", "-f", "%{file}|%{lang}", "Noto Serif CJK SC:lang=zh-cn"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    file, _, languages = found.partition("|")
    return file if "zh-cn" in languages else None


def pages_of(text: str, most: int = 100, skew: float = 0.0) -> tuple[list[Any], str]:
    """Up to `most` pages and the text that stands on them; `skew` turns them by degrees."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(chinese_font() or "", _SIZE)
    columns = (_WIDTH - 2 * _MARGIN) // _SIZE
    rows = [
        (number, row)
        for number, line in enumerate(text.splitlines())
        if line.strip()
        for row in _wrapped(line.strip() if number == 0 else "　　" + line.strip(), columns, font)
    ]
    each = (_HEIGHT - 2 * _MARGIN) // _PITCH
    pages, printed, before = [], [], None
    for start in range(0, min(len(rows), each * most), each):
        page = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
        draw = ImageDraw.Draw(page)
        for n, (number, row) in enumerate(rows[start : start + each]):
            left = (_WIDTH - draw.textlength(row, font)) / 2 if number == 0 else _MARGIN
            draw.text((left, _MARGIN + n * _PITCH), row, "black", font)
            printed.append(row.lstrip("　") if number == before else "\n" + row.strip("　"))
            before = number
        pages.append(page.rotate(skew, fillcolor="white") if skew else page)
    return pages, "".join(printed).strip() + "\n"


def as_scan(path: Path, pages: list[Any]) -> None:
    """A PDF (or TIFF) of pictures only."""
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=DPI)


def _wrapped(line: str, columns: int, font: Any) -> list[str]:
    rows, row = [], ""
    for character in line:
        full = font.getlength(row + character) > columns * _SIZE
        if full and character not in _NO_BEGINNING:
            rows.append(row)
            row = ""
        row += character
    return [*rows, row]
