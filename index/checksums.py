"""The checksums of a model folder: SHA256SUMS lists its files and what they must hash to."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from index.errors import ModelError

CHECKSUMS = "SHA256SUMS"


def verified_fingerprint(folder: Path, names: Sequence[str]) -> str:
    """One SHA-256 over the checksum file, once every file it lists is found unchanged.

    `names` must be among them. Raises ModelError, one sentence, when something is missing or
    damaged.
    """
    again = "install wenju again"
    try:
        listing = (folder / CHECKSUMS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"No readable {CHECKSUMS} in the model folder {str(folder)!r}: {again}."
        ) from error
    lines = [line.split(maxsplit=1) for line in listing.splitlines()]
    expected = {line[1]: line[0] for line in lines if len(line) == 2}
    for name in names:
        if name not in expected:
            raise ModelError(f"{CHECKSUMS} in {str(folder)!r} does not list {name}: {again}.")
    for name, digest in expected.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError(
                f"The model file {name!r} is missing from {str(folder)!r}: {again}."
            ) from error
        if found != digest:
            raise ModelError(
                f"The model file {name!r} in {str(folder)!r} is damaged or was exchanged "
                f"(SHA-256 {found[:12]}…, expected {digest[:12]}…): {again}."
            )
    return hashlib.sha256(listing.encode()).hexdigest()


def write_checksums(folder: Path, names: Sequence[str]) -> None:
    """List the SHA-256 of these files of a model folder, as `verified_fingerprint` reads it."""
    sums = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / CHECKSUMS).write_text("".join(sums), encoding="utf-8")
