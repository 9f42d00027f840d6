"""The tab 设置 as HTML: what this server answers from and with, and where text goes."""

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import UsageError
from index.version import VERSION
from rag.engine import Engine
from rag.llm import llm_settings
from ui.escaping import escape
from ui.wording import Language, say

_SHORT = 12  # characters of a SHA-256


def settings_html(engine: Engine, private: Path | None, language: Language) -> str:
    """All settings in groups. `private` is the server's private folder, None where its readers
    need not know it."""
    groups = (
        ("settings.index", _index(engine, language)),
        ("settings.models", _models(engine, language)),
        ("settings.retrieval", _retrieval(engine, language)),
        ("settings.privacy", _privacy(private, language)),
        ("settings.program", iter([(say("settings.version", language), f"wenju {VERSION}")])),
    )
    parts = []
    for key, rows in groups:
        lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
        parts.append(
            f'<section class="wj-setting"><h3>{escape(say(key, language))}</h3>'
            f'<dl class="wj-facts-list">{lines}</dl></section>'
        )
    return f'<div class="wj-settings">{"".join(parts)}</div>'


def _index(engine: Engine, language: Language) -> Iterator[tuple[str, str]]:
    reader, manifest = engine.reader, engine.reader.manifest
    yield say("settings.name", language), reader.folder.resolve().name
    yield say("settings.documents", language), str(len(reader.records.cards))
    yield say("settings.passages", language), str(reader.size)
    try:
        built = datetime.fromtimestamp((reader.folder / "CURRENT").stat().st_mtime)
        yield say("settings.built", language), f"{built:%Y-%m-%d %H:%M}（wenju {manifest.wenju}）"
    except OSError:
        yield say("settings.built", language), say("settings.gone", language)
    yield say("settings.chunking", language), say("settings.cut", language, **manifest.chunking)


def _models(engine: Engine, language: Language) -> Iterator[tuple[str, str]]:
    made = engine.reader.manifest
    for key, record in (
        ("settings.embedder", made.embedder),
        ("settings.interaction", made.late_interaction),
    ):
        told = f"{record['name']}, {record['dim']} {say('settings.dimensions', language)}"
        yield say(key, language), f"{told}, SHA-256 {record['sha256'][:_SHORT]}"
    retriever = engine.retriever
    if retriever.reads:
        yield say("settings.reading", language), retriever.reading_model
    else:
        yield say("settings.reading", language), say("settings.not_reading", language)


def _retrieval(engine: Engine, language: Language) -> Iterator[tuple[str, str]]:
    config = engine.retriever.config
    yield say("settings.pool", language), str(config.pool)
    yield say("settings.read", language), str(config.read if engine.retriever.reads else 0)
    key = "settings.yes" if config.understand else "settings.no"
    yield say("settings.understand", language), say(key, language)
    yield say("settings.day", language), date.today().isoformat()


def _privacy(private: Path | None, language: Language) -> Iterator[tuple[str, str]]:
    yield say("settings.llm", language), _language_model(language)
    online = os.environ.get("HF_HUB_OFFLINE", "1") == "0"
    key = "settings.online" if online else "settings.offline"
    yield say("settings.network", language), say(key, language)
    yield say("settings.conversations", language), say("settings.in_browser", language)
    if private is not None:
        yield say("settings.private", language), str(private)


def _language_model(language: Language) -> str:
    """Who would get text: the host alone is shown, since an address may hold a key."""
    try:
        found = llm_settings()
    except UsageError:
        return say("settings.llm_wrong", language)
    if found is None:
        return say("settings.no_llm", language)
    key = "settings.llm_here" if found.is_local else "settings.llm_there"
    return say(key, language, model=found.model, host=urlsplit(found.base_url).hostname)
