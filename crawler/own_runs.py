"""Ad-hoc spiders run by Scrapy's own commands: with the user's settings, and what is mistyped is told at the door."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError

from crawler.configuration import settle
from crawler.errors import ConfigurationError
from crawler.settings import user_agent
from crawler.spiders.news import NewsSpider

if TYPE_CHECKING:
    import argparse

    from scrapy import Spider
    from scrapy.crawler import Crawler

ARGUMENTS = ("archive", "section", "start")
"""What every spider of ours can be told with `-a`."""
_SCRAPYS = {
    "archive": "KOMMUNARKIV_ARCHIVE",
    "contact": "KOMMUNARKIV_CONTACT",
    "reservations": "KOMMUNARKIV_RESERVATIONS",
    "download": "KOMMUNARKIV_DOWNLOAD",
    "delay": "DOWNLOAD_DELAY",
    "concurrency": "CONCURRENT_REQUESTS_PER_DOMAIN",
}
"""What our settings are called among Scrapy's."""


class OwnRun(BaseRunSpiderCommand):
    """The settings of `kommunarkiv.toml` and the environment hold, `-s` goes before them; a stray `-a` is an error."""

    _told: tuple[str, ...] = ()

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take over the user's settings, then what stands on the command line."""
        assert self.settings is not None
        try:
            chosen = {one.setting.name: one.value for one in settle() if one.origin != "default"}
        except ConfigurationError as error:
            raise UsageError(str(error)) from error
        ours: dict[str, Any] = {_SCRAPYS[name]: value for name, value in chosen.items() if name in _SCRAPYS}
        if "contact" in chosen:
            ours["USER_AGENT"] = user_agent(chosen["contact"])
        self.settings.setdict(ours, priority="project")
        super().process_options(args, opts)
        self._told = tuple(opts.spargs)

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        try:
            crawler = super()._create_crawler(spidercls)
        except KeyError as error:
            message = (
                f"there is no spider {spidercls!r} here (scrapy list shows those of the program). One in a file of "
                f"yours is run by its file: scrapy runspider {spidercls}.py"
            )
            raise UsageError(message) from error
        for name in self._told:
            _refuse_stray(name, crawler.spidercls)
        return crawler


def _refuse_stray(name: str, spider: type[Spider]) -> None:
    """UsageError for an argument that neither a spider of ours nor this one (as an attribute of its class) has."""
    if not issubclass(spider, NewsSpider) or name in ARGUMENTS or hasattr(spider, name):
        return
    near = difflib.get_close_matches(name, ARGUMENTS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(ARGUMENTS)}"
    message = f"-a {name}=…: {name} is no argument of the spider {spider.name}; {hint}"
    raise UsageError(message)
