"""kommunarkiv config and completion: what is set and by what, and the shell's help with typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource
from click.shell_completion import get_completion_class

from archive.cli import archive_option, print_json
from crawler.configuration import Chosen

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Show every setting, and what set it.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@archive_option
@click.pass_context
def config(ctx: click.Context, archive_path: Path, *, as_json: bool) -> None:
    """Show every setting with its value and what it came from: flag, environment, file or default.

    \b
    kommunarkiv config
    kommunarkiv config --archive annat.db
    """
    chosen: list[Chosen] = ctx.find_root().obj
    if ctx.get_parameter_source("archive_path") is ParameterSource.COMMANDLINE:
        flag = Chosen(chosen[0].setting, str(archive_path), "flag")
        chosen = [flag, *chosen[1:]]
    if as_json:
        print_json({one.setting.name: {"value": one.shown, "origin": one.origin} for one in chosen})
        return
    width = max(len(one.shown) for one in chosen)
    for one in chosen:
        click.echo(f"{one.setting.name:13} {one.shown or '–':{width}} {one.origin}")
        click.secho(f"{'':13} {one.setting.meaning} ({one.setting.variable})", dim=True)


@click.command(short_help="Print what lets the shell complete what you type.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what lets the shell complete commands, options, sites and municipalities.

    \b
    kommunarkiv completion bash > ~/.local/share/bash-completion/completions/kommunarkiv
    kommunarkiv completion fish > ~/.config/fish/completions/kommunarkiv.fish
    """
    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(ctx.find_root().command, {}, "kommunarkiv", "_KOMMUNARKIV_COMPLETE").source())
