"""scrapy genspider: as Scrapy's own, with a test and a page to test on where the template has them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click
from scrapy.commands.genspider import Command as GenspiderCommand
from scrapy.exceptions import UsageError
from scrapy.utils.template import render_templatefile

from crawler.typed import web_address

if TYPE_CHECKING:
    import argparse
    import os


class Command(GenspiderCommand):
    """Writes NAME.py, and from `TEMPLATE.test.tmpl` and `TEMPLATE.page.tmpl` test_NAME.py and NAME.html."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse what would become a file that is no Python, or starts nowhere, before any is written."""
        if len(args) == 2:
            name, url = args
            if not re.fullmatch(r"[\w.-]+", name):
                message = f"{name!r} can't name a spider and its file: use letters, digits and _ alone, as in boxby"
                raise UsageError(message)
            try:
                args = [name, web_address(url)]
            except click.UsageError as error:
                raise UsageError(error.message) from error
        super().run(args, opts)

    def _genspider(
        self, module: str, name: str, url: str, template_name: str, template_file: str | os.PathLike[str]
    ) -> Path:
        spider = super()._genspider(module, name, url, template_name, template_file)
        values = self._generate_template_variables(module, name, url, template_name)
        template = Path(template_file)
        for kind, target in (("test", f"test_{module}.py"), ("page", f"{module}.html")):
            beside = template.with_name(f"{template.stem}.{kind}.tmpl")
            if beside.is_file():
                path = spider.with_name(target)
                shutil.copyfile(beside, path)
                render_templatefile(str(path), **values)
        return spider
