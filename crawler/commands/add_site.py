"""kommunarkiv add-site: from a home page to a site profile."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import click
from rich.console import Console

from archive import ExitStatus, Municipality, municipality_of, registry
from archive.cli import Seconds, command, print_json
from crawler.cli import end
from crawler.configuration import LONGEST_DELAY
from crawler.errors import ProfileError
from crawler.sites import ad_hoc, own_folder, site_for
from crawler.sites.writing import kept_before, refuse_unwritable, to_toml, write_profile
from crawler.survey.draft import NO_PAGE
from crawler.survey.registry import REPORT, DraftReport
from crawler.survey.text import lines
from crawler.typed import web_address

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.sites import Site
    from crawler.survey import Draft

_COMMENT = """A draft by kommunarkiv add-site, {day}. Crawl it, look at the articles (kommunarkiv sites check {key}),
and when they are right: status = "verified", verified_on = the day. docs/sites.md has every key."""
_WHOSE = """No municipality of the registry has this host. If the site belongs to one, write SCB's code for it into the
profile, as municipality = "0305" would be Håbo's."""


@click.command("add-site", short_help="Find a site's news sections and draft its profile.")
@click.argument("url", required=False)
@click.option("--write", is_flag=True, help="Save the profile as sites/KEY.toml (KOMMUNARKIV_SITES names the folder).")
@click.option("--replace", is_flag=True, help="Overwrite a profile that is there already.")
@click.option("--all-municipalities", is_flag=True, help="Draft a profile for every municipality of the registry.")
@click.option("--most", type=click.IntRange(1), metavar="N", help="With --all-municipalities: so many this time.")
@click.option("--delay", type=Seconds(LONGEST_DELAY), help="Seconds between requests to a host (1).")
@click.option("--json", "as_json", is_flag=True, help="What was found as JSON on stdout.")
def add_site(url: str | None, **options: Any) -> None:
    """Find a site's news sections and draft its profile.

    URL is the site's home page, a news section or an article. A few pages are read, politely; nothing is stored
    without --write.

    \b
    kommunarkiv add-site https://www.example.se
    kommunarkiv add-site https://www.example.se --write && kommunarkiv crawl --site example.se
    kommunarkiv add-site --all-municipalities
    """
    overrides = {} if options["delay"] is None else {"DOWNLOAD_DELAY": options["delay"]}
    if options["all_municipalities"]:
        _draft_all(options["most"], overrides)
        return
    if url is None:
        message = "Give the site's address, as in: " + command("add-site", "https://www.example.se")
        raise click.UsageError(message)
    if options["write"]:  # before a page is read in vain; the site may yet call itself otherwise
        _refuse_second(ad_hoc(web_address(url)))
        refuse_unwritable(ad_hoc(web_address(url)).key, own_folder(), replace=options["replace"])
    draft = _drafts([web_address(url)], overrides)[0]
    site = draft.site(datetime.now(UTC).date(), _code(draft))
    if options["as_json"]:
        print_json({"key": site.key, **draft.to_dict()})
    else:
        for line in lines(draft):
            click.echo(line)
    if not draft.sections:
        _end_without_section(url, draft)
    if options["write"]:
        _save(draft, site, replace=options["replace"])
    elif not options["as_json"]:
        _show(draft, site)


def _save(draft: Draft, site: Site, *, replace: bool) -> None:
    """Write the profile, and say where it is and what comes next."""
    _refuse_second(site)
    path = write_profile(site, own_folder(), _comment(site), replace=replace)
    before = kept_before(path)
    kept = f"The profile that was there, with what you had written into it: {before}\n" if before.exists() else ""
    crawl = command("crawl", "--site", site.key)
    click.echo(f"\nWritten: {path}\n{kept}{_to_look_at(draft, site)}Now: {crawl}", err=True)


def _refuse_second(site: Site) -> None:
    """ProfileError where a profile of another name has the site's host: a host has one."""
    known = site_for(site.base_url)
    if known.key != site.key:
        message = (
            f"{own_folder() / known.key}.toml is the profile of {known.host} already. Change that one, or move it away."
        )
        raise ProfileError(message)


def _show(draft: Draft, site: Site) -> None:
    """Show the profile as it would be written, and say what comes next."""
    click.echo(f"\nThe profile (--write saves it as {own_folder() / site.key}.toml):\n")
    click.echo(to_toml(site))
    crawl = command("crawl", "--site", site.key)
    click.echo(f"{_to_look_at(draft, site)}Next: the same with --write, then {crawl}", err=True)


def _end_without_section(url: str, draft: Draft) -> NoReturn:
    if draft.absent:
        is_else = str(draft.refused).endswith(NO_PAGE)
        what = "a picture, a PDF or the like, and no page" if is_else else "there is no such page"
        end(f"{url}: {what}. Check the address, or give the site's home page.", ExitStatus.NOTHING)
    if draft.refused:
        end(f"{url}: the site does not answer or does not let us look at it. Check the address.", ExitStatus.REFUSED)
    is_home = urlsplit(web_address(url)).path in {"", "/"}
    then = "Name one by its own address." if is_home else "Give the site's home page, or another section's address."
    end(f"{url}: no news section was found. {then}", ExitStatus.NOTHING)


def _to_look_at(draft: Draft, site: Site) -> str:
    """What a person should see to before the crawl."""
    unsure = [section.url for section in draft.sections if section.confidence == "low"]
    no_news = f"Take out of the profile what is no news; least sure: {', '.join(unsure)}\n" if unsure else ""
    return no_news + ("" if site.municipality else f"{_WHOSE}\n")


def _drafts(urls: list[str], overrides: dict[str, Any]) -> list[Draft]:
    from crawler.survey.fetching import survey  # noqa: PLC0415 - Scrapy takes half a second to load

    drafts: list[Draft] = []
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status("Asking for robots.txt and the first page …") as status:
            number = count(1)
            survey(urls, drafts.append, overrides, lambda url: status.update(f"Reading page {next(number)}: {url}"))
    else:
        survey(urls, drafts.append, overrides)
    if len(drafts) < len(urls):
        end("interrupted; nothing was written.", ExitStatus.INTERRUPTED)
    return drafts


def _draft_all(most: int | None, overrides: dict[str, Any]) -> None:
    """Draft what is left of the registry; what is done stays done when this is interrupted."""
    from crawler.survey.fetching import survey  # noqa: PLC0415 - as above

    folder = own_folder()
    report = DraftReport(folder / REPORT)
    left = {entry.website: entry for entry in report.left(registry())[:most]}
    done: list[str] = []

    def taken(draft: Draft) -> None:
        municipality = left[draft.start]
        if draft.sections:
            _write(draft, municipality, folder)
        result = report.add(municipality, draft)
        done.append(municipality.code)
        click.echo(f"{len(done)}/{len(left)} {municipality.name}: {result}", err=True)

    survey(list(left), taken, overrides)
    for line in report.summary():
        click.echo(line)
    if len(done) < len(left):
        end(f"interrupted; {len(left) - len(done)} are left for the same command.", ExitStatus.INTERRUPTED)


def _write(draft: Draft, municipality: Municipality, folder: Path) -> None:
    site = draft.site(datetime.now(UTC).date(), municipality.code)
    site = site.model_copy(update={"name": municipality.full_name})
    write_profile(site, folder, _comment(site), replace=True)


def _code(draft: Draft) -> str | None:
    municipality = municipality_of(urlsplit(draft.base_url).netloc)
    return municipality.code if municipality else None


def _comment(site: Site) -> str:
    draft = _COMMENT.format(day=datetime.now(UTC).date(), key=site.key)
    return draft if site.municipality else f"{draft}\n{_WHOSE}"
