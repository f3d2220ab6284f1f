"""What is said on standard error: one line a matter, never a traceback."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

_SHOWN = 20  # messages of one kind, so that a bad corpus does not flood the screen


def complain(message: str) -> None:
    """Print an error line."""
    _say(f"khabar: {message}")


def _say(line: str) -> None:
    safe = "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in line)
    try:
        sys.stderr.write(f"{safe}\n".encode("utf-8", "backslashreplace").decode("utf-8"))
        sys.stderr.flush()
    except UnicodeEncodeError:  # a terminal without Arabic
        sys.stderr.write(f"{ascii(safe)[1:-1]}\n")
    except (OSError, ValueError):  # standard error is closed: nobody listens
        pass


@dataclass(slots=True)
class Notices:
    """Errors and warnings of a run, counted; the first ones are shown."""

    errors: int = 0
    warnings: int = 0
    _last: list[str] = field(default_factory=list)

    def error(self, message: str) -> None:
        """Something was not read."""
        self.errors += 1
        if self.errors <= _SHOWN:
            complain(message)

    def warning(self, message: str) -> None:
        """Something was read, but not as the user may think."""
        self.warnings += 1
        if self.warnings <= _SHOWN:
            complain(f"note: {message}")

    def exit_code(self) -> int:
        """1 where some input failed, else 0."""
        return 1 if self.errors else 0

    def sum_up(self) -> None:
        """Say how many were not shown."""
        hidden = max(0, self.errors - _SHOWN) + max(0, self.warnings - _SHOWN)
        if hidden:
            complain(f"and {hidden} more messages like these ({self.errors} errors, {self.warnings} notes in all)")
