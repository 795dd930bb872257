"""kommunarkiv sites: the profiles, whether they hold, and pages of a site as test cases."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from archive import Archive, ExitStatus, counted, slugify
from archive.cli import Seconds, archive_option, called, print_json
from archive.schema import trail_text
from crawler.cli import end
from crawler.configuration import LONGEST_DELAY
from crawler.document import Document
from crawler.known_sites import known_sites, unusable_profiles
from crawler.listing import is_list
from crawler.record import record_of_page, refused
from crawler.sites import own_folder, site_for
from crawler.sites.checking import SiteCheck, idle_selectors, lacking_fields
from crawler.sites.writing import to_toml
from crawler.typed import site_profile, web_address

if TYPE_CHECKING:
    from crawler.sites import Site

_NAME_LENGTH = 60
_EXPECTED = ("headline", "description", "date_published", "date_published_precision", "date_modified", "author")


@click.group(short_help="List, show and check the site profiles.")
def sites() -> None:
    """The site profiles: list, show and check them, and make test cases of their pages.

    \b
    kommunarkiv sites list
    kommunarkiv sites check --live exempelby.se
    kommunarkiv sites fixture https://www.exempelby.se/nyheter/en-nyhet
    """


@sites.command("list", short_help="List the profiles, packaged and your own.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def list_sites(*, as_json: bool) -> None:
    """The profiles, packaged and your own, with what is wrong with those that can't be used.

    \b
    kommunarkiv sites list
    kommunarkiv sites list --json
    """
    known, broken = known_sites(), unusable_profiles()
    if as_json:
        print_json([{"key": site.key, **site.to_dict()} for site in known.values()])
    else:
        for site in known.values():
            when = site.verified_on or site.drafted_on
            day = f" {when}" if when else ""
            click.echo(f"{site.key:30} {site.status}{day:12} {counted(len(site.sections), 'section')}  {site.name}")
        if not known and not broken:
            click.echo(_no_profile())
    for error in broken.values():
        click.echo(f"kommunarkiv: {error}", err=True)
    if broken:
        raise SystemExit(int(ExitStatus.USAGE))


@sites.command(short_help="Show a profile as TOML.")
@click.argument("key")
def show(key: str) -> None:
    """The profile with this key, as TOML.

    \b
    kommunarkiv sites show exempelby.se > exempelby.toml
    """
    click.echo(to_toml(site_profile(key, "")), nl=False)


@sites.command(short_help="Say whether profiles hold.")
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option("--live", is_flag=True, help="Also fetch each section and an article of it, politely.")
@click.option("--delay", type=Seconds(LONGEST_DELAY), help="With --live: seconds between requests to a host (1).")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1), help="So many articles are looked at.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@archive_option
def check(keys: tuple[str, ...], archive_path: Path, **options: Any) -> None:
    """Say for each site whether its profile holds, and which fields its last articles lacked.

    Exit status 0 when all is well, 2 for a profile that is wrong, 3 when a section gives no news or articles lack
    what nearly all news has.

    \b
    kommunarkiv sites check
    kommunarkiv sites check --live exempelby.se
    """
    chosen = [site_profile(key, "") for key in keys] or list(known_sites().values())
    checks = [_from_archive(site, archive_path, options["last"]) for site in chosen]
    if options["live"]:
        from crawler.survey.checking import check_live  # noqa: PLC0415 - Scrapy takes half a second to load

        checks = check_live(checks, {} if options["delay"] is None else {"DOWNLOAD_DELAY": options["delay"]})
    if options["as_json"]:
        print_json([check.to_dict() for check in checks])
    else:
        for checked in checks:
            for line in checked.lines():
                click.echo(line)
        if not checks and not unusable_profiles():
            click.echo(_no_profile())
    for error in unusable_profiles().values():
        click.echo(f"kommunarkiv: {error}", err=True)
    if unusable_profiles() and not keys:
        raise SystemExit(int(ExitStatus.USAGE))
    if any(checked.problems for checked in checks):
        raise SystemExit(int(ExitStatus.INCOMPLETE))


def _no_profile() -> str:
    folder = own_folder().absolute()
    return f"No profile yet, neither packaged nor in {folder}. {called()} add-site URL --write makes one."


def _from_archive(site: Site, archive_path: Path, last: int) -> SiteCheck:
    if not archive_path.is_file():
        return SiteCheck(site, 0, {})
    with Archive.open(archive_path, "read") as archive:
        latest = archive.latest_articles(site.key, last)
    design = site.design(datetime.now(UTC).date())
    return SiteCheck(site, *lacking_fields(latest), idle_selectors(design, latest))


@sites.command(short_help="Store a page and its record as a test case.")
@click.argument("url")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("tests/pages"),
    show_default=True,
    help="Where test cases live.",
)
@click.option("--name", help="The test case's name; made from the headline unless given.")
def fixture(url: str, folder: Path, name: str | None) -> None:
    """Store a page and its expected record as a test case (NAME.html, NAME.json).

    What is written is what the program makes of the page today: read it, and correct what is wrong with it.

    \b
    kommunarkiv sites fixture https://www.exempelby.se/nyheter/en-nyhet
    """
    from crawler.run import fetch  # noqa: PLC0415 - Scrapy takes half a second to load

    with tempfile.TemporaryDirectory() as scratch:
        page = fetch(web_address(url), Path(scratch) / "one.db", {"KOMMUNARKIV_QUIET": True})
    site = site_for(page.url)
    record = record_of_page(page, site)
    name = name or slugify(str(record.get("headline") or urlsplit(page.url).path))[:_NAME_LENGTH].strip("-") or "sida"
    target = folder / f"{name}.json"
    if target.exists():
        end(f"{target} exists already. Give the test case another name with --name.", ExitStatus.USAGE)
    case: dict[str, Any] = {"url": page.url, "fetched_at": page.fetched_at.isoformat()}
    if kind := page.header("Content-Type"):
        case["content_type"] = kind
    if site.designs:
        case["site"] = {"designs": [design.model_dump(mode="json", exclude_defaults=True) for design in site.designs]}
    case["expected"] = _expected(record)
    folder.mkdir(parents=True, exist_ok=True)
    target.with_suffix(".html").write_bytes(page.body)
    target.write_text(json.dumps(case, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    click.echo(f"{target.with_suffix('.html')}\n{target}")
    if reason := refused(record):
        click.echo(f"The page is no article: {reason}. The test case says that it is to be refused for that.", err=True)
    elif is_list(Document.from_page(page)):
        click.echo("The page looks like a list, not like an article: read what the test case expects of it.", err=True)


def _expected(record: dict[str, Any]) -> dict[str, Any]:
    """What the page is expected to give: the fields that it has, trails as one line, a body as its blocks."""
    if reason := refused(record):
        return {"error": reason}
    expected = {name: record[name] for name in _EXPECTED if record.get(name)}
    for name in ("breadcrumb", "section"):
        if record.get(name):
            expected[name] = trail_text(tuple(crumb["name"] for crumb in record[name]))
    expected["article_body"] = record["article_body"].split("\n\n")
    for name in ("image", "attachments"):
        if record.get(name):
            expected[name] = [{key: value for key, value in one.items() if value is not None} for one in record[name]]
    return expected
