"""Planted citations: true spans of an index, damaged in known ways, and references of all forms.

`python -m eval.citations --index DIR` asks the citer and reports how often it is right, by kind.
"""
