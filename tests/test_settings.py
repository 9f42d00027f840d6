"""The tab 设置 as HTML, and the words of the page in both languages."""

import re
from pathlib import Path

import pytest
from markup import Markup

from rag.engine import Engine
from ui.settings_html import settings_html
from ui.wording import WORDS


def test_settings_name_models_index_and_who_gets_text(
    library: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WENJU_LLM_BASE_URL", raising=False)
    text = Markup(settings_html(library, Path("/srv/wenju"), "zh")).text
    digest = library.reader.manifest.embedder["sha256"][:12]
    for told in (digest, str(library.reader.size), "没有设置", "/srv/wenju", "离线"):
        assert told in text
    assert "/srv" not in settings_html(library, None, "zh")
    for address, told in (
        ("https://llm.example.cn:8443/v1?key=secret", "llm.example.cn"),
        ("http://127.0.0.1:8000/v1", "在本机"),
        ("http://127.0.0.1.example.com/", "127.0.0.1.example.com"),
        ("https://user:secret@llm.example.cn/v1", "设置有误"),
    ):
        monkeypatch.setenv("WENJU_LLM_BASE_URL", address)
        monkeypatch.setenv("WENJU_LLM_MODEL", "某模型")
        monkeypatch.setenv("WENJU_LLM_API_KEY", "secret")
        shown = Markup(settings_html(library, None, "zh")).text
        assert told in shown and "secret" not in shown
        assert ("在本机（" in shown) == (address == "http://127.0.0.1:8000/v1")


def test_all_words_have_both_languages_and_the_same_values() -> None:
    for key, (chinese, english) in WORDS.items():
        assert chinese.strip() and english.strip(), key
        assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", english)), key
