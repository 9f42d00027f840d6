"""How the answering model was trained: `python -m index.builtin.answering_recipe --help`."""
