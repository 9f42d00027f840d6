"""Every word of the page's own, in both languages; the script gets the same table.

Text of documents and answers is never here: it is shown as it is. A key is `tab.what`.
"""

from typing import Literal

from ui.chat_words import CHAT_WORDS
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
    "app.other_language": ("English", "中文"),
    "theme.moon": ("换成深色", "Dark colours"),
    "theme.sun": ("换成浅色", "Light colours"),
    "state.index": ("索引 {name}，{documents}份文件", "Index {name}, documents: {documents}"),
    "state.offline": ("全程离线，问题不发往任何外部服务", "Offline: nothing leaves this machine"),
    "state.missing": (
        "索引文件夹不见了，仍按已读入的内容回答；请重新建立索引",
        "The index folder is gone; answers come from what was read before. Please rebuild it",
    ),
    "state.being_written": (
        "索引正在重建，完成前按旧索引回答",
        "The index is being rebuilt; until then answers come from the old one",
    ),
    "state.unreachable": (
        "连不上问据：请看启动它的终端是否还在运行",
        "Wenju cannot be reached: is the terminal that started it still running?",
    ),
    "told.copied": ("已复制", "Copied"),
    "told.link_copied": ("链接已复制", "Link copied"),
    "told.made_room": (
        "浏览器的存储空间已满，最早的{count}个对话已删去；要长期保存请导出。",
        "The browser's storage was full: the {count} oldest conversations were deleted. Export what "
        "you want to keep.",
    ),
    "told.removed": ("对话已删除", "Conversation deleted"),
    **CHAT_WORDS,
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
