"""Question sets made from an index: planted ones without a model, natural ones with one.

All are marked `synthetic`: they show whether a change broke something, not how good wenju is for
people, whose questions are of another kind.
"""

from eval.generate.natural import Natural, count_calls, natural_cases
from eval.generate.planted import KINDS, planted_cases

__all__ = ["KINDS", "Natural", "count_calls", "natural_cases", "planted_cases"]
