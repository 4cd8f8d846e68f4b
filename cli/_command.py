"""Commands that tell their user's mistakes in a line each, and suggest what a user may have meant."""

from __future__ import annotations

import difflib
import io
import re
import signal
import sys
import threading
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The argument that a line of a message is about.
_ARGUMENT = re.compile(r"^\w+(?=[:,])", re.MULTILINE)


class Command(click.Command):
    """A command whose errors are lines on stderr; the traceback comes only if asked for."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters of the command, and those that every command has."""
        *own, helping = super().get_params(ctx)
        return [*own, QUIET, DEBUG, helping]

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of the package becomes lines on stderr, and an exit status."""
        from isthmus.geo import ArgumentError, IsthmusError, ValidationError

        if ctx.meta.get(DEBUG.name):
            return super().invoke(ctx)
        try:
            with _warnings_on_stderr(quiet=is_quiet(ctx)):
                return super().invoke(ctx)
        except ArgumentError as error:
            _refuse_argument(ctx, str(error))
        except ValidationError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
        except BrokenPipeError:
            raise  # whoever read the output has had enough: click ends in silence
        except (IsthmusError, OSError) as error:
            click.echo(f"isthmus: {error}", err=True)
        return ctx.exit(1)


class Group(click.Group):
    """A group of such commands that suggests the one a user may have meant."""

    command_class: type[click.Command] | None = Command

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters of the group, and those that every command has."""
        *own, helping = super().get_params(ctx)
        return [*own, QUIET, DEBUG, helping]

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; letters that the terminal's encoding lacks are printed as escapes."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                with suppress(OSError):  # what was put in its place while something was in it
                    stream.reconfigure(errors="backslashreplace")
        with _tidy_end():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one is nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self.commands, n=1)
            if near:
                raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from None
            raise


def _refuse_argument(ctx: click.Context, message: str) -> None:
    """Tell of wrong arguments by the words of the command line: a wrong call, unless a file is wrong."""
    known = {str(parameter.name): parameter for parameter in ctx.command.params}
    labels = {name: _label_of(parameter, ctx) for name, parameter in known.items()}
    told = _ARGUMENT.sub(lambda found: labels.get(found[0], found[0]), message)
    named = [known[name] for name in _ARGUMENT.findall(message) if name in known]
    if named and not isinstance(named[0].type, click.Path):
        raise click.UsageError(told, ctx)
    click.echo(f"isthmus: {told}", err=True)


def _label_of(parameter: click.Parameter, ctx: click.Context) -> str:
    """Return what users call a parameter."""
    if isinstance(parameter, click.Argument):
        return parameter.make_metavar(ctx).strip("[]")
    return max(parameter.opts, key=len)


def is_quiet(ctx: click.Context) -> bool:
    """Tell whether the user asked for silence."""
    return bool(ctx.meta.get(QUIET.name))


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Keep a flag for the whole call: it may stand before the command's name or after it."""
    ctx.meta[str(param.name)] = bool(value) or ctx.meta.get(str(param.name), False)


QUIET = click.Option(
    ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_remember, help="Print only what is wrong."
)
DEBUG = click.Option(
    ["--debug"],
    is_flag=True,
    expose_value=False,
    callback=_remember,
    help="Show an error with its traceback.",
)


@contextmanager
def _tidy_end() -> Iterator[None]:
    """Let who ends a command by SIGTERM, such as a scheduler, find no half-written file of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _warnings_on_stderr(*, quiet: bool) -> Iterator[None]:
    """Print the package's warnings as lines on stderr once the command is done; notes only if not quiet."""
    from isthmus.geo import DataWarning, IsthmusWarning

    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always", IsthmusWarning)
        try:
            yield
        finally:
            for message in [warning.message for warning in given]:
                lines = message.problems if isinstance(message, DataWarning) else ()
                for problem in lines:
                    if problem.severity == "problem" or not quiet:
                        click.echo(str(problem), err=True)
                if not lines and not quiet:
                    click.echo(str(message), err=True)
