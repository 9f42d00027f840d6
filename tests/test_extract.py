"""Which sentences stand for an answer."""

import pytest

from index.fold import fold
from rag.extract import catches_all


@pytest.mark.parametrize(
    "sentence",
    ["（七）法律、行政法规规定应当认定为工伤的其他情形。", "（三）其他违法行为；", "4.其他材料"],
)
def test_the_item_for_all_other_cases_is_told_from_the_others(sentence: str) -> None:
    assert catches_all(fold("路上被撞算不算工伤？"), fold(sentence))
    assert not catches_all(fold("其他情形有哪些？"), fold(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "（六）在上下班途中，受到非本人主要责任的交通事故伤害的；",
        "（五）有其他严重情节，造成后果的。",
        "其他机关应当配合。",
    ],
)
def test_a_sentence_that_says_something_of_its_own_is_none_for_other_cases(sentence: str) -> None:
    assert not catches_all(fold("路上被撞算不算工伤？"), fold(sentence))
