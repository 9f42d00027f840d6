"""Parts that the pages of a run and of a comparison share."""

from eval.measures import BY_NAME, Measure
from eval.report.html import both, table, text
from eval.runfolder import Config

AUROC = Measure(
    "confidence_auroc", "refusal", "置信度 AUROC", "confidence AUROC",
    "chance that an answerable question is more confident than another",
)  # fmt: skip
# Told in one line of the configuration.
_WHOLE = (
    *("settings.retrieval.weights", "settings.retrieval.foreign", "machine.packages"),
    *("index.chunking", "index.embedder"),
)


def measure_name(name: str) -> tuple[str, str]:
    """The name of a measure in both languages."""
    measure = BY_NAME.get(name, AUROC)
    return measure.zh, measure.en


def subtitle(config: Config, cases: int) -> str:
    """What was run over what, when, with which wenju."""
    index, machine = config["index"], config["machine"]
    shown = [
        text(config["cases"]["name"]),
        both(f"{cases:,} 题", count(cases, "case")),
        both(f"{index['documents']:,} 份文件", count(index["documents"], "document")),
        both(f"{index['chunks']:,} 段", count(index["chunks"], "passage")),
        text(machine["date"]),
        text(f"wenju {config['wenju']} {config['commit']}{'+' if config['changed'] else ''}"),
    ]
    return "".join(f"<span{' class=dot' if i else ''}>{s}</span>" for i, s in enumerate(shown))


def count(number: int, what: str) -> str:
    """A number of things in English words."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def config_table(config: Config, title: str = "") -> str:
    """A configuration as a table, keys joined by points."""
    rows = [[text(name), text(value)] for name, value in _flat(config)]
    heading = f"<h3>{text(title)}</h3>" if title else ""
    return heading + table([both("项", "key"), both("值", "value")], rows, "config")


def _flat(value: object, name: str = "") -> list[tuple[str, object]]:
    if isinstance(value, dict) and value and name not in _WHOLE:
        parts = (
            _flat(inner, f"{name}.{key}" if name else str(key)) for key, inner in value.items()
        )
        return [pair for part in parts for pair in part]
    if isinstance(value, dict):
        return [(name, ", ".join(f"{key} {inner}" for key, inner in value.items()))]
    return [(name, value)]
