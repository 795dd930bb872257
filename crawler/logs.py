"""What the program says on stderr: sentences for people, or one JSON object a line for programs.

With JSON lines (`--log-format json`, KOMMUNARKIV_LOG_FORMAT) everything goes through `logging`, also what a command
writes to stderr, so that every line there is an object with the keys of `ALWAYS` and those of `SOMETIMES` that apply.
"""

from __future__ import annotations

import io
import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = ("text", "json")
VARIABLE = "KOMMUNARKIV_LOG_FORMAT"
ALWAYS = ("time", "level", "logger", "message", "run")
SOMETIMES = ("site", "url", "reason", "counts", "exit_status", "exception")
OURS = frozenset({"archive", "crawler", "kommunarkiv"})
"""Loggers of the program itself: as JSON they tell what goes well too, others only what LOG_LEVEL lets through."""


TOLD_IN_WORDS = "scrapy.core.downloader"
"""The loggers of Scrapy that warn of answers: what came of each stands in the report, which is silent on a good night.

One warns at every connection of a certificate for another name, which a crawl of what is public takes as it is.
"""


def as_json() -> bool:
    """Whether stderr is to hold JSON lines."""
    return os.environ.get(VARIABLE) == "json"


class _Sentences(logging.Formatter):
    """Log lines without tracebacks: they are for `--debug`."""

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._tracebacks = tracebacks

    def formatException(self, ei: Any) -> str:
        return super().formatException(ei) if self._tracebacks else ""


class JsonLines(logging.Formatter):
    """Log records as JSON objects, one a line; `run` tells the number of the run that is going on, if one is."""

    def __init__(self, *, tracebacks: bool, run: Callable[[], int | None] = lambda: None) -> None:
        super().__init__()
        self._tracebacks = tracebacks
        self._run = run

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "run": getattr(record, "run", None) or self._run(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            told["exception"] = (
                self.formatException(record.exc_info) if self._tracebacks else f"{type(error).__name__}: {error}"
            )
        told |= {name: getattr(record, name) for name in SOMETIMES if getattr(record, name, None) is not None}
        return json.dumps(told, ensure_ascii=False, default=str)


class _Lines(io.TextIOBase):
    """A stderr that makes a log record of every line that is written to it."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._begun = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._begun = (self._begun + text).split("\n")
        for line in filter(str.strip, lines):
            logging.getLogger("kommunarkiv").info(line.strip())
        return len(text)


class _Handler(logging.StreamHandler[Any]):
    """Writes to the process's own stderr, whatever stands in for it."""

    def __init__(self, level: str) -> None:
        super().__init__(sys.__stderr__)
        self._level = logging.getLevelNamesMapping()[level]

    def filter(self, record: logging.LogRecord) -> bool:
        ours = record.name.partition(".")[0] in OURS
        return record.levelno >= (min(logging.INFO, self._level) if ours else self._level)


def to_stderr(level: str, *, tracebacks: bool, run: Callable[[], int | None] = lambda: None) -> None:
    """Send what is logged from this level up to stderr, in the format that is set."""
    handler: logging.Handler
    if as_json():
        handler = _Handler(level)
        handler.setFormatter(JsonLines(tracebacks=tracebacks, run=run))
        for name in OURS:
            logging.getLogger(name).setLevel(logging.INFO)
        if not isinstance(sys.stderr, _Lines):
            sys.stderr = _Lines()
    else:
        handler = logging.StreamHandler()
        handler.setLevel(level)
        handler.setFormatter(_Sentences(tracebacks=tracebacks))
    logging.getLogger("scrapy").setLevel(level)  # Scrapy sets DEBUG, and makes a record of every page for nobody
    logging.getLogger(TOLD_IN_WORDS).setLevel(level if tracebacks else logging.ERROR)
    logging.basicConfig(handlers=[handler], force=True)
