"""Copytaster: news files in, deduplicated and tagged articles in Postgres out."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("copytaster")
except PackageNotFoundError:  # a checkout that was never installed
    __version__ = "0+unknown"
