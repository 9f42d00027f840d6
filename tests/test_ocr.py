"""Scanned pages and pictures: recognised where the extra `ocr` is there, else said what to install."""

import subprocess
import sys
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein
from saved_as import as_pdf
from scanned import as_scan, chinese_font, pages_of

import index.read.ocr
from eval.sets import SEED
from index.build import build_index
from index.document import read_document
from index.embed import BuiltinEmbedder
from index.errors import ReadError
from index.read.layout import PageLine
from index.read.ocr import is_installed
from index.read.reader import read_file

_LAW = (
    "某市供水条例\n第一章　总则\n第一条　为了保障供水安全，维护用水人和供水人的"
    "合法权益，根据有关法律，结合本市实际，制定本条例。\n"
    "第二条　本条例适用于本市行政区域内的供水和用水。\n第二章　管理\n第三条　市水务局负责供水管理，每年投入3.5亿元。\n"
)
_CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
_REAL = ("cn_laws", "gov_work_reports_2026", "govcn_policies", "env_regs")

needs_ocr = pytest.mark.skipif(
    not is_installed() or chinese_font() is None,
    reason='needs pip install "wenju[ocr]" and a Chinese font (Debian: fonts-noto-cjk)',
)


def _right(text: str, printed: str) -> float:
    """The share of characters read right, white space aside."""
    got, wanted = "".join(text.split()), "".join(printed.split())
    return 1 - Levenshtein.distance(got, wanted) / len(wanted)


@needs_ocr
def test_a_scanned_law_reads_like_the_law(tmp_path: Path, builtin: BuiltinEmbedder) -> None:
    pages, printed = pages_of(_LAW, skew=0.6)
    as_scan(tmp_path / "a.pdf", pages)
    document = read_document(tmp_path / "a.pdf")
    (tmp_path / "a.txt").write_text(printed, "utf-8")
    same = read_document(tmp_path / "a.txt")
    assert [s.kind for s in document.sections] == [s.kind for s in same.sections]
    assert [s.number for s in document.sections] == [s.number for s in same.sections]
    assert _right(document.text, printed) >= 0.98
    assert document.page_at(len(document.text) - 1) == 1
    (report,) = build_index([tmp_path / "a.pdf"], tmp_path / "index", builtin).files
    assert report.outcome == "indexed"


@needs_ocr
def test_characters_of_a_page_at_200_dpi_are_read_right(tmp_path: Path) -> None:
    (seed,) = SEED.glob("*.txt")
    text = seed.read_text("utf-8")
    pages, printed = pages_of(text[text.index("一、") :], most=1)
    as_scan(tmp_path / "a.pdf", pages)
    read = read_file(tmp_path / "a.pdf")
    assert read.remarks and "1 pages were read by OCR" in read.remarks[0]
    assert _right(read.text, printed) >= 0.98


@needs_ocr
@pytest.mark.parametrize("family", _REAL)
def test_characters_of_real_texts_are_read_right(tmp_path: Path, family: str) -> None:
    files = sorted(p for p in _CORPUS.glob(f"{family}/**/*") if p.suffix in (".txt", ".md"))
    if not files:
        pytest.skip("the folder of real texts is not part of the project")
    text = read_file(files[len(files) // 2]).text
    pages, printed = pages_of(text[-4000:] if len(text) > 8000 else text, most=1)
    as_scan(tmp_path / "a.pdf", pages)
    right = _right(read_file(tmp_path / "a.pdf").text, printed)
    print(f"{family}: {right:.4f} of {len(printed)} characters")
    assert right >= 0.98


@needs_ocr
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".bmp", ".webp"])
def test_pictures_of_every_format_are_read(tmp_path: Path, suffix: str) -> None:
    (page,), printed = pages_of("某市供水条例\n第一条　为了保障供水，制定本条例。\n")
    page.crop((0, 150, 1654, 600)).save(tmp_path / f"a{suffix}")
    (tmp_path / f"a{suffix}").rename(tmp_path / "picture")  # told by its content
    read = read_file(tmp_path / "picture")
    assert (read.text, read.pages) == (printed.replace("　", " "), (0,))
    assert "read by OCR" in read.remarks[0]


@needs_ocr
def test_a_scanned_page_among_others_keeps_its_place(tmp_path: Path) -> None:
    import pypdfium2

    as_pdf(tmp_path / "text.pdf", _LAW)
    as_scan(tmp_path / "scan.pdf", pages_of("附件说明\n本市供水价格为每立方米三元。")[0])
    whole = pypdfium2.PdfDocument.new()
    for name in ("text.pdf", "scan.pdf", "text.pdf"):
        whole.import_pages(pypdfium2.PdfDocument(tmp_path / name))
    whole.save(tmp_path / "a.pdf")
    document = read_document(tmp_path / "a.pdf")
    assert document.page_at(document.text.index("每立方米")) == 2
    assert (
        "pages were read by OCR, which may misread characters: 2."
        in (read_file(tmp_path / "a.pdf").remarks[0])
    )


@needs_ocr
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"nonsense" * 20, "damaged picture"),
        (b"BM" + bytes(200), "damaged picture"),
    ],
)
def test_a_damaged_picture_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(ReadError, match=reason):
        read_file(tmp_path / "a.png")


@needs_ocr
def test_a_blank_and_an_endless_picture_are_refused(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (900, 900), "white").save(tmp_path / "blank.png")
    with pytest.raises(ReadError, match="no text was recognised; give a sharper"):
        read_file(tmp_path / "blank.png")
    Image.new("1", (20_000, 20_000)).save(tmp_path / "large.png")
    with pytest.raises(ReadError, match="20000 × 20000 pixels, more than 100 million"):
        read_file(tmp_path / "large.png")


_WITHOUT_THE_EXTRA = """
import sys
sys.modules["rapidocr"] = None  # as where it is not installed
from pathlib import Path
from index.errors import ReadError
from index.read.pdf import read_pdf
from index.read.pictures import read_picture
print(read_pdf(Path(sys.argv[1]).read_bytes(), "a.pdf", lambda: None).notes[0])
try:
    read_picture(b"\\x89PNG\\r\\n\\x1a\\n", "a.png", lambda: None)
except ReadError as error:
    print(error)
"""


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    for page in range(3):
        canvas.rect(100, 100, 200, 200)
        if page != 1:
            canvas.drawString(72, 700, f"Page text number {page} says something.")
        canvas.showPage()
    canvas.save()
    command = [sys.executable, "-c", _WITHOUT_THE_EXTRA, str(tmp_path / "a.pdf")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    note, refused = ran.stdout.splitlines()
    assert 'blank): 2. pip install "wenju[ocr]"' in note
    assert 'is a picture; pip install "wenju[ocr]"' in refused


def test_lines_of_boxes_become_rows_cells_and_spaces() -> None:
    """What the engine gives, made by hand: boxes of uneven height, a cell, a space, a skew."""

    def line(text: str, left: float, y: float, gap_after: int = -1) -> tuple[object, str, object]:
        places, x = [], left + 20.0
        for n, character in enumerate(text):
            places.append((character, x))
            x += 80 if n == gap_after else 40
        right = places[-1][1] + 20
        slope = 0.01
        box = [
            [left, y + slope * left - 25],
            [right, y + slope * right - 25],
            [right, y + slope * right + 30],
            [left, y + slope * left + 30],
        ]
        return box, text, places

    lines = [
        line("第一条为了保障供水制定条例", 200, 500, gap_after=2),
        line("项目名称", 200, 600),
        line("责任单位", 900, 603),
    ]
    rows = index.read.ocr._rows(index.read.ocr._upright(lines), 2339, 0.36)  # type: ignore[arg-type]
    assert [[segment.text for segment in row] for row in rows] == [
        ["第一条 为了保障供水制定条例"],
        ["项目名称", "责任单位"],
    ]
    assert all(isinstance(s, PageLine) and abs(s.size - 14.4) < 0.5 for row in rows for s in row)
