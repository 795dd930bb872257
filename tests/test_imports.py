"""Who may import what (docs/architecture.md): the arrows between the rooms point one way."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

import archive

ROOT = Path(__file__).parent.parent
READERS = (
    *("trail", "listing", "extract", "normalise", "sites", "cms", "reading", "discover", "document", "record"),
    *("section_names", "script_data", "texts"),
)


def imports(path: Path) -> set[str]:
    """Dotted names of everything a file imports, wherever in it, type checking included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} is a relative import"
            names.add(str(node.module))
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def at_run_time(path: Path) -> set[str]:
    """Dotted names of the modules that are imported when the file is, `from package import module` included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for name in (f"{node.module}.{alias.name}" for alias in node.names)
    }


def files(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found
    return found


def forbidden(path: Path, packages: set[str]) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] in packages}


@pytest.mark.parametrize("path", files("archive"), ids=lambda path: str(path.relative_to(ROOT)))
def test_archive_knows_no_crawler(path: Path) -> None:
    assert not forbidden(path, {"crawler", "scrapy", "twisted", "parsel", "lxml"})


@pytest.mark.parametrize(
    "path",
    [path for path in files("crawler") if path.relative_to(ROOT / "crawler").parts[0].removesuffix(".py") in READERS],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_readers_know_neither_scrapy_nor_the_store(path: Path) -> None:
    assert not forbidden(path, {"scrapy", "twisted", "sqlite3", "sqlite_utils"})
    of_archive = {name for name in imports(path) if name.split(".")[0] == "archive"}
    assert all(name == "archive.schema" or name.startswith("archive.schema.") for name in of_archive)


def room(name: str) -> str:
    """The part of the crawler that a module is, or is in: the first name behind the package's."""
    return name.split(".")[1] if "." in name else ""


def test_no_two_rooms_of_the_crawler_need_each_other() -> None:
    needed: dict[str, set[str]] = {}
    for path in files("crawler"):
        own = room(".".join(path.relative_to(ROOT).with_suffix("").parts))
        modules = {name for name in at_run_time(path) if name.split(".")[0] == "crawler"}
        needed.setdefault(own, set()).update(set(map(room, modules)) - {own, ""})
    waiting = dict(needed)
    while free := [one for one, needs in waiting.items() if waiting.keys().isdisjoint(needs)]:
        for one in free:
            del waiting[one]
    assert waiting.keys() == set()


@pytest.mark.parametrize("path", files("crawler"), ids=lambda path: str(path.relative_to(ROOT)))
def test_crawler_takes_only_what_archive_names(path: Path) -> None:
    """The command line mounts the archive's commands, and records are everybody's; the rest is the archive's own."""
    allowed = {"archive", "archive.schema", "archive.cli", *(f"archive.{name}" for name in archive.__all__)}
    used = {name for name in imports(path) if name.split(".")[0] == "archive"}
    assert {n for n in used if n not in allowed and not n.startswith(("archive.schema.", "archive.cli."))} == set()


def test_importing_archive_loads_no_crawler() -> None:
    heavy = {"scrapy", "twisted", "parsel", "lxml", "crawler", "datasette"}
    code = f"import archive, sys; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_every_import_is_a_declared_dependency() -> None:
    """What the packages import stands in pyproject.toml, under the name of the distribution that provides it."""
    provided_by = {
        "backports": "backports-zstd",
        "compression": "backports-zstd",
        "markupsafe": "jinja2",
        "PIL": "pillow",
        "pluggy": "datasette",
        "protego": "scrapy",
        "sqlite_utils": "sqlite-utils",
        "twisted": "scrapy",
        "uvicorn": "datasette",
    }
    declared = {re.split(r"[<>;]", requirement)[0].lower() for requirement in requires("kommunarkiv") or ()}
    used = {name.split(".")[0] for path in [*files("archive"), *files("crawler")] for name in imports(path)}
    third_party = used - set(sys.stdlib_module_names) - {"archive", "crawler", "__future__"}
    assert {name for name in third_party if provided_by.get(name, name) not in declared} == set()
