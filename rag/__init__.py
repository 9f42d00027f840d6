"""Retrieval, extractive answers and verified citations over an index."""
