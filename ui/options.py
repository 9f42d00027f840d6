"""Options that several commands share, and what they set.

The layers below are imported where they are used: `wenju --help` loads none of them.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UsageError

if TYPE_CHECKING:
    from rag.engine import Engine
    from rag.filter import Filter
    from rag.weights import RetrievalConfig

_MOST_READ = 200
_FILTERS = (
    *("document", "issuer", "region", "family", "year", "published", "effective"),
    *("as_of", "status"),
)


def add_retrieval_options(parser: argparse.ArgumentParser) -> None:
    """How passages are ranked."""
    parser.add_argument(
        "--read",
        type=int,
        default=None,
        metavar="N",
        help="passages that the reading model reads again (22); 0 switches it off",
    )
    parser.add_argument(
        "--reranker",
        default="builtin",
        metavar="builtin|NAME|FOLDER",
        help="what reads them: the built-in model, or a sentence-transformers CrossEncoder",
    )
    parser.add_argument(
        "--synonyms",
        type=Path,
        metavar="FILE",
        help="your own words: lines of word TAB other,other [TAB weight]",
    )
    parser.add_argument(
        "--literal",
        action="store_true",
        help="do not understand places, titles, numbers and references in the question",
    )


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Which documents are searched; each option may be repeated."""
    for name, metavar, what in (
        ("document", "TEXT", "only documents whose title or source holds TEXT"),
        ("issuer", "TEXT", "only documents whose issuer holds TEXT"),
        ("region", "PLACE", "only documents of this province or city"),
        ("family", "KIND", "only documents of this kind: 规划, 条例, 通知, 政府工作报告 …"),
    ):
        parser.add_argument(f"--{name}", action="append", default=[], metavar=metavar, help=what)
    parser.add_argument(
        "--year", metavar="Y|Y-Y", help="only documents of this year or these years"
    )
    for name, what in (("published", "published"), ("effective", "in force from a day")):
        parser.add_argument(
            f"--{name}",
            metavar="FROM..TO",
            help=f"only documents {what} within these days: 2019-06-30..2021, 2019.., ..2021, 2019",
        )
    add_validity_options(parser)


def add_cite_options(parser: argparse.ArgumentParser) -> None:
    """What is shown of each place."""
    parser.add_argument(
        "--style",
        choices=("plain", "gbt7714", "legal", "csl", "bibtex"),
        help="write each place as a reference: plain (official letters), gbt7714 (GB/T 7714-2025), "
        "legal (《法学引注手册》), csl (CSL-JSON), bibtex",
    )
    parser.add_argument(
        "--text",
        dest="text_file",
        type=Path,
        metavar="FILE",
        help="check a whole text: every quote and reference in it",
    )
    parser.add_argument(
        "--document",
        dest="beside",
        default="",
        metavar="DOCUMENT[#PLACE]",
        help="what 本法, 第五条 and 前款 are told from: id, source or title, and a place in it",
    )
    parser.add_argument(
        "--context",
        action="store_true",
        help="show the whole section of each place, those above it, its neighbours",
    )


def add_validity_options(parser: argparse.ArgumentParser) -> None:
    """On which day validity is told, and of which validity documents must be."""
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help="tell validity on this day (2019-06-30, 2019-06, 2019年); today without it",
    )
    parser.add_argument(
        "--status",
        metavar="S,S",
        help="only documents of these: 现行有效 (valid), 尚未施行 (not-yet), 已修改 (amended), "
        "已废止 (repealed), 失效 (lapsed), 期满 (ended), 时效未知 (unknown)",
    )


def retrieval_config(parsed: argparse.Namespace) -> "RetrievalConfig":
    """The ranking that the options ask for."""
    from rag.weights import RetrievalConfig

    default = RetrievalConfig()
    read = default.read if parsed.read is None else parsed.read
    if not 0 <= read <= _MOST_READ:
        raise UsageError(f"--read {read} is out of range; give 0 to {_MOST_READ}.")
    return RetrievalConfig(read=read, understand=not parsed.literal)


def open_engine(parsed: argparse.Namespace) -> "Engine":
    """The engine over --index with the ranking that the options ask for."""
    from rag.engine import Engine
    from rag.synonyms import load_synonyms

    config = retrieval_config(parsed)
    synonyms = load_synonyms(parsed.synonyms) if parsed.synonyms else None
    reranker = None
    if parsed.reranker != "builtin":
        from rag.crossencoder import CrossEncoderReranker

        reranker = CrossEncoderReranker(parsed.reranker)
    return Engine.open(parsed.index, config, synonyms, reranker)


def query_filter(parsed: argparse.Namespace) -> "Filter":
    """The filter that the options ask for."""
    from rag.days import parse_range
    from rag.filter import Filter, check_families, check_regions, parse_years
    from rag.validity_notes import parse_day, parse_statuses

    # `cite` knows the last two alone, `eval run` none.
    given = {
        name: () if (value := getattr(parsed, name, None)) is None else value for name in _FILTERS
    }
    for name, values in given.items():
        if any(not text.strip() for text in ([values] if isinstance(values, str) else values)):
            option = name.replace("_", "-")
            raise UsageError(f"--{option} is empty; give a value or leave the option out.")
    check_regions(given["region"])
    check_families(given["family"])
    days = {
        name: parse_range(str(given[name]), f"--{name}") if given[name] else None
        for name in ("published", "effective")
    }
    return Filter(
        documents=tuple(given["document"]),
        issuers=tuple(given["issuer"]),
        regions=tuple(given["region"]),
        families=tuple(given["family"]),
        years=parse_years(given["year"]) if given["year"] else None,
        published=days["published"],
        effective=days["effective"],
        as_of=parse_day(given["as_of"]) if given["as_of"] else "",
        statuses=parse_statuses(given["status"]) if given["status"] else (),
    )
