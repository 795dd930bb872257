"""Timetables: what cron and systemd make of them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.timetables import MARK, Timetable, crontab, systemd
from tests.crawler.command import PROGRAM, run

TIMETABLE = Timetable(
    PROGRAM,
    Path("/srv/arkiv 100%/arkiv.db"),
    Path("/srv/sites"),
    ("04:30", "16:05"),
    environment={"KOMMUNARKIV_CONTACT": "https://arkiv.example.se/", "KOMMUNARKIV_SMTP": "smtp://jag:hemlig@post"},
    on_failure='logger "trasig: $HOSTNAME"',
)


def test_crontab_has_a_line_a_time_and_no_secret() -> None:
    text = crontab(TIMETABLE)
    jobs = [line for line in text.splitlines() if "crawl" in line and not line.startswith("#")]
    assert [job.split(" ", 5)[:5] for job in jobs] == [["30", "4", "*", "*", "*"], ["5", "16", "*", "*", "*"]]
    assert all(line.startswith(MARK) or line.endswith(MARK) for line in text.splitlines())
    assert all(
        "export KOMMUNARKIV_SITES=/srv/sites KOMMUNARKIV_CONTACT=https://arkiv.example.se/; " in job for job in jobs
    )
    assert "hemlig" not in text
    assert all(job.count("%") == job.count("\\%") > 0 for job in jobs)


def test_line_of_a_crontab_is_shell_that_runs_the_crawl(tmp_path: Path) -> None:
    """The crawl is replaced by a program that shows its arguments; cron takes the backslashes before % away."""
    shown = tmp_path / "visa"
    shown.write_text(
        '#!/bin/sh\nfor word in "$@"; do echo "[$word]"; done\necho "$KOMMUNARKIV_SITES"\nexit 3\n', encoding="utf-8"
    )
    shown.chmod(0o755)
    folder = tmp_path / "arkiv 100%"
    folder.mkdir()
    timetable = Timetable(shown, folder / "arkiv.db", tmp_path, jitter=0, on_failure="echo misslyckad")
    job = crontab(timetable).splitlines()[-1].split(" ", 5)[5].replace("\\%", "%")
    result = subprocess.run(["sh", "-c", job], capture_output=True, text=True, timeout=20, check=False)
    assert result.stdout.splitlines()[:4] == ["[crawl]", "[--all]", "[--quiet]", "[--archive]"]
    assert f"[{folder}/arkiv.db]" in result.stdout
    assert result.stdout.endswith(f"{tmp_path}\nmisslyckad\n")


@pytest.mark.parametrize(("status", "said"), [(0, ""), (3, "a\nb\n")])
def test_command_for_failures_runs_as_a_whole_or_not_at_all(status: int, said: str, tmp_path: Path) -> None:
    crawl = tmp_path / "crawl"
    crawl.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    crawl.chmod(0o755)
    timetable = Timetable(crawl, tmp_path / "a.db", tmp_path, jitter=0, on_failure="echo a; echo b")
    job = crontab(timetable).splitlines()[-1].split(" ", 5)[5]
    result = subprocess.run(["sh", "-c", job], capture_output=True, text=True, timeout=20, check=False)
    assert result.stdout == said


def test_command_for_failures_is_one_line() -> None:
    result = run("schedule", "cron", "--on-failure", "echo a\necho b")
    assert (result.returncode, "holds one line" in result.stderr, result.stdout) == (2, True, "")


def test_units_keep_signs_that_systemd_reads_otherwise() -> None:
    units = systemd(TIMETABLE)
    assert '"/srv/arkiv 100%%/arkiv.db"' in units["kommunarkiv.service"]
    assert '"logger \\"trasig: $$HOSTNAME\\""' in units["kommunarkiv-failed@.service"]
    assert units["kommunarkiv.timer"].count("OnCalendar=") == 2
    assert "hemlig" not in "".join(units.values())


def test_units_keep_quotation_marks_in_a_setting() -> None:
    named = replace(TIMETABLE, environment={"KOMMUNARKIV_MAIL_FROM": 'Arkivet "KS" <arkiv@example.se>'})
    wanted = 'Environment="KOMMUNARKIV_MAIL_FROM=Arkivet \\"KS\\" <arkiv@example.se>"'
    assert wanted in systemd(named)["kommunarkiv.service"].splitlines()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    result = run("schedule", "systemd", "--into", tmp_path, "--on-failure", "true", "--archive", tmp_path / "a.db")
    assert result.returncode == 0, result.stderr
    files = sorted(tmp_path.glob("kommunarkiv.*"))
    checked = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, text=True, timeout=60, check=False
    )
    assert [line for line in checked.stderr.splitlines() if "kommunarkiv" in line] == []


def test_wrong_time_is_named() -> None:
    result = run("schedule", "cron", "--daily", "25:00")
    assert (result.returncode, "'25:00' is no time of the day" in result.stderr) == (2, True)


def test_files_to_keep_are_printed_into_the_line(tmp_path: Path) -> None:
    line = run("schedule", "cron", "--download", "images,attachments").stdout.splitlines()[-1]
    assert line.endswith(f" --download images,attachments {MARK}")
    unit = run("schedule", "systemd", "--download", "none").stdout
    assert " --download none\n" in unit
    assert "--download" not in run("schedule", "cron").stdout
    wrong = run("schedule", "cron", "--download", "bilder")
    assert (wrong.returncode, "'bilder' is no kind of file" in wrong.stderr) == (2, True)


def test_timer_without_a_profile_to_crawl_by_is_told(tmp_path: Path) -> None:
    result = run("schedule", "cron", program=("env", "-C", tmp_path, PROGRAM))
    assert "crawl --all" in result.stdout
    assert "There is no profile in sites yet to crawl by: " in result.stderr
    assert "kommunarkiv add-site URL --write makes one." in result.stderr
