"""The calendar: a year of news by day, and the municipalities by month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.browse.charts import darkest, legend, month_chart, month_grids, shade
from archive.browse.reading.calendar import year_of_news

if TYPE_CHECKING:
    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


async def calendar_page(visit: Visit) -> Response:
    """A year with every day's articles, of all municipalities or of one."""
    code = visit.argument("kommun") or None
    given = visit.argument("ar")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else None
    found = await visit.read(partial(year_of_news, year=year, code=code))
    if found is None:
        return await visit.notice("no-calendar", 404)
    by_places = [count for place in found.places for count in place.months]
    context = {
        "calendar": found,
        "code": code,
        "asked": year,
        "has_asked": bool(given),
        "chart": month_chart(found.months),
        "with_news": {month for month, _ in found.months},
        "grids": month_grids(found.year, found.days),
        "legend": legend(found.days.values()),
        "places_legend": legend(by_places),
        "shade": partial(shade, busiest=darkest(by_places)),
    }
    return await visit.page("calendar", context)
