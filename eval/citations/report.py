"""Rows → the numbers, as text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from eval.citations.measure import QuoteRow, ReferenceRow

_Z = 1.96


def interval(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    share, z2 = hits / count, _Z * _Z
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = (_Z / (1 + z2 / count)) * (share * (1 - share) / count + z2 / (4 * count * count)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def report(rows: Sequence[QuoteRow], places: Sequence[ReferenceRow]) -> str:
    """The numbers of the whole, then by kind."""
    lines: list[str] = []
    if rows:
        lines += _quotes(rows)
    if places:
        lines += _references(places)
    return "\n".join(lines)


def _quotes(rows: Sequence[QuoteRow]) -> list[str]:
    true = [row for row in rows if row.case.verdict == "verified"]
    false = [row for row in rows if row.case.verdict in ("altered", "stitched", "not_found")]
    other = [row for row in rows if row.case.verdict != "verified"]
    named = [row for row in rows if row.named is not None]
    accepted = sum(row.lookup.verdict == "verified" for row in false)
    lines = [
        _share("true quotes verified", (row.lookup.verdict == "verified" for row in true)),
        _share("… at their source", (row.found for row in true)),
        f"damaged quotes accepted as verified: {accepted} of {len(false)}",
        _share("verdict right", (row.lookup.verdict == row.case.verdict for row in other)),
        _share("change named", (bool(row.named) for row in named)),
        _times("verified quotes", [row.seconds for row in true]),
        _times("damaged quotes", [row.seconds for row in other]),
        "",
    ]
    kinds: dict[str, list[QuoteRow]] = defaultdict(list)
    for row in rows:
        kinds[row.case.kind].append(row)
    for kind, own in kinds.items():
        right = sum(row.lookup.verdict == row.case.verdict for row in own)
        told = [row.named for row in own if row.named is not None]
        got: dict[str, int] = defaultdict(int)
        for row in own:
            got[row.lookup.verdict] += 1
        verdicts = ", ".join(f"{name} {count}" for name, count in sorted(got.items()))
        names = f", named {sum(told)}/{len(told)}" if told else ""
        lines.append(f"  {kind}: verdict {right}/{len(own)}{names} ({verdicts})")
    return lines


def _references(places: Sequence[ReferenceRow]) -> list[str]:
    single = [row for row in places if len(row.case.expected) == 1]
    several = [row for row in places if len(row.case.expected) > 1]
    lines = [
        "",
        _share("references: right place first", (row.right for row in single)),
        _share("references with several versions: all shown", (row.right for row in several)),
        _times("references", [row.seconds for row in places]),
    ]
    forms: dict[str, list[bool]] = defaultdict(list)
    for row in places:
        forms[row.case.form].append(row.right)
    lines += [f"  {form}: {sum(own)}/{len(own)}" for form, own in forms.items()]
    return lines


def _share(name: str, hits: Iterable[bool]) -> str:
    values = list(hits)
    low, high = interval(sum(values), len(values))
    share = sum(values) / max(1, len(values))
    return f"{name}: {sum(values)}/{len(values)} = {share:.4f} [{low:.4f}–{high:.4f}]"


def _times(name: str, seconds: Sequence[float]) -> str:
    ordered = sorted(seconds) or [0.0]
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"{name}: p50 {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms, most {ordered[-1] * 1000:.0f} ms (CPU)"
