"""Every word of the page's own, in both languages; the script gets the same table.

Text of documents and answers is never here: it is shown as it is. A key is `tab.what`.
"""

from typing import Literal

from ui.tab_words import TAB_WORDS

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

WORDS: dict[str, tuple[str, str]] = {
    # the frame
    "app.name": ("问据", "Wenju"),
    "app.motto": (
        "有问必有据：每句回答都引原文，查不到就说查不到。",
        "Every answer quotes its source; what is not there is said not to be.",
    ),
    "tab.chat": ("问答", "Ask"),
    "tab.documents": ("文件", "Documents"),
    "tab.lookup": ("引文核对", "Check a quote"),
    "tab.evaluation": ("评测", "Evaluation"),
    "tab.settings": ("设置", "Settings"),
    # 问答: the chat
    **TAB_WORDS,
}


def say(key: str, language: Language, **values: object) -> str:
    """The words for `key`; names in braces take their `values`. A key that is missing is a mistake
    of ours: KeyError."""
    words = WORDS[key][LANGUAGES.index(language)]
    return words.format(**values) if values else words


def table(language: Language) -> dict[str, str]:
    """All words in one language, for the script."""
    return {key: say(key, language) for key in WORDS}
