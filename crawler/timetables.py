"""Timetables for cron and systemd that crawl by themselves: one run at a time, with some jitter, told when it fails.

No lock file is needed beside the archive's own: a second run waits for the first, and the system gives the lock back
when a process dies, so that a kill leaves none behind.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.configuration import SECRETS
from crawler.file_kinds import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archive.schema import FileKind


@dataclass(frozen=True, slots=True)
class Timetable:
    """What is to run and when: the program, its archive and profiles, times of the day (HH:MM), minutes of jitter."""

    program: Path
    archive: Path
    sites: Path
    times: tuple[str, ...] = ("04:30",)
    jitter: int = 15
    wait: int = 3600
    environment: Mapping[str, str] | None = None
    on_failure: str = ""
    download: tuple[FileKind, ...] | None = None
    """Files to keep of every site; None leaves it to the profiles and the settings."""

    @property
    def crawl(self) -> list[str]:
        """The command that crawls, silent when all is well."""
        return [
            str(self.program),
            "crawl",
            "--all",
            "--quiet",
            "--archive",
            str(self.archive),
            "--wait",
            str(self.wait),
            *([] if self.download is None else ["--download", ",".join(self.download) or NONE]),
        ]

    @property
    def variables(self) -> dict[str, str]:
        """The environment that the command needs, secrets left out."""
        given = {name: value for name, value in (self.environment or {}).items() if name not in SECRETS}
        return {"KOMMUNARKIV_SITES": str(self.sites), **given}

    @property
    def secrets_file(self) -> Path:
        """Where secrets are read from, if the file is there."""
        return self.archive.with_name("kommunarkiv.env")


MARK = "# kommunarkiv schedule"
"""Stands in every line for a crontab, so that new lines can take the place of those before."""


def crontab(timetable: Timetable) -> str:
    """Lines for `crontab -e`. cron mails what a command prints, and that is nothing when all is well."""
    # In a crontab % ends the command (crontab(5)), so that a path that holds one needs a backslash.
    command = shlex.join(timetable.crawl)
    # A shell of its own, as systemd gives it: of `a; b` behind || the second would run after every crawl.
    failure = f" || {shlex.join(['/bin/sh', '-c', timetable.on_failure])}" if timetable.on_failure else ""
    secrets = shlex.quote(str(timetable.secrets_file))
    # POSIX sh has no $RANDOM; awk seeds itself by the clock, the shell's number tells apart what starts together.
    wait = f"sleep $(awk -v n=$$ 'BEGIN {{ srand(n); print int(rand() * {timetable.jitter * 60}) }}')"
    read = f"if [ -r {secrets} ]; then set -a; . {secrets}; set +a; fi"
    # A variable on a line of its own would hold for everything below it in the crontab.
    variables = shlex.join(["export", *(f"{name}={value}" for name, value in timetable.variables.items())])
    job = f"{wait}; {variables}; {read}; cd {shlex.quote(str(timetable.archive.parent))} && {command}{failure} {MARK}"
    lines = [f"{MARK}: every site with a profile. cron mails what a run prints: nothing when all is well."]
    for time in dict.fromkeys(timetable.times):
        hour, minute = time.split(":")
        lines.append(f"{int(minute)} {int(hour)} * * * {_cron_escaped(job)}")
    return "\n".join(lines) + "\n"


def _cron_escaped(command: str) -> str:
    return command.replace("%", "\\%")


def systemd(timetable: Timetable) -> dict[str, str]:
    """The unit files by name: a service, its timer, and a template that a failed service starts."""
    given = (_within_marks(_unit_escaped(f"{name}={value}")) for name, value in timetable.variables.items())
    variables = "".join(f'Environment="{one}"\n' for one in given)
    failure = "OnFailure=kommunarkiv-failed@%n.service\n" if timetable.on_failure else ""
    times = "".join(f"OnCalendar=*-*-* {time}:00 Europe/Stockholm\n" for time in timetable.times)
    units = {
        "kommunarkiv.service": f"""[Unit]
Description=Crawl municipal news into {_unit_escaped(str(timetable.archive))}
Wants=network-online.target
After=network-online.target
{failure}
[Service]
Type=oneshot
WorkingDirectory={_unit_escaped(str(timetable.archive.parent))}
{variables}EnvironmentFile=-{_unit_escaped(str(timetable.secrets_file))}
ExecStart={" ".join(_unit_quoted(word) for word in timetable.crawl)}
# Ctrl-C for a service: the pages on their way are finished and kept.
KillSignal=SIGINT
TimeoutStopSec=90
# 130 is an interruption, after which the next run goes on.
SuccessExitStatus=130
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full
""",
        "kommunarkiv.timer": f"""[Unit]
Description=Crawl municipal news daily

[Timer]
{times}RandomizedDelaySec={timetable.jitter}min
Persistent=true

[Install]
WantedBy=timers.target
""",
    }
    if timetable.on_failure:
        units["kommunarkiv-failed@.service"] = f"""[Unit]
Description=Tell that %i failed

[Service]
Type=oneshot
ExecStart=/bin/sh -c {_unit_quoted(timetable.on_failure)}
"""
    return units


def _unit_escaped(text: str) -> str:
    """Text in a unit file, where % begins a specifier (systemd.unit(5))."""
    return text.replace("%", "%%")


def _within_marks(text: str) -> str:
    """Text between quotation marks of a unit file (systemd.syntax(7))."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _unit_quoted(word: str) -> str:
    """A word of a unit's command line, where $ begins a variable too (systemd.service(5))."""
    escaped = _within_marks(_unit_escaped(word).replace("$", "$$"))
    return f'"{escaped}"' if escaped != word or any(sign.isspace() or sign in "';" for sign in word) else word
