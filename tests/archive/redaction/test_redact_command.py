"""kommunarkiv redact: what it says and what it wants to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from archive.commands.redact import redact
from tests.archive.redaction.sample import NAME, RECTOR, SCHOOL

if TYPE_CHECKING:
    from archive import Archive


def test_command_names_what_is_missing_and_does_what_it_says(crawled: Archive) -> None:
    path = crawled.path
    crawled.close()
    runner = CliRunner()
    neither = runner.invoke(redact, [RECTOR, "--reason", "skäl", "--archive", str(path)])
    assert (neither.exit_code, "Give one of" in neither.output) == (2, True)
    both = runner.invoke(redact, [RECTOR, "--hide", "--delete", "--reason", "skäl", "--archive", str(path)])
    assert (both.exit_code, "Give one of" in both.output) == (2, True)
    nowhere = runner.invoke(redact, [RECTOR, "--text", "Bo Ekk", "--reason", "skäl", "--archive", str(path)])
    assert (nowhere.exit_code, "The words stand nowhere in the archive yet" in nowhere.output) == (0, True)
    path.with_name(f"{path.name}.import").touch()
    done = runner.invoke(redact, [RECTOR, "--text", NAME, "--reason", "skäl", "--by", "jag", "--archive", str(path)])
    assert done.exit_code == 0, done.output
    assert "Backups and exports made before are as they were" in done.output
    assert "archive.db.import, of an import that was interrupted, is as it was too" in done.output.replace("\n", "")
    again = runner.invoke(redact, [SCHOOL, "--text", NAME, "--reason", "skäl", "--archive", str(path)])
    assert (again.exit_code, "The words were taken out before, and stand nowhere." in again.output) == (0, True)


@pytest.mark.parametrize("given", [["--reason", " "], ["--reason", "GDPR", "--by", ""]])
def test_no_act_is_kept_without_who_and_why(crawled: Archive, given: list[str]) -> None:
    crawled.close()
    result = CliRunner().invoke(redact, [RECTOR, "--hide", *given, "--archive", str(crawled.path)])
    assert result.exit_code == 2
    assert "An act is kept with who did it and why" in result.output
