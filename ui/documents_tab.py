"""The documents tab."""

from ui.app import App


def build_tab(app: App) -> None:
    """Nothing yet."""
