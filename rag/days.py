"""Days as a user writes them: 2019-06-30, 2019年6月, 2019, 20190630; and ranges of them."""

import calendar
import re
from datetime import date

from index.errors import UsageError

_DAY = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?:\s*[-年./]\s*(?:(?P<month>\d{1,2})(?:\s*[-月./]\s*(?:(?P<day>\d{1,2})日?)?)?)?)?"
    r"|(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
)
_EARLIEST, _LATEST = "0001-01-01", "9999-12-31"
_BETWEEN = re.compile(r"(?<!\s)\s*(?:\.\.\.?|…|~|～|至|到)\s*")

Days = tuple[str, str]
"""First and last day (ISO 8601), both included."""


def days_of(text: str) -> Days | None:
    """The days that a date stands for, a month and a year for all of theirs; None for no date."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    year = int(match["year"] or match["y"])
    written = match["month"] or match["m"]
    if written and not 1 <= int(written) <= 12:
        return None
    first, last = date(year, int(written or 1), 1), date(year, int(written or 12), 1)
    end = calendar.monthrange(year, last.month)[1]
    if day := match["day"] or match["d"]:
        only = first.replace(day=int(day)).isoformat() if 1 <= int(day) <= end else ""
        return (only, only) if only else None
    return first.isoformat(), last.replace(day=end).isoformat()


def parse_range(text: str, option: str) -> Days:
    """ "2019-01..2021", "2019..", "..2019-06-30" or one date as days. Raises UsageError, which names
    the `option`, for what is none of these."""
    ends = _BETWEEN.split(text.strip())
    if 1 <= len(ends) <= 2 and any(ends):
        first = days_of(ends[0]) if ends[0] else (_EARLIEST, _EARLIEST)
        last = days_of(ends[-1]) if ends[-1] else (_LATEST, _LATEST)
        if first and last and first[0] <= last[1]:
            return first[0], last[1]
    raise UsageError(
        f"{option} {text!r} is no range of days; give 2019-06-30..2021-12-31, 2019..2021, 2019.. or ..2021."
    )
