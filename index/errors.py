"""Errors a user can meet. Each message is one sentence: what was given, what is allowed, what to do.

`exit_code` is what the command line returns (see README): 1 failed, 2 wrong usage,
3 no such index or document, 4 index damaged or mismatched, 5 a gate failed.
"""


class WenjuError(Exception):
    """Root of every error shown to users as a sentence."""

    exit_code = 1


class UsageError(WenjuError):
    """The request itself is not one wenju can carry out."""

    exit_code = 2


class ReadError(WenjuError):
    """One file cannot be read as a document. Batch work reports it and goes on."""


class NotFoundError(WenjuError):
    """No such index, document or folder."""

    exit_code = 3


class IndexDamagedError(WenjuError):
    """The index exists but is damaged, or was made by another model or version."""

    exit_code = 4


class ModelError(WenjuError):
    """An embedding model cannot be loaded: missing, damaged, or not available offline."""


class RunMismatchError(WenjuError):
    """A run folder was made by another version, or from something else than is given now."""

    exit_code = 4
