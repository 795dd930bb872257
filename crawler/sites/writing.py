"""Profiles as files: TOML that a person can go on with."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import tomlkit

from archive.schema import trail_text
from crawler.errors import ProfileError

if TYPE_CHECKING:
    from pathlib import Path

    from tomlkit.items import AoT

    from crawler.sites.profile import Site

_PLAIN = (
    *("name", "base_url", "municipality", "status", "drafted_on", "verified_on", "cms", "delay", "hours", "never"),
    "download",
)
_LATER = ("licence", "contact", "notes")


def to_toml(site: Site, comment: str = "") -> str:
    """The profile as the text of its file; the file's name is its key. `comment` goes above it."""
    document = tomlkit.document()
    for line in comment.splitlines():
        document.add(tomlkit.comment(line))
    for name in (*_PLAIN, *_LATER):
        value = getattr(site, name)
        if value is not None and (value != () or name == "download"):  # to want no files is to say something
            document.add(name, str(value) if name == "hours" else list(value) if isinstance(value, tuple) else value)
    if revisits := site.revisits.model_dump(exclude_none=True):
        table = tomlkit.inline_table()
        table.update(revisits)
        document.add("revisits", table)
    if site.sections:
        document.add("sections", _sections(site))
    if site.designs:
        designs = tomlkit.aot()
        for design in site.designs:
            designs.append(tomlkit.item(design.model_dump(exclude_defaults=True)))
        document.add("designs", designs)
    return tomlkit.dumps(document)


def _sections(site: Site) -> AoT:
    sections = tomlkit.aot()
    for section in site.sections:
        table = tomlkit.table()
        if section.trail:
            table.add("trail", trail_text(section.trail) if _is_plain(section.trail) else list(section.trail))
        if section.url:
            table.add("url", section.url)
        sections.append(table)
    return sections


def _is_plain(trail: tuple[str, ...]) -> bool:
    """Whether the trail can be told as one line: no name has a separator in it, and there is more than one."""
    return len(trail) > 1 and not any(f" {sign} " in name for name in trail for sign in "›»>|/→")


def refuse_unwritable(key: str, folder: Path, *, replace: bool = False) -> None:
    """ProfileError where a profile with this key can't be written into the folder, or is there and not to be replaced.

    A person may have worked on one that is there.
    """
    path = folder / f"{key}.toml"
    if path.exists() and not replace:
        message = f"{path} exists already. Remove it, or give --replace, to write it anew."
        raise ProfileError(message)
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        hint = f"Check the permissions of {there}, or name another folder with KOMMUNARKIV_SITES."
        message = f"{path} can't be written. {hint}"
        raise ProfileError(message)


def write_profile(site: Site, folder: Path, comment: str = "", *, replace: bool = False) -> Path:
    """The file that the profile was written to, in a folder that is made if it is missing.

    One that it replaces, on which a person may have worked, is kept beside it as `kept_before` says. ProfileError as of
    `refuse_unwritable`.
    """
    refuse_unwritable(site.key, folder, replace=replace)
    path = folder / f"{site.key}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".toml.new")
    new.write_text(to_toml(site, comment), encoding="utf-8")
    if path.exists():
        shutil.copy2(path, kept_before(path))
    new.replace(path)
    return path


def kept_before(path: Path) -> Path:
    """Where a profile is kept that another was written over."""
    return path.with_name(f"{path.name}.before")
