"""The version of wenju, read from the installed distribution."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("wenju")
except PackageNotFoundError:  # running from a source tree that is not installed
    VERSION = "0+unknown"
