"""What gave no article, as the command tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from archive.commands.skipped import skipped
from tests.archive.conftest import HOST, Desk

if TYPE_CHECKING:
    from archive import Archive


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_list_however_much_was_skipped(archive: Archive, count: int) -> None:
    desk = Desk(archive)
    urls = [f"{HOST}/nyheter/{number}" for number in range(count)]
    desk.lists(*urls)
    for url in urls:
        archive.failed(archive.entrance(url, desk.run_id)[0].id, "HTTP 500 för “Nytt”", desk.run_id)
    path = archive.path
    archive.close()
    told = [
        {"site": "exempelkommun.se", "reason": "HTTP 500 för “Nytt”", "url": url, "found_on": f"{HOST}/nyheter"}
        for url in urls
    ]
    shown = CliRunner().invoke(skipped, ["--json", "--archive", str(path)])
    assert (shown.exit_code, shown.output) == (0, f"{json.dumps(told, ensure_ascii=False, indent=2)}\n")
    lines = CliRunner().invoke(skipped, ["--archive", str(path)])
    assert lines.stdout == "".join(f"{one['reason']}\t{one['url']}\t{one['found_on']}\n" for one in told)
    assert ("Nothing was skipped" in lines.stderr) == (count == 0)
