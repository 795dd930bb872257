"""Flag before environment before file before default, and what a wrong file is told."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from crawler.configuration import SETTINGS, choose, read_file, settle
from crawler.errors import ConfigurationError
from crawler.guards.reservations import POLICIES
from tests.crawler.command import PROGRAM, run

if TYPE_CHECKING:
    from pathlib import Path


def origin(chosen: list, name: str) -> tuple[str, str]:  # type: ignore[type-arg]
    return next((one.value, one.origin) for one in chosen if one.setting.name == name)


def test_environment_goes_before_file_before_default() -> None:
    chosen = choose({"KOMMUNARKIV_ARCHIVE": "miljö.db"}, {"archive": "fil.db", "delay": "5"}, "kommunarkiv.toml")
    assert origin(chosen, "archive") == ("miljö.db", "environment")
    assert origin(chosen, "delay") == ("5", "kommunarkiv.toml")
    assert origin(chosen, "sites") == ("sites", "default")


def test_what_the_file_says_is_read_as_the_environment_is(tmp_path: Path) -> None:
    path = tmp_path / "min.toml"
    path.write_text('archive = "fil.db"\ndelay = 2.5\n', encoding="utf-8")
    environment = {"KOMMUNARKIV_CONFIG": str(path), "KOMMUNARKIV_DELAY": "3"}
    settle(environment)
    assert (environment["KOMMUNARKIV_ARCHIVE"], environment["KOMMUNARKIV_DELAY"]) == ("fil.db", "3")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("archive = ", "not TOML: Invalid value"),
        ('arkiv = "a.db"', "arkiv is no setting; one of archive, sites"),
        ('smtp = "smtp://jag:hemlig@post"', "smtp is a secret, which belongs into the environment: KOMMUNARKIV_SMTP"),
        ("delay = true", "delay = True: a text or a number is wanted"),
        ('delay = "snabbt"', "delay = 'snabbt': a number of seconds up to 3600 is wanted, as 1 or 0.5"),
        ("delay = -1", "delay = -1: a number of seconds up to 3600 is wanted"),
        ("delay = nan", "delay = nan: a number of seconds up to 3600 is wanted"),
        ("concurrency = 0", "concurrency = 0: a whole number from 1 to 64 is wanted"),
        ("concurrency = 1.5", "concurrency = 1.5: a whole number from 1 to 64 is wanted"),
        ('reservations = "hedra"', "reservations = 'hedra': record or honour is wanted"),
        ('download = ["bilder"]', "download = ['bilder']: 'bilder' is no kind of file. Give images, attachments"),
        ('archive = ["a.db"]', "archive = ['a.db']: a text in quotes is wanted, as 'archive.db'"),
        ("archive = 3", "archive = 3: a text in quotes is wanted, as 'archive.db'"),
        ('contact = "Åsa på arkivet"', "'Åsa på arkivet': a page or mail address is wanted, as https://www.example.se"),
        ("delay = 1,5", "(at line 1, column 10): delay = 1,5\nText stands between straight quotation marks"),
        ("contact = 701234567", "contact = 701234567: a text in quotes is wanted"),
    ],
)
def test_wrong_file_is_told_key_and_fix(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "kommunarkiv.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as error:
        read_file(path)
    assert str(error.value).startswith(f"{path}: ")
    assert told in str(error.value)
    assert "hemlig" not in str(error.value)


def test_list_in_the_file_is_read_as_names_with_commas_between(tmp_path: Path) -> None:
    path = tmp_path / "kommunarkiv.toml"
    path.write_text('download = ["images", "attachments"]\n', encoding="utf-8")
    assert read_file(path) == {"download": "images,attachments"}


def test_wrong_variable_is_told_by_its_name_by_every_command(tmp_path: Path) -> None:
    for arguments in (["config"], ["crawl", "http://127.0.0.1:9/", "--archive", tmp_path / "archive.db"]):
        result = run(*arguments, program=("env", "KOMMUNARKIV_DELAY=snabbt", PROGRAM))
        assert result.returncode == 2
        assert (
            "the environment's KOMMUNARKIV_DELAY = 'snabbt': a number of seconds up to 3600 is wanted" in result.stderr
        )
        assert "--delay" not in result.stderr


def test_policies_of_reservations_are_those_that_the_crawler_knows() -> None:
    (setting,) = (setting for setting in SETTINGS if setting.name == "reservations")
    assert [setting.fault(policy) for policy in POLICIES] == [None, None]


def test_config_shows_who_won_and_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "min.toml"
    path.write_text('archive = "fil.db"\ncontact = "https://arkiv.example.se/"\n', encoding="utf-8")
    program = ("env", f"KOMMUNARKIV_CONFIG={path}", "KOMMUNARKIV_PING=https://ping.example/hemlig", PROGRAM)
    shown = json.loads(run("config", "--json", program=program).stdout)
    assert shown["archive"] == {"value": "fil.db", "origin": str(path)}
    assert shown["ping"] == {"value": "set", "origin": "environment"}
    assert set(shown) == {setting.name for setting in SETTINGS}
    flagged = json.loads(run("config", "--json", "--archive", "flagga.db", program=program).stdout)
    assert flagged["archive"] == {"value": "flagga.db", "origin": "flag"}
    long = tmp_path / "en-mapp-med-ett-langt-namn" / "arkivet-over-kommunens-nyheter.db"
    lines = run("config", "--archive", long, program=program).stdout.splitlines()[::2]
    assert "hemlig" not in "".join(lines)
    origins = ("flag", str(path), "environment", "default")
    assert len({line.rindex(f" {origin}") for line in lines for origin in origins if line.endswith(origin)}) == 1


def test_missing_file_that_is_named_is_a_usage_error() -> None:
    result = run("config", program=("env", "KOMMUNARKIV_CONFIG=/finns/inte.toml", PROGRAM))
    assert (result.returncode, "/finns/inte.toml: there is no such file" in result.stderr) == (2, True)


def test_mistyped_command_has_the_meant_one_named() -> None:
    result = run("serach", "polisen")
    assert (result.returncode, "search" in result.stderr) == (2, True)


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
def test_bash_completes_commands_and_municipalities(tmp_path: Path) -> None:
    script = tmp_path / "kommunarkiv.bash"
    script.write_text(run("completion", "bash").stdout, encoding="utf-8")
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    for words, number, completed in (
        ("kommunarkiv add", 1, "plain,add-site"),
        ("kommunarkiv crawl --municipality Hå", 3, "plain,Håbo"),
    ):
        asked = ("env", "_KOMMUNARKIV_COMPLETE=bash_complete", f"COMP_WORDS={words}", f"COMP_CWORD={number}", PROGRAM)
        assert completed in run(program=asked).stdout.splitlines()
