"""The settings tab."""

from ui.app import App
from ui.backstage import Backstage


def build_tab(app: App, backstage: Backstage) -> None:
    """Nothing yet."""
