"""Which of several numbered things a question means: 第六次大督查, 地铁16号线.

A document that has only another number of the same sort is about another of them, however near its
words are.
"""

import re

from index.numerals import NUMERAL, parse_number

_NUMBER = rf"(?:\d{{1,4}}|[{NUMERAL}]{{1,4}})"
# What is counted stands right behind: 第一次被抓 counts how often, and names nothing.
_NAMED = re.compile(
    rf"第(?P<nth>{_NUMBER})(?P<sort>[届次批轮期](?![的是在有被由没不就要会能可把给让])[\u4e00-\u9fff]{{2}})"
    rf"|(?P<number>{_NUMBER})(?P<line>号线)"
)


def other_number(question: str, document: str) -> str:
    """Which one a folded question names (第六次, 16号线) where a folded document has others of that sort and
    not this one; empty where there is none."""
    for named in _NAMED.finditer(question):
        sort = named["sort"] or named["line"]
        wanted = parse_number(named["nth"] or named["number"])
        found = {parse_number(m[1]) for m in re.finditer(rf"({_NUMBER}){sort}", document)}
        if found and wanted not in found:
            return named.group().removesuffix(sort[1:]) if named["nth"] else named.group()
    return ""
