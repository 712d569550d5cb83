"""Commands and options → their pages of help: groups of options, examples, and suggestions for names that are none."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import click

Examples = Sequence[tuple[str, str]]  # what one may want, and the line that does it
HELP_NAMES = ["-h", "--help"]
_MEANT = {  # what people try that is no command or option → what they want
    **dict.fromkeys(("help", "/help", "/h", "/?", "-?"), "--help"),
    **dict.fromkeys(("version", "-v", "-V"), "--version"),
}
_FILE = re.compile(r"[\\/]|\.(json|gz|zip|pdf)$", re.IGNORECASE)


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return " Did you mean NAME?" for a name that is close to a known one, else "".

    >>> suggestion("docs", ["md", "docx"])
    " Did you mean 'docx'?"
    """
    near = get_close_matches(name.lower(), list(known), 1, 0.5)
    return f" Did you mean {near[0]!r}?" if near else ""


class Choice(click.Choice[str]):
    """A choice that suggests what may have been meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value that was chosen, or fail with the one that is close to it."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            hint = suggestion(str(value), self.choices)
            raise click.BadParameter(error.message + hint, ctx, param) from error


class Command(click.Command):
    """A command whose help ends with examples.

    Its options stand in sections of their own where `sections` (name of the parameter → title) says so. `advice` is for
    whoever gives it more arguments than it takes.
    """

    def __init__(
        self,
        *arguments: Any,
        examples: Examples = (),
        sections: Mapping[str, str] | None = None,
        tables: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        advice: str = "",
        **settings: Any,
    ) -> None:
        super().__init__(*arguments, **{"context_settings": {"help_option_names": HELP_NAMES}, **settings})
        self.examples = examples
        self.sections = sections or {}
        self.tables = tables or {}
        self.advice = advice

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. A long option with one dash would be taken for short ones: `-output` for `-o utput`."""
        known = [name for parameter in self.get_params(ctx) for name in parameter.opts]
        for arg in args:
            if re.match("-[^-]", arg) and f"-{arg.partition('=')[0]}" in known:
                raise click.NoSuchOption(arg, possibilities=[f"-{arg}"], ctx=ctx)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if self.advice and type(error) is click.UsageError:  # too many arguments; the others have types of theirs
                raise _with(error, self.advice) from error
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options by their sections, and then the tables."""
        groups: dict[str, list[tuple[str, str]]] = {"Options": [], **{title: [] for title in self.sections.values()}}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                groups[self.sections.get(parameter.name or "", "Options")].append(record)
        for title, records in (*groups.items(), *self.tables.items()):
            with formatter.section(title):
                formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(formatter, self.examples)
        super().format_epilog(ctx, formatter)


class Commands(click.Group):
    """A group whose help lists its commands by what they are for."""

    def __init__(
        self,
        *arguments: Any,
        groups: Mapping[str, Sequence[click.Command]],
        tables: Mapping[str, Sequence[tuple[str, str]]],
        examples: Examples = (),
        **settings: Any,
    ) -> None:
        super().__init__(*arguments, **settings)
        for command in (command for group in groups.values() for command in group):
            self.add_command(command)
        self.groups = groups
        self.tables = tables
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; suggest an option for what is often tried instead."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name in _MEANT:
                raise _with(error, f"Did you mean {_MEANT[error.option_name]!r}?") from error
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; where it is the name of a file, tell that a command goes before it."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args[0] in _MEANT:
                raise _with(error, f"Did you mean {_MEANT[args[0]]!r}?") from error
            if _FILE.search(args[0]):
                raise _with(error, f"Say what to do with it, for example: somark-tools info {args[0]}") from error
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each group of commands, with one line for each command."""
        widest = max(len(name) for name in self.commands)
        for title, group in self.groups.items():
            with formatter.section(title):
                records = [(f"{command.name:{widest}}", command.get_short_help_str(100)) for command in group]
                formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the tables and the examples."""
        for title, records in self.tables.items():
            with formatter.section(title):
                formatter.write_dl(records)
        write_examples(formatter, self.examples)


def _with(error: click.UsageError, hint: str) -> click.UsageError:
    return click.UsageError(f"{error.format_message().rstrip('.')}. {hint}", error.ctx)


def write_examples(formatter: click.HelpFormatter, examples: Examples) -> None:
    """Write what each example does, and below it the line, never broken: it is to be copied."""
    if not examples:
        return
    with formatter.section("Examples"):
        for purpose, line in examples:
            if purpose:
                formatter.write_text(purpose)
            formatter.write(f"{'':{formatter.current_indent + 2}}{line}\n")
