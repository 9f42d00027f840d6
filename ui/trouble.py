"""What a user of the page is told when something is wrong: one Chinese sentence; the log says why."""

import logging

from index.errors import WenjuError

_LOG = logging.getLogger("wenju")


def mistake(text: str, longest: int, name: str) -> str:
    """What is wrong with a typed text, in a sentence; empty when nothing is."""
    if not text.strip():
        return f"请先输入{name}。"
    if len(text) > longest:
        return f"{name}有{len(text)}个字，最多{longest}个字，请缩短后再试。"
    return ""


def sentence(error: Exception) -> str:
    """What is said of an error that ended a request."""
    log_trouble(error)
    if isinstance(error, WenjuError):
        return "这次没有查成：索引可能已改动或损坏，请用 wenju index verify 检查后再试。"
    return "这次没有查成：程序出错，原因已记在启动问据的终端里，可以再试一次。"


def log_trouble(error: Exception) -> None:
    """Tell the terminal why a request failed: of our own errors the sentence, of others all."""
    if isinstance(error, WenjuError):
        _LOG.error("%s", error)
    else:
        _LOG.error("a request of the page failed", exc_info=error)
