"""Where releases are kept."""

from __future__ import annotations

from pathlib import Path


def folder_of(base: Path, number: int) -> Path:
    """Where release `number` is kept under `base`."""
    return base / f"release-{number:04d}"


def numbers(base: Path) -> list[int]:
    """Numbers of the releases under `base`, ascending."""
    if not base.is_dir():
        return []
    found = (path.name.removeprefix("release-") for path in base.iterdir() if path.is_dir())
    return sorted(int(name) for name in found if name.isdecimal())
