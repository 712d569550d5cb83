"""`somark-tools completion`: what a shell reads to complete commands, options and names with TAB."""

import click

from somark_tools.cli.manual import Choice, Command

VARIABLE = "_SOMARK_TOOLS_COMPLETE"  # what click looks for when it is asked for completions
SHELLS = ("bash", "zsh", "fish")


@click.command(
    cls=Command,
    short_help="Print what lets a shell complete with TAB.",
    examples=(
        ("bash (4.4 or newer), in ~/.bashrc:", 'eval "$(somark-tools completion bash)"'),
        ("zsh, in ~/.zshrc, below compinit:", 'eval "$(somark-tools completion zsh)"'),
        (
            "fish, once:",
            "somark-tools completion fish > ~/.config/fish/completions/somark-tools.fish",
        ),
    ),
)
@click.argument("shell", type=Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that lets SHELL complete commands, options, formats, layers and rules of `somark-tools`."""
    from click.shell_completion import get_completion_class

    made_for = get_completion_class(shell)
    if made_for is None:  # a later click may drop a shell
        raise click.UsageError(f"click completes nothing in {shell}.")
    click.echo(made_for(context.find_root().command, {}, "somark-tools", VARIABLE).source())
