"""The option --download: which files of pictures and attachments are kept beside the references to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from crawler.downloads import FilesToKeep
from crawler.file_kinds import parse_file_kinds

if TYPE_CHECKING:
    from archive import FileKind


def file_kinds(_: click.Context, __: click.Parameter, value: str | None) -> tuple[FileKind, ...] | None:
    """The kinds of files that --download, or the setting, names; None where neither does."""
    try:
        return None if value is None else parse_file_kinds(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def files_to_keep(kinds: tuple[FileKind, ...] | None) -> FilesToKeep:
    """The flag is for every site; what the environment or the file sets, for those whose profiles say nothing."""
    source = click.get_current_context().get_parameter_source("download")
    is_setting = source is ParameterSource.ENVIRONMENT
    return FilesToKeep(usual=kinds or ()) if is_setting else FilesToKeep(of_all=kinds)
