"""The documentation says what the program does: commands, links, files and layers."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.cli import build_parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(ROOT.glob("*.md"))


def _commands(
    parser: argparse.ArgumentParser, path: str = "wenju"
) -> Iterator[tuple[str, set[str]]]:
    """Every command with its options, as "wenju index build" and {"--index", …}."""
    inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not inner:
        options = {
            o for a in parser._actions for o in a.option_strings if o not in ("-h", "--help")
        }
        yield path, options
    for action in inner:
        for name, command in action.choices.items():
            yield from _commands(command, f"{path} {name}")


COMMANDS = dict(_commands(build_parser()))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_stands_in_the_table_of_the_readme(command: str) -> None:
    name = command.split()[1]
    rows = [row for row in README.splitlines() if row.startswith("| `wenju ")]
    mine = [
        row for row in rows if row.startswith(f"| `{command} ") or row.startswith(f"| `{command}`")
    ]
    if name in ("search", "ask", "cite"):
        mine += [row for row in rows if "--batch" in row]
    assert mine, f"{command} is not in the table of README.md"
    for option in COMMANDS[command]:
        assert any(option in row for row in mine), f"{command} {option} is not in README.md"


def test_every_command_the_readme_shows_exists() -> None:
    fenced = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.S))
    shown = re.findall(r"^(wenju .*)", fenced, re.M) + re.findall(
        r"^\| `(wenju [^`]*)`", README, re.M
    )
    assert len(shown) > 10
    known = {command.split(" ", 1)[1] for command in COMMANDS}
    for line in shown:
        words = [word for word in line.split()[1:3] if word.isalpha() or "\\|" in word]
        names = words[0].split("\\|")
        for name in names:
            assert any(k == name or k.startswith(f"{name} ") for k in known), line


def test_the_two_commands_stand_in_both_readmes() -> None:
    chinese = (ROOT / "README.zh.md").read_text("utf-8")
    commands = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert commands == [x for x in chinese.splitlines() if x.startswith("python3 -m venv")]


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (ROOT / target).exists(), f"{page.name} links to {target}"


def test_architecture_names_every_module_of_the_lower_layers() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for layer in ("index", "rag", "eval"):
        for module in sorted((ROOT / layer).glob("*.py")):
            if module.name not in ("__init__.py", "errors.py", "types.py", "version.py"):
                assert f"`{module.name}`" in text or f"`{layer}/{module.name}`" in text, module.name


def test_no_source_file_is_over_400_lines() -> None:
    for layer in ("index", "rag", "eval", "ui"):
        for module in (ROOT / layer).rglob("*.py"):
            assert len(module.read_text("utf-8").splitlines()) <= 400, module.name
