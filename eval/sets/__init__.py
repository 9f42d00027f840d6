"""Question sets and the document that ship with wenju."""

from pathlib import Path

FOLDER = Path(__file__).parent
SEED = FOLDER / "seed"
"""The user's own document: the Shanxi plan for 14 strategic emerging industries, cut off as it is."""
