"""`python -m eval.structure --corpus ../shared/corpus`: how right are section trees and metadata?

Compares with gold (`eval/gold/structure.jsonl`, `metadata.jsonl`; blind and reviewed, see
`eval.structure_gold`), counts 第X条 a second way, and reads every file of the corpus to see that
nothing of it is lost.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.structure_gold import (
    MAKES,
    Counts,
    document_at,
    heading_counts,
    load_metadata_gold,
    load_structure_gold,
    metadata_counts,
)
from eval.structure_whole import article_counts, is_lossless
from index.errors import NotFoundError, WenjuError

_GOLD = Path(__file__).parent / "gold"
_SUFFIXES = (".txt", ".md")


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.structure", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="the folder of shared/corpus")
    parser.add_argument("--gold-only", action="store_true", help="do not read the whole corpus")
    parser.add_argument("--differences", action="store_true", help="print each difference to gold")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where a text is not the one that gold was made of or loses characters."""
    parsed = build_parser().parse_args(arguments)
    try:
        return run(parsed.corpus, parsed.gold_only, parsed.differences)
    except WenjuError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def run(corpus: Path, gold_only: bool = False, differences: bool = False) -> int:
    """Measure and print; the exit status."""
    if not corpus.is_dir():
        raise NotFoundError(f"{str(corpus)!r} is no folder; give the corpus with --corpus.")
    _print_headings(corpus, differences)
    _print_metadata(corpus, differences)
    return 0 if gold_only else _print_whole(corpus)


def _print_headings(corpus: Path, differences: bool) -> None:
    every = load_structure_gold(_GOLD / "structure.jsonl")
    for made in MAKES:
        families: dict[str, Counts] = {}
        chosen = [gold for gold in every if gold.made == made]
        for gold in chosen:
            counts = heading_counts(gold, document_at(corpus, gold.source, gold.sha256))
            family = gold.source.split("/")[0]
            families[family] = families.get(family, Counts()) + counts
            if differences:
                _print_differences(gold.source, counts)
        _print_table(f"headings, {len(chosen)} {made} documents", families)


def _print_metadata(corpus: Path, differences: bool) -> None:
    every = load_metadata_gold(_GOLD / "metadata.jsonl")
    for made in MAKES:
        names: dict[str, Counts] = {}
        chosen = [gold for gold in every if gold.made == made]
        for gold in chosen:
            document = document_at(corpus, gold.source, gold.sha256)
            for name, counts in metadata_counts(gold, document).items():
                names[name] = names.get(name, Counts()) + counts
                if differences:
                    _print_differences(f"{gold.source} {name}", counts)
        _print_table(f"metadata, {len(chosen)} {made} documents", names)


def _print_table(what: str, rows: dict[str, Counts]) -> None:
    print(f"{what}: {sum(rows.values(), Counts()).shown()}")
    for name, counts in rows.items():
        print(f"  {name}: {counts.shown()}")


def _print_whole(corpus: Path) -> int:
    articles, files, lossy = Counts(), 0, []
    for path in sorted(p for p in corpus.rglob("*") if p.suffix in _SUFFIXES):
        document = document_at(corpus, path.relative_to(corpus).as_posix())
        files += 1
        if not is_lossless(document):
            lossy.append(path.name)
        if path.is_relative_to(corpus / "cn_laws"):
            articles += article_counts(document)
    print(f"第X条 in cn_laws against a second count: {articles.shown()}")
    print(f"lossless: {files - len(lossy)} of {files} files{''.join(f' not {n!r}' for n in lossy)}")
    return 1 if lossy else 0


def _print_differences(where: str, counts: Counts) -> None:
    for sign, values in (("-", counts.missed), ("+", counts.wrong)):
        for value in values:
            print(f"{sign} {where}: {value}")


if __name__ == "__main__":
    sys.exit(main())
