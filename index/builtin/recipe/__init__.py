"""How the built-in static model was trained: `python -m index.builtin.recipe --help`.

Nothing outside this folder imports it; torch, jieba and sentence-transformers are needed here only.
"""
