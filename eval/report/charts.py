"""Charts as SVG, drawn with the colours of the page; every number in them is also in a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.report.html import both, text

_LABEL, _VALUE, _ROW = 150, 116, 27  # widths of the columns, height of a row
_WIDTH, _TOP = 560, 8


@dataclass(frozen=True, slots=True)
class Point:
    """A mean with its interval, and how it is named; `look` is good, bad, none or plain."""

    zh: str
    en: str
    mean: float
    low: float
    high: float
    look: str = ""


def words(x: float, y: float, zh: str, en: str, classes: str = "", anchor: str = "start") -> str:
    """A text of a chart in both languages."""
    if zh == en:
        return f'<text x="{x:.1f}" y="{y:.1f}" class="{classes}" text-anchor="{anchor}">{text(zh)}</text>'
    return "".join(
        f'<text x="{x:.1f}" y="{y:.1f}" class="{language} {classes}" text-anchor="{anchor}">{text(said)}</text>'
        for language, said in (("zh", zh), ("en", en))
    )


def forest(
    points: Sequence[Point], low: float = 0.0, high: float = 1.0, signed: bool = False
) -> str:
    """Means as dots on their intervals, one below the other. `signed`: differences around 0."""
    height = _TOP + _ROW * len(points) + 24
    width, beside = (_WIDTH + 60, _VALUE + 60) if signed else (_WIDTH, _VALUE)
    left, right = _LABEL, width - beside
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return left + (min(max(value, low), high) - low) / span * (right - left)

    parts = []
    for step in range(5):
        value = low + span * step / 4
        shown = f"{value:+.2f}" if signed else f"{value:g}"
        parts.append(
            f'<line x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{_TOP}" y2="{height - 22}" class="grid"/>'
        )
        parts.append(words(x(value), height - 7, shown, shown, "soft num", "middle"))
    if signed:
        parts.append(
            f'<line x1="{x(0):.1f}" x2="{x(0):.1f}" y1="{_TOP}" y2="{height - 22}" class="zero"/>'
        )
    for row, point in enumerate(points):
        y = _TOP + _ROW * row + _ROW / 2
        number = "+.3f" if signed else ".3f"
        mean = f"{point.mean:{number}}"
        interval = (
            f"[{point.low:+.3f}, {point.high:+.3f}]"
            if signed
            else f"{point.low:.2f}–{point.high:.2f}"
        )
        parts.append(
            f'<g class="{point.look}">'
            + words(left - 12, y + 4, point.zh, point.en, anchor="end")
            + f'<line x1="{x(point.low):.1f}" x2="{x(point.high):.1f}" y1="{y}" y2="{y}" class="bar"/>'
            + f'<circle cx="{x(point.mean):.1f}" cy="{y}" r="4.5" class="dot"/>'
            + words(right + 14, y + 4, mean, mean, "num")
            + words(right + (66 if signed else 56), y + 4, interval, interval, "soft num")
            + "</g>"
        )
    return _svg(width, height, parts)


def meter(mean: float, low: float, high: float) -> str:
    """A share and its interval on a line from 0 to 1."""

    def at(value: float) -> float:
        return 4 + 192 * min(max(value, 0.0), 1.0)

    return (
        '<svg viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true">'
        '<line x1="4" x2="196" y1="6" y2="6" class="grid"/>'
        f'<line x1="{at(low):.1f}" x2="{at(high):.1f}" y1="6" y2="6" class="bar"/>'
        f'<line x1="{at(mean):.1f}" x2="{at(mean):.1f}" y1="1" y2="11" class="bar" style="opacity:1"/></svg>'
    )


def curves(cuts: Sequence[int], series: Sequence[tuple[str, str, Sequence[Point]]]) -> str:
    """Shares by how many hits are looked at, each with its band."""
    width, height, left, right, bottom = _WIDTH, 250, 40, 20, 26
    step = (width - left - right) / max(1, len(cuts) - 1)

    def at(place: int, value: float) -> tuple[float, float]:
        return left + step * place, _TOP + (1 - value) * (height - _TOP - bottom)

    parts = []
    for quarter in range(5):
        y = at(0, quarter / 4)[1]
        parts.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
        )
        parts.append(
            words(left - 8, y + 4, f"{quarter / 4:g}", f"{quarter / 4:g}", "soft num", "end")
        )
    for place, cut in enumerate(cuts):
        parts.append(words(at(place, 0)[0], height - 6, f"@{cut}", f"@{cut}", "soft num", "middle"))
    for number, (_, _, points) in enumerate(series, 1):
        upper = [at(i, p.high) for i, p in enumerate(points)]
        lower = [at(i, p.low) for i, p in enumerate(points)]
        middle = [at(i, p.mean) for i, p in enumerate(points)]
        parts.append(f'<polygon points="{_points([*upper, *reversed(lower)])}" class="b{number}"/>')
        parts.append(f'<polyline points="{_points(middle)}" class="line l{number}"/>')
        parts += [
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.6" class="{_FILL[number]}"/>'
            for a, b in middle
        ]
    named = [(_FILL[n], zh, en) for n, (zh, en, _) in enumerate(series, 1)]
    return _svg(width, height, parts) + legend(named)


def stacks(rows: Sequence[tuple[str, str, Sequence[tuple[str, float]]]], unit: str) -> str:
    """Rows of parts laid end to end: (name, name, [(class, value)])."""
    most = max((sum(v for _, v in parts) for _, _, parts in rows), default=0.0) or 1.0
    height = _TOP + 34 * len(rows) + 4
    drawn = []
    for number, (zh, en, parts) in enumerate(rows):
        y, x = _TOP + 34 * number, 70.0
        drawn.append(words(58, y + 19, zh, en, "", "end"))
        for look, value in parts:
            wide = value / most * (_WIDTH - 70 - 90)
            drawn.append(
                f'<rect x="{x:.1f}" y="{y + 3}" width="{max(0.0, wide):.1f}" height="22" class="{look}"/>'
            )
            x += wide
        total = f"{sum(v for _, v in parts):,.0f} {unit}"
        drawn.append(words(x + 8, y + 19, total, total, "num"))
    return _svg(_WIDTH, height, drawn)


def histogram(series: Sequence[tuple[str, str, str, Sequence[int]]]) -> str:
    """Counts in equal steps from 0 to 1, the kinds side by side as shares of their own sum: (class,
    name, name, counts)."""
    width, height, left, bottom = _WIDTH, 210, 40, 26
    bins = len(series[0][3])
    shares = [[c / max(1, sum(counts)) for c in counts] for *_, counts in series]
    most = max(max(row) for row in shares) or 1.0
    step = (width - left - 10) / bins
    drawn = []
    for half in (0.0, 0.5, 1.0):
        y = _TOP + (1 - half) * (height - _TOP - bottom)
        drawn.append(
            f'<line x1="{left}" x2="{width - 10}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
        )
        label = f"{half * most:.0%}"
        drawn.append(words(left - 6, y + 4, label, label, "soft num", "end"))
    for number, row in enumerate(shares):
        wide = step * 0.8 / len(shares)
        for place, share in enumerate(row):
            tall = share / most * (height - _TOP - bottom)
            x = left + step * place + step * 0.1 + wide * number
            drawn.append(
                f'<rect x="{x:.1f}" y="{height - bottom - tall:.1f}" width="{wide:.1f}" '
                f'height="{tall:.1f}" class="{series[number][0]}"/>'
            )
    for place in range(0, bins + 1, 2):
        label = f"{place / bins:g}"
        drawn.append(words(left + step * place, height - 7, label, label, "soft num", "middle"))
    return _svg(width, height, drawn) + legend([(c, zh, en) for c, zh, en, _ in series])


def legend(named: Sequence[tuple[str, str, str]]) -> str:
    """What the colours mean: (class, name, name)."""
    items = "".join(f'<span><i class="{look}"></i>{both(zh, en)}</span>' for look, zh, en in named)
    return f'<div class="legend">{items}</div>'


_FILL = {1: "s1", 2: "s4", 3: "s6"}


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}" role="img">'
        f"{''.join(parts)}</svg>"
    )
