"""Arrays: what is told apart by sorting is what numpy tells apart."""

import numpy as np
import pytest

from index.arrays import distinct


@pytest.mark.parametrize("size", [0, 1, 2, 5000])
def test_distinct_values_are_those_of_numpy(size: int) -> None:
    values = np.random.default_rng(5).integers(0, 900, size).astype(np.uint64)
    assert distinct(values).tolist() == np.unique(values).tolist()
