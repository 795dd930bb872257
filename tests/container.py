"""The steps of the Containerfile without a container: a copy of what COPY takes, the pip of RUN, the program started.

    python -m tests.container

Takes the tree without what .dockerignore names, runs the RUN lines that need no root in an environment of their own,
then `--version`, the CMD and a crawl of the demo as the ENTRYPOINT. What it can't try: the base image, USER, VOLUME. It
needs the package index, as a build does. Exits with 1 when a step fails.
"""

from __future__ import annotations

import fnmatch
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def steps(keyword: str, text: str | None = None) -> list[str]:
    """The Containerfile's instructions of one keyword, lines that go on joined."""
    text = text or (ROOT / "Containerfile").read_text(encoding="utf-8")
    whole = re.sub(r"\\\n\s*", "", text)
    return [line.removeprefix(keyword).strip() for line in whole.splitlines() if line.startswith(f"{keyword} ")]


def ignored() -> list[str]:
    """The patterns of .dockerignore."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def copy_to(folder: Path) -> None:
    """What `COPY . /src` would take."""
    top = [pattern for pattern in ignored() if not pattern.startswith("**/")]
    deep = [pattern.removeprefix("**/") for pattern in ignored() if pattern.startswith("**/")]

    def leave_out(place: str, names: list[str]) -> set[str]:
        patterns = deep + (top if Path(place) == ROOT else [])
        return {name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)}

    shutil.copytree(ROOT, folder, ignore=leave_out)


def main() -> int:
    """Go through the steps; what failed is on stderr."""
    with tempfile.TemporaryDirectory() as place:
        source, environment, work = (Path(place) / name for name in ("src", "venv", "arkiv"))
        copy_to(source)
        work.mkdir()
        venv.create(environment, with_pip=True)
        for run in steps("RUN"):
            if "useradd" in run:
                continue
            command = run.replace("/src", str(source)).replace("pip ", f"{environment}/bin/pip -q ", 1)
            print("RUN", command, flush=True)
            subprocess.run(["sh", "-ec", command], check=True)
        program = environment / "bin" / steps("ENTRYPOINT")[0].strip('[]"')
        for words in (["--version"], [steps("CMD")[0].strip('[]"')], ["demo"], ["status", "--archive", "demo.db"]):
            print(shlex.join(["kommunarkiv", *words]), flush=True)
            subprocess.run([program, *words], cwd=work, check=True, stdout=subprocess.DEVNULL)
    print("every step went well")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"failed: {error}")
