"""The benchmark: wenju beside what a user would otherwise set up, on the same documents and questions.

`python -m eval.bench --shared ../shared` builds everything, asks everything and writes
`results/COMMIT.md`.
"""
