"""What may be set, and which of flag, environment, file and default has won.

A setting is a line of `kommunarkiv.toml` and a variable of the environment; some are flags of commands too. The file is
the one that KOMMUNARKIV_CONFIG names, else `kommunarkiv.toml` in the working directory, else `config.toml` in the
user's own configuration folder. Secrets are in the environment alone.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.errors import ConfigurationError
from crawler.file_kinds import parse_file_kinds
from crawler.logs import FORMATS
from crawler.toml_text import not_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

FILE = "kommunarkiv.toml"


def _any(text: str) -> str | None:
    return None


def _reachable(text: str) -> str | None:
    holds = not text or (("@" in text or "." in text) and not any(sign.isspace() for sign in text))
    return None if holds else "a page or mail address is wanted, as https://www.example.se/om-arkivet"


def _seconds(text: str) -> str | None:
    try:
        holds = 0 <= float(text) <= LONGEST_DELAY
    except ValueError:
        holds = False
    return None if holds else f"a number of seconds up to {LONGEST_DELAY} is wanted, as 1 or 0.5"


def _requests(text: str) -> str | None:
    holds = text.isdecimal() and 1 <= int(text) <= MOST_AT_A_TIME
    return None if holds else f"a whole number from 1 to {MOST_AT_A_TIME} is wanted"


def _one_of(*values: str) -> Callable[[str], str | None]:
    return lambda text: None if text in values else f"{' or '.join(values)} is wanted"


def _file_kinds(text: str) -> str | None:
    try:
        parse_file_kinds(text)
    except ValueError as error:
        return str(error)
    return None


MOST_AT_A_TIME = 64
"""Requests at a time per host that may be asked for."""

LONGEST_DELAY = 3600
"""Seconds between requests to a host that may be asked for."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the file, its variable, what holds where nobody set it, and what it means.

    `fault` says of a value what would be right, None of one that is; `many` lets the file give a list.
    """

    name: str
    variable: str
    default: str
    meaning: str
    fault: Callable[[str], str | None] = _any
    secret: bool = False
    many: bool = False


SETTINGS = (
    Setting("archive", "KOMMUNARKIV_ARCHIVE", "archive.db", "the archive's file (--archive)"),
    Setting("sites", "KOMMUNARKIV_SITES", "sites", "your own folder of site profiles"),
    Setting(
        "contact",
        "KOMMUNARKIV_CONTACT",
        "",
        "a page or mail address in the User-Agent, where you can be reached",
        _reachable,
    ),
    Setting("delay", "KOMMUNARKIV_DELAY", "1", "seconds between requests to a host (crawl --delay)", _seconds),
    Setting(
        "concurrency", "KOMMUNARKIV_CONCURRENCY", "1", "requests at a time per host (crawl --concurrency)", _requests
    ),
    Setting(
        "download",
        "KOMMUNARKIV_DOWNLOAD",
        "none",
        "files to keep beside the references: images, attachments, both or none (crawl --download)",
        _file_kinds,
        many=True,
    ),
    Setting(
        "reservations",
        "KOMMUNARKIV_RESERVATIONS",
        "record",
        "noarchive and TDM reservations: record or honour",
        _one_of("record", "honour"),
    ),
    Setting(
        "log_format",
        "KOMMUNARKIV_LOG_FORMAT",
        "text",
        "what stderr holds: text or json (--log-format)",
        _one_of(*FORMATS),
    ),
    Setting("mail", "KOMMUNARKIV_MAIL", "", "whom to write to when a run needs a person"),
    Setting("mail_from", "KOMMUNARKIV_MAIL_FROM", "", "the sender of those mails"),
    Setting("smtp", "KOMMUNARKIV_SMTP", "", "the mail server, with its password", secret=True),
    Setting("webhook", "KOMMUNARKIV_WEBHOOK", "", "an address that is told when a run needs a person", secret=True),
    Setting("ping", "KOMMUNARKIV_PING", "", "an address that is asked after every run", secret=True),
)


SECRETS = tuple(setting.variable for setting in SETTINGS if setting.secret)
"""Variables that hold secrets: they are read from the environment alone, never printed."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A setting's value and where it came from: "flag", "environment", a file's name, or "default"."""

    setting: Setting
    value: str
    origin: str

    @property
    def shown(self) -> str:
        """The value for a screen: of a secret only whether it is set."""
        return ("set" if self.value else "") if self.setting.secret else self.value


def config_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The configuration file that holds, if any; ConfigurationError for a named one that is missing."""
    if named := environment.get("KOMMUNARKIV_CONFIG"):
        if not Path(named).is_file():
            fault = "that is a folder" if Path(named).is_dir() else "there is no such file"
            message = f"KOMMUNARKIV_CONFIG={named}: {fault}. Name a configuration file, or unset the variable."
            raise ConfigurationError(message)
        return Path(named)
    usual = (Path(FILE), Path(click.get_app_dir("kommunarkiv")) / "config.toml")
    return next((path for path in usual if path.is_file()), None)


def read_file(path: Path) -> dict[str, str]:
    """The file's settings by name; ConfigurationError names the file, the key and what would be right."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: {not_toml(text, error)}"
        raise ConfigurationError(message) from error
    except (UnicodeDecodeError, OSError) as error:
        message = f"{path}: not a TOML file that can be read: {error}"
        raise ConfigurationError(message) from error
    known = {setting.name: setting for setting in SETTINGS}
    for name, value in values.items():
        if name not in known:
            message = f"{path}: {name} is no setting; one of {', '.join(known)}"
            raise ConfigurationError(message)
        if known[name].secret:
            message = f"{path}: {name} is a secret, which belongs into the environment: {known[name].variable}"
            raise ConfigurationError(message)
        if fault := _no_such_kind(known[name], value):
            message = f"{path}: {name} = {value!r}: {fault}"
            raise ConfigurationError(message)
        if fault := known[name].fault(_as_text(value)):
            message = f"{path}: {name} = {value!r}: {fault}"
            raise ConfigurationError(message)
    return {name: _as_text(value) for name, value in values.items()}


def _no_such_kind(setting: Setting, value: object) -> str | None:
    """What kind of value is wanted in the file instead; None for one that can be right."""
    if setting.fault in {_any, _reachable}:  # 3 would be a file's name, or whom to write to
        as_in = f", as {setting.default!r}" if setting.default else ""
        return None if isinstance(value, str) else f"a text in quotes is wanted{as_in}"
    kinds = (str, int, float, list) if setting.many else (str, int, float)
    holds = isinstance(value, kinds) and not isinstance(value, bool)
    return None if holds else "a text or a number is wanted"


def _as_text(value: str | float | list[object]) -> str:
    """A value of the file as the environment would hold it: of a list its parts with commas between."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def choose(environment: Mapping[str, str], file: Mapping[str, str], file_name: str) -> list[Chosen]:
    """Every setting with the value that holds: environment before file before default.

    ConfigurationError names a variable that holds what it can't.
    """
    chosen = []
    for setting in SETTINGS:
        if value := environment.get(setting.variable):
            if fault := setting.fault(value):
                message = f"the environment's {setting.variable} = {value!r}: {fault}"
                raise ConfigurationError(message)
            chosen.append(Chosen(setting, value, "environment"))
        elif setting.name in file:
            chosen.append(Chosen(setting, file[setting.name], file_name))
        else:
            chosen.append(Chosen(setting, setting.default, "default"))
    return chosen


def settle(environment: MutableMapping[str, str] = os.environ) -> list[Chosen]:
    """Choose, and put what the file says into the environment, where the rest of the program reads it."""
    path = config_file(environment)
    chosen = choose(environment, read_file(path) if path else {}, str(path))
    for one in chosen:
        if one.origin not in {"environment", "default"}:
            environment[one.setting.variable] = one.value
    return chosen
