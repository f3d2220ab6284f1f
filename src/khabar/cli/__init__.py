"""The command line: one module a verb, loaded only when it is called.

A verb's module is named after it and holds `app`, a `typer.Typer`.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from khabar import __version__
from khabar.cli.messages import complain
from khabar.errors import KhabarError

FAILED, USAGE, INTERRUPTED = 1, 2, 130
# In the order of the help page. A verb whose module is not installed is left out.
VERBS = (
    "extract",
    "explain",
    "demo",
    "gazetteer",
    "tag",
    "evaluate",
    "schema",
    "init",
    "ingest",
    "reread",
    "watch",
    "link",
    "export",
    "release",
    "diff",
    "trend",
    "check",
    "map",
    "serve",
)


_COMPLETION = ("install_completion", "show_completion")  # options that typer gives to every app


class Verbs(TyperGroup):
    """The verbs by name: calling one does not load the others."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [verb for verb in VERBS if find_spec(f"khabar.cli.{verb}")]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = typer.main.get_command(import_module(f"khabar.cli.{cmd_name}").app)
        command.name = cmd_name
        command.params = [param for param in command.params if param.name not in _COMPLETION]
        return command

    def invoke(self, ctx: Any) -> Any:
        """Run a verb; a failure becomes one line on standard error and an exit code."""
        try:
            outcome = super().invoke(ctx)
            sys.stdout.flush()
            return outcome
        except typer.Exit as stop:
            raise typer.Exit(_flushed(stop.exit_code)) from None
        except KeyboardInterrupt:
            complain("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise typer.Exit from None  # whoever read the output has seen enough (`| head`): no fault
        except (KhabarError, OSError, MemoryError) as error:
            complain(_in_words(error))
            raise typer.Exit(FAILED) from None


app = typer.Typer(
    cls=Verbs, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"khabar {__version__}")
        raise typer.Exit


@app.callback(help="Arabic news of armed conflict, read into attributed, located, dated event claims.")
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process: 0 all done, 1 some input failed, 2 wrong usage, 130 interrupted."""
    signal.signal(signal.SIGTERM, _terminated)
    code = run(arguments)
    try:
        sys.stdout.flush()
    except OSError:  # what could not be written must not be tried again, and complained about, by Python at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _terminated(number: int, frame: object) -> None:
    """Leave by the ordinary way out, so that workers and half-written files go too."""
    sys.exit(128 + number)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code; not even a fault of khabar shows a traceback."""
    try:
        app(arguments, prog_name="khabar")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FAILED
    except Exception as error:
        if os.environ.get("KHABAR_DEBUG"):
            raise
        complain(f"a fault of khabar ({type(error).__name__}: {error}); KHABAR_DEBUG=1 shows where: please report it")
        return FAILED
    return 0


def _flushed(code: int) -> int:
    """`code`, unless what is still to be written cannot be: a full disk may show only here."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return code
    except OSError as error:
        complain(_in_words(error))
        return FAILED
    return code


def _in_words(error: KhabarError | OSError | MemoryError) -> str:
    if isinstance(error, KhabarError):
        return str(error)
    if isinstance(error, MemoryError):
        return "out of memory: use fewer --workers or smaller inputs"
    where = f"{error.filename}: " if error.filename else "cannot write the output: "
    return f"{where}{error.strerror or error}"
