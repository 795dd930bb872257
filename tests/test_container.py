"""The Containerfile: what a person who runs it relies on, as far as that can be told without a container."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from tests.container import ROOT, copy_to, steps

if TYPE_CHECKING:
    from pathlib import Path


def test_program_runs_as_a_user_of_its_own_in_the_folder_that_is_kept() -> None:
    (user,) = steps("USER")
    (made,) = [run for run in steps("RUN") if "useradd" in run]
    assert f" {user} &&" in made
    assert f"chown {user} {steps('VOLUME')[0]}" in made
    assert steps("WORKDIR") == steps("VOLUME")
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert text.index("\nUSER ") > text.index(made[:30])


def test_base_image_has_a_python_that_the_package_takes() -> None:
    floor = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    version = steps("FROM")[0].partition(":")[2].removesuffix("-slim")
    assert tuple(map(int, version.split("."))) >= tuple(map(int, floor.removeprefix(">=").split(".")))


def test_image_takes_what_the_build_names_and_no_archive(tmp_path: Path) -> None:
    copy_to(tmp_path / "src")
    taken = {path.name for path in (tmp_path / "src").iterdir()}
    assert {"pyproject.toml", "constraints.txt", "README.md", "LICENSE", "crawler", "archive"} <= taken
    assert not {".git", ".venv", "tests"} & taken
    assert not list((tmp_path / "src").rglob("*.db"))
