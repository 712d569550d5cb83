"""Commands and options → their pages of help: groups of options, examples, and suggestions for names that are none."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import click

Examples = Sequence[tuple[str, str]]  # what one may want, and the line that does it
HELP_NAMES = ["-h", "--help"]


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

    Its options stand in sections of their own where `sections` (name of the parameter → title) says so.
    """

    def __init__(
        self,
        *arguments: Any,
        examples: Examples = (),
        sections: Mapping[str, str] | None = None,
        tables: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(*arguments, **{"context_settings": {"help_option_names": HELP_NAMES}, **settings})
        self.examples = examples
        self.sections = sections or {}
        self.tables = tables or {}

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


def write_examples(formatter: click.HelpFormatter, examples: Examples) -> None:
    """Write what each example does, and below it the line, never broken: it is to be copied."""
    if not examples:
        return
    with formatter.section("Examples"):
        for purpose, line in examples:
            if purpose:
                formatter.write_text(purpose)
            formatter.write(f"{'':{formatter.current_indent + 2}}{line}\n")
