"""Arrays: what is told apart by sorting is what numpy tells apart, a vector file what faiss writes."""

from pathlib import Path

import faiss
import numpy as np
import pytest

from index.arrays import VectorFile, distinct, map_vectors


@pytest.mark.parametrize("size", [0, 1, 2, 5000])
def test_distinct_values_are_those_of_numpy(size: int) -> None:
    values = np.random.default_rng(5).integers(0, 900, size).astype(np.uint64)
    assert distinct(values).tolist() == np.unique(values).tolist()


def test_a_vector_file_is_what_faiss_writes(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(7, 5)).astype(np.float32)
    with VectorFile(tmp_path / "own", 5) as file:
        file.append(vectors[:3])
        file.append(vectors[3:])
    flat = faiss.IndexFlatIP(5)
    flat.add(vectors)
    faiss.write_index(flat, str(tmp_path / "faiss"))
    assert (tmp_path / "own").read_bytes() == (tmp_path / "faiss").read_bytes()
    mapped = map_vectors(tmp_path / "faiss")
    assert mapped is not None
    np.testing.assert_array_equal(mapped, vectors)
    faiss.write_index(faiss.IndexFlatL2(5), str(tmp_path / "other"))
    assert map_vectors(tmp_path / "other") is None
