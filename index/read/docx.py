"""Word documents (DOCX): paragraphs with their automatic numbers, tables as rows, footnotes at the end.

Read from the XML itself: python-docx leaves out numbers, content controls (where Word puts its
table of contents), text boxes and footnotes.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index.errors import ReadError
from index.read.decoded import DecodedText, TextLines
from index.read.limits import FILE_BYTES, TEXT_CHARACTERS, check_size
from index.read.numbering import Numbering, W
from index.read.package import open_package, unpack

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OTHERS = {
    "xl/workbook.xml": "an Excel table; save it as PDF or HTML",
    "ppt/presentation.xml": "a PowerPoint file; save it as PDF",
    "OFD.xml": "an OFD file; open it in its reader and save it as PDF",
    "content.xml": "an OpenDocument file; save it as .docx",
}
_REMOVED = frozenset(f"{W}{n}" for n in ("del", "moveFrom", "pPr", "rPr", "sectPr", "tblPr"))
_TEXT = {
    f"{W}tab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}ptab": "\t",
}


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str
    level: int | None  # 0 title, 1… headings
    list_id: str
    list_level: int


def read_docx(data: bytes, name: str) -> DecodedText:
    """Read one document; raises ReadError with one sentence."""
    check_size(name, len(data), FILE_BYTES)
    archive = open_package(data, name)
    names = set(archive.namelist())
    if "word/document.xml" not in names:
        kind = next((kind for member, kind in _OTHERS.items() if member in names), None)
        raise ReadError(
            f"{name!r} is {kind or 'a ZIP file without a Word document in it; give a .docx'}."
        )
    body = _xml(archive, "word/document.xml", name).find(f"{W}body")
    reader = _Reader(
        _styles(_xml(archive, "word/styles.xml", name)),
        Numbering(_xml(archive, "word/numbering.xml", name)),
    )
    if body is not None:
        reader.blocks(body)
    notes = [_xml(archive, f"word/{kind}.xml", name) for kind in ("footnotes", "endnotes")]
    reader.footnotes(notes)
    if not reader.out.lines:
        raise ReadError(
            f"{name!r} holds no text; if its pages are pictures, recognise them (OCR) first."
        )
    return reader.out.finish("utf-8", 0)


def _xml(archive: zipfile.ZipFile, member: str, name: str) -> Any:
    """The root of an XML part, None when there is none. No entity is ever expanded."""
    import lxml.etree

    try:
        info = archive.getinfo(member)
    except KeyError:
        return None
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = lxml.etree.fromstring(unpack(archive, info, name), parser)
    except lxml.etree.XMLSyntaxError as error:
        reason = "nested too deeply" if "depth" in str(error) else "damaged"
        raise ReadError(
            f"{name!r} is a Word file whose {member} is {reason}; open it in Word, save it again."
        ) from None
    if root.getroottree().docinfo.doctype:
        raise ReadError(
            f"{name!r} declares XML entities, which no Word file needs; save it again in Word."
        )
    return root


def _styles(root: Any) -> Mapping[str, _Style]:
    styles: dict[str, _Style] = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        style_name = _val(style.find(f"{W}name")).lower()
        outline = _val(style.find(f"{W}pPr/{W}outlineLvl"))
        level: int | None = None
        if style_name == "title":
            level = 0
        elif style_name.startswith("heading ") and style_name[8:].isdecimal():
            level = int(style_name[8:])
        elif outline.isdecimal() and int(outline) < 9:
            level = int(outline) + 1
        list_level = _val(style.find(f"{W}pPr/{W}numPr/{W}ilvl"))
        styles[style.get(f"{W}styleId", "")] = _Style(
            based_on=_val(style.find(f"{W}basedOn")),
            level=level,
            list_id=_val(style.find(f"{W}pPr/{W}numPr/{W}numId")),
            list_level=int(list_level) if list_level.isdecimal() else 0,
        )
    return styles


def _val(element: Any) -> str:
    return str(element.get(f"{W}val", "")) if element is not None else ""


class _Reader:
    """Walks the body. XML is at most 256 deep (libxml2's limit), so recursion is safe."""

    def __init__(self, styles: Mapping[str, _Style], numbering: Numbering):
        self.out = TextLines()
        self._styles = styles
        self._numbering = numbering
        self._notes: list[tuple[str, str]] = []  # (kind, id) in the order of their references
        self._length = 0

    def blocks(self, parent: Any) -> None:
        """Append paragraphs and tables in order, those in content controls too."""
        for element in parent:
            if element.tag == f"{W}p":
                text, boxes = self._paragraph(element)
                self._add(text, self._heading_level(element))
                for box in boxes:
                    self.blocks(box)
            elif element.tag == f"{W}tbl":
                for row in self._rows(element):
                    self._add("\t".join(row).rstrip(), 0)
            elif element.tag not in _REMOVED and element.tag != _FALLBACK:
                self.blocks(element)  # sdt, sdtContent, ins, customXml …

    def _add(self, text: str, level: int) -> None:
        self._length += len(text)
        if self._length > TEXT_CHARACTERS:
            raise ReadError(
                f"the Word file holds more than {TEXT_CHARACTERS} characters; split it."
            )
        self.out.add(text, level)

    def _rows(self, table: Any) -> Iterator[list[str]]:
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue  # of a table in a cell, which is read with its cell
            cells = [c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr")) is row]
            yield [self._cell(cell) for cell in cells]

    def _cell(self, cell: Any) -> str:
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(f"{W}val") != "restart":
            return ""
        inner = _Reader(self._styles, self._numbering)
        inner.blocks(cell)
        self._notes += inner._notes
        return " ".join(" ".join(inner.out.lines).split())

    def _paragraph(self, paragraph: Any) -> tuple[str, list[Any]]:
        parts: list[str] = []
        boxes: list[Any] = []
        self._runs(paragraph, parts, boxes)
        text = "".join(parts)
        return (self._number(paragraph) + text if text.strip() else ""), boxes

    def _runs(self, parent: Any, parts: list[str], boxes: list[Any]) -> None:
        for element in parent:
            tag = element.tag
            if tag == f"{W}t":
                parts.append(element.text or "")
            elif tag in _TEXT:
                parts.append(_TEXT[tag])
            elif tag == f"{W}br":
                parts.append("" if element.get(f"{W}type") in ("page", "column") else "\n")
            elif tag == f"{W}txbxContent":
                boxes.append(element)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = tag.removeprefix(W).removesuffix("Reference")
                self._notes.append((kind, element.get(f"{W}id", "")))
            elif tag == f"{W}r" and element.find(f"{W}rPr/{W}vanish") is not None:
                continue  # hidden
            elif tag not in _REMOVED and tag != _FALLBACK:
                self._runs(element, parts, boxes)

    def _chain(self, paragraph: Any) -> Iterator[_Style]:
        style = _val(paragraph.find(f"{W}pPr/{W}pStyle"))
        for _ in range(20):
            if style not in self._styles:
                return
            yield self._styles[style]
            style = self._styles[style].based_on

    def _number(self, paragraph: Any) -> str:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        list_id = _val(own.find(f"{W}numId")) if own is not None else ""
        level = _val(own.find(f"{W}ilvl")) if own is not None else ""
        styled = next((style for style in self._chain(paragraph) if style.list_id), None)
        if not list_id and styled is not None:
            list_id, level = styled.list_id, level or str(styled.list_level)
        if not list_id or list_id == "0":
            return ""
        return self._numbering.label(list_id, int(level) if level.isdecimal() else 0)

    def _heading_level(self, paragraph: Any) -> int:
        """0: no heading, 1: title, 2: Heading 1 …"""
        direct = _val(paragraph.find(f"{W}pPr/{W}outlineLvl"))
        if direct.isdecimal():
            return int(direct) + 2 if int(direct) < 9 else 0
        level = next((s.level for s in self._chain(paragraph) if s.level is not None), None)
        return 0 if level is None else level + 1

    def footnotes(self, parts: list[Any]) -> None:
        """Append the notes that were referred to, in the order of their references."""
        texts: dict[tuple[str, str], str] = {}
        for root in parts:
            for note in root if root is not None else ():
                inner = _Reader(self._styles, self._numbering)
                inner.blocks(note)
                kind = str(note.tag).removeprefix(W)
                texts[kind, note.get(f"{W}id", "")] = " ".join(" ".join(inner.out.lines).split())
        for number, key in enumerate(dict.fromkeys(self._notes), 1):
            if texts.get(key):
                self._add(f"［注{number}］{texts[key]}", 0)
