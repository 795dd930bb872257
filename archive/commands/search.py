"""kommunarkiv search: find articles, or pictures, by Swedish words."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from archive import Archive, search
from archive.cli import archive_option, command, command_on, print_json, since_option, until_option
from archive.commands.narrowing import narrowed
from archive.wording import meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from archive.search import Filters, Hit, PictureHit

_IN_JSON = ("headline", "date_published", "trail", "site", "snippet", "url")
_OUTDATED = {
    "analysis": "An earlier kommunarkiv analysed the words of this archive",
    "dictionary": "The words of this archive were analysed without a Swedish dictionary, and there is one now",
}
_INDENT = (0, 0, 0, 2)
_LONGEST_DAY = len("2026-02-08")


def _words(context: click.Context, _: click.Parameter, query: tuple[str, ...]) -> tuple[str, ...]:
    """The query. "-budget" is a word that must not be found, "--yaer" a mistyped option."""
    for word in query:
        if word.startswith("--"):
            options = [name for parameter in context.command.params for name in parameter.opts]
            raise click.NoSuchOption(word, possibilities=sorted(get_close_matches(word, options)), ctx=context)
    return query


@click.command(
    "search",
    short_help="Find articles, or pictures, by Swedish words.",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("query", nargs=-1, required=True, callback=_words)
@click.option("--site", help="Only this site: its key or its name (kommunarkiv status).")
@click.option("--section", help='Only this section and what is below it: "Hem › Nyheter".')
@click.option("--municipality", help="Only this municipality: its name or its code (Håbo, 0305).")
@click.option("--county", help='Only this county: its name or its code ("Uppsala län", 03).')
@click.option("--year", type=click.IntRange(1000, 9999), help="Only articles published in this year.")
@since_option
@until_option
@click.option("--image/--no-image", "has_image", default=None, help="Only articles with (or without) a picture.")
@click.option(
    "--attachment/--no-attachment",
    "has_attachment",
    default=None,
    help="Only articles with (or without) an attachment.",
)
@click.option("--pictures", is_flag=True, help="Pictures by what is said of them, not articles.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many hits to show.")
@click.option("--offset", default=0, type=click.IntRange(0), help="How many hits to pass over first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of text.")
@archive_option
def search_command(
    query: tuple[str, ...],
    archive_path: Path,
    limit: int,
    offset: int,
    *,
    pictures: bool,
    as_json: bool,
    **filters: Any,
) -> None:
    """Find articles, or pictures, by Swedish words in any of their forms.

    \b
    kommunarkiv search polisen
    kommunarkiv search '"Bålsta centrum" trygghet -budget' --since 2017
    kommunarkiv search skola -förskola
    kommunarkiv search simhall --pictures
    """
    asked = " ".join(query)
    find = search.search_pictures if pictures else search.search
    count = search.count_pictures if pictures else search.count
    with Archive.open(archive_path, "read", whole=False) as archive:
        chosen = narrowed(archive.connection, **filters)
        hits: Sequence[Hit | PictureHit] = find(archive.connection, asked, filters=chosen, limit=limit, offset=offset)
        total = count(archive.connection, asked, filters=chosen)
        hints: list[str] = []
        if not total:
            hints += _published_then(archive, asked, filters, chosen, pictures=pictures)
            hints += _hints(archive, asked, filters, chosen)
        why_outdated = search.why_outdated(archive.connection)
    if as_json:
        print_json([_as_record(hit) for hit in hits])
    else:
        _print(hits)
        kind = "pictures" if pictures else "articles"
        for line in (_summary(asked, archive_path, kind, (offset, len(hits), total)), *hints):
            click.echo(line, err=True)
    if why_outdated:
        click.echo(f"{_OUTDATED[why_outdated]}; `kommunarkiv reindex` lets more be found.", err=True)


def _published_then(
    archive: Archive, asked: str, filters: Mapping[str, Any], chosen: Filters, *, pictures: bool
) -> Iterator[str]:
    """The search with a year, month or day among its words as the time of publication, where that finds something."""
    period = search.period_in(asked)
    if period is None or any(filters[name] is not None for name in ("year", "since", "until")):
        return
    count = search.count_pictures if pictures else search.count
    then = replace(chosen, since=period.time, until=period.time)
    if count(archive.connection, period.rest, filters=then):
        options = [
            *_options({**filters, "since": then.since, "until": then.until}),
            *(["--pictures"] if pictures else []),
        ]
        yield f"Published {period.time}: {command_on(archive.path, 'search', period.rest, *options)}"


def _hints(archive: Archive, asked: str, filters: Mapping[str, Any], chosen: Filters) -> Iterator[str]:
    """What may help who found nothing: that there is nothing to find, or the words that come near those asked for."""
    if search.count(archive.connection, "", filters=chosen):
        for word, near in search.nearest_words(archive.connection, asked).items():
            yield f"No article has {word!r}. {meant(near)}"
        if apart := search.words_apart(archive.connection, asked, filters=chosen):
            yield f"All words must be there. Alone they find: {', '.join(f'{word} {n}' for word, n in apart.items())}."
    elif not search.count(archive.connection, ""):
        crawl, status = (command(*words, "--archive", archive.path) for words in (("crawl", "URL"), ("status",)))
        yield f"It holds no articles yet: {crawl} puts some in; {status} tells how the last crawl ended."
    elif given := _given(filters):
        yield f"It has no article at all with {given}."


def _given(filters: Mapping[str, Any]) -> str:
    """What the search was narrowed by, as it was written on the command line."""
    flags = {True: "--", False: "--no-"}
    return " ".join(
        f"{flags[value]}{name.removeprefix('has_')}" if isinstance(value, bool) else f"--{name} {value!r}"
        for name, value in filters.items()
        if value is not None
    )


def _options(filters: Mapping[str, Any]) -> Iterator[str]:
    """The same as words of a command."""
    for name, value in filters.items():
        if isinstance(value, bool):
            yield f"{'--' if value else '--no-'}{name.removeprefix('has_')}"
        elif value is not None:
            yield from (f"--{name}", str(value))


def _as_record(hit: Hit | PictureHit) -> dict[str, Any]:
    if isinstance(hit, search.PictureHit):
        return asdict(hit)
    return {name: getattr(hit, name) for name in _IN_JSON}


def _print(hits: Sequence[Hit | PictureHit]) -> None:
    console = Console(highlight=False)
    for hit in hits:
        if isinstance(hit, search.PictureHit):
            _print_picture(console, hit)
        else:
            _print_article(console, hit)


def _print_article(console: Console, hit: Hit) -> None:
    console.print(_marked(hit.marked_headline, "bold"), soft_wrap=not console.is_terminal)
    _print_indented(console, Text(f"{_day(hit.date_published)} · {hit.trail or hit.site}", style="cyan"))
    if hit.snippet:
        _print_indented(console, _marked(hit.snippet))
    console.print(Text(f"  {hit.url}", style="dim"), soft_wrap=True)


def _print_picture(console: Console, hit: PictureHit) -> None:
    console.print(Text(hit.content_url, style="bold"), soft_wrap=True)
    for line in hit.marked_text.splitlines():
        _print_indented(console, _marked(line))
    _print_indented(console, Text(f"{_day(hit.date_published)} · {hit.headline}", style="cyan"))
    console.print(Text(f"  {hit.article_url}", style="dim"), soft_wrap=True)


def _print_indented(console: Console, text: Text) -> None:
    """A paragraph below a hit: folded at the width of a terminal, in a pipe one line, which is easier to work with."""
    if console.is_terminal:
        console.print(Padding(text, _INDENT))
    else:
        console.print(Text("  ").append_text(text), soft_wrap=True)


def _summary(asked: str, path: Path, kind: str, shown: tuple[int, int, int]) -> str:
    """How much of what was found is shown: how many were passed over, how many stand there, how many there are."""
    offset, number, total = shown
    if not total:
        return f"Nothing found for {asked!r} in {path}."
    if not number:
        return f"There are no more than {total} {kind}."
    if number == total:
        return f"{total} {kind if total > 1 else kind.removesuffix('s')}"
    more = f" (--offset {offset + number} for more)" if offset + number < total else ""
    return f"{offset + 1} to {offset + number} of {total} {kind}{more}"


def _day(date: str | None) -> str:
    return date[:_LONGEST_DAY] if date else "undated"


def _marked(text: str, style: str = "") -> Text:
    """A text with its hits, which search marks by control characters, in yellow."""
    shown = Text(style=style)
    for part in re.split(f"({search.MARK_START}[^{search.MARK_END}]*{search.MARK_END})", text):
        is_hit = part.startswith(search.MARK_START)
        shown.append(part.strip(search.MARK_START + search.MARK_END), style="bold yellow" if is_hit else None)
    return shown
