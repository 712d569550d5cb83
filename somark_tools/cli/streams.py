"""Standard output: written out while it can be told that this fails, and what is said then."""

import errno
import os
import sys

import click


def flush() -> None:
    """Write out what was printed, while it can still be told that this fails."""
    if sys.stdout is not None:
        sys.stdout.flush()


def abandon(error: OSError) -> None:
    """Say that standard output can't be written, and write no more to it; a reader who has enough is told nothing."""
    if error.errno != errno.EPIPE:
        click.echo(f"somark-tools: standard output can't be written: {error.strerror or error}", err=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
