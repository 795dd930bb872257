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

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

FILE = "kommunarkiv.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the file, its variable, what holds where nobody set it, and what it means."""

    name: str
    variable: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS = (
    Setting("archive", "KOMMUNARKIV_ARCHIVE", "archive.db", "the archive's file (--archive)"),
    Setting("sites", "KOMMUNARKIV_SITES", "sites", "your own folder of site profiles"),
    Setting("contact", "KOMMUNARKIV_CONTACT", "", "a page or mail address in the User-Agent, where you can be reached"),
    Setting("delay", "KOMMUNARKIV_DELAY", "1", "seconds between requests to a host (crawl --delay)"),
    Setting("concurrency", "KOMMUNARKIV_CONCURRENCY", "1", "requests at a time per host (crawl --concurrency)"),
    Setting("reservations", "KOMMUNARKIV_RESERVATIONS", "record", "noarchive and TDM reservations: record or honour"),
    Setting("log_format", "KOMMUNARKIV_LOG_FORMAT", "text", "what stderr holds: text or json (--log-format)"),
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
            message = f"KOMMUNARKIV_CONFIG={named}: there is no such file."
            raise ConfigurationError(message)
        return Path(named)
    usual = (Path(FILE), Path(click.get_app_dir("kommunarkiv")) / "config.toml")
    return next((path for path in usual if path.is_file()), None)


def read_file(path: Path) -> dict[str, str]:
    """The file's settings by name; ConfigurationError names the file, the key and what would be right."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
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
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            message = f"{path}: {name} = {value!r}: a text or a number is wanted"
            raise ConfigurationError(message)
    return {name: str(value) for name, value in values.items()}


def choose(environment: Mapping[str, str], file: Mapping[str, str], file_name: str) -> list[Chosen]:
    """Every setting with the value that holds: environment before file before default."""
    chosen = []
    for setting in SETTINGS:
        if environment.get(setting.variable):
            chosen.append(Chosen(setting, environment[setting.variable], "environment"))
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
