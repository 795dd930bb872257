"""A section of generated news with every way in beside its list, each to be switched off: what a source is worth.

Small pages, as many as a test wants, newest first; ETag on everything. The clock is the test's: `TODAY` is when the
newest article was published.
"""

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

from crawler.demo.server import Answer, Request, Site, serve

MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
PLACES = "torget skolan hamnen stationen parken biblioteket simhallen kyrkan bron ängen".split()
WORKS = "Vägen lagas|Nya lampor sätts upp|Träd planteras|Cykelbanan breddas|Lekplatsen rustas|Vattnet stängs av".split(
    "|"
)
LONGEST_HOLD = 60
"""Seconds after which a held answer leaves all the same."""
ROBOTS, XML, JSON = "text/plain", "application/xml; charset=utf-8", "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class News:
    """One article: its number makes its address and its words."""

    number: int
    day: date
    title: str
    text: str
    slug: str
    changed: date | None = None

    @property
    def path(self) -> str:
        return f"/nyheter/{self.slug}"


def news(number: int, day: date) -> News:
    """The article of this number, of this day."""
    work, place = WORKS[number % len(WORKS)], PLACES[number // len(WORKS) % len(PLACES)]
    title = f"{work} vid {place}, etapp {number}"
    text = (
        f"Kommunen meddelar att etapp {number} börjar. {work} och platsen vid {place} spärras av i vecka {number % 52}."
    )
    return News(number, day, title, text, f"etapp-{number}")


@dataclass(frozen=True, slots=True)
class Offers:
    """What the site offers besides articles; `pages` says how its list goes on."""

    pages: str = "links"
    """links, endless (there is always a next page, after the last one that again), endpoint-html, endpoint-json, state,
    months, none, or by POST: post-button, post-script, post-form."""
    shown: int = 1_000_000
    """Articles that the list shows at most; older ones are found elsewhere or not at all."""
    feed: bool = False
    sitemap: bool = False
    sitemap_link: bool = False
    """Whether the list's head names the sitemap, rather than robots.txt."""
    wordpress: bool = False
    archive: str = ""
    """Whose news a page beside the list has, which the list calls Nyhetsarkiv: own, or every second piece another's."""
    trails: bool = True
    days_apart: float = 2


class Newsroom(Site):
    """The site. `articles` may be changed between crawls; `moved` answers old paths with 301, `gone` with 410."""

    page_size = 20

    def __init__(self, count: int, today: date, offers: Offers = Offers()) -> None:
        super().__init__({})
        self.offers = offers
        self.today = today
        days = [today - timedelta(days=int(number * offers.days_apart)) for number in range(count)]
        self.articles = [news(count - index, day) for index, day in enumerate(days)]
        self.moved: dict[str, str] = {}
        self.wall: bytes | None = None
        """What every article answers instead of itself."""
        self.extra = ""
        """Markup that the list shows after its items."""
        self.wall_status = 200
        self.variants: dict[str, str] = {}
        """Other paths of articles: each shows the page of the path behind it, whose head names that one as its own."""
        self.held = ""
        """What is in the addresses whose answers wait until this is emptied."""
        self.asked: list[tuple[str, int]] = []
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Answer:
        answer = self._answer(request)
        status = 304 if answer.is_known_to(request) else answer.status
        end = time.monotonic() + LONGEST_HOLD
        with self._lock:
            self.asked.append((" ".join([request.target, request.body.decode()]).strip(), status))
        while self.held and self.held in request.target and time.monotonic() < end:
            time.sleep(0.01)
        return answer

    def _answer(self, request: Request) -> Answer:
        path = request.path
        routes = {
            "/robots.txt": self._robots,
            "/nyheter": self._list,
            "/nyhetsarkiv": self._archive,
            "/nyheter/fler": self._more,
            "/wp-admin/admin-ajax.php": self._ajax,
            "/nyheter/feed": self._feed,
            "/sitemap-index.xml": self._index,
            "/sitemap-nyheter.xml.gz": self._sitemap,
            "/wp-json/wp/v2/posts": self._posts,
        }
        if path in self.moved:
            return Answer(status=301, headers=(("Location", self.moved[path]),))
        if route := routes.get(path):
            return route(request)
        if path.startswith("/nyheter/arkiv/"):
            return self._month(path)
        own = self.variants.get(path, path)
        article = next((one for one in self.articles if one.path == own), None)
        if article is None:
            return Answer(b"<h1>Sidan finns inte</h1>", 404)
        return (
            Answer(self.wall, self.wall_status)
            if self.wall
            else Answer(self._article(article, request.base_url).encode())
        )

    def _robots(self, request: Request) -> Answer:
        sitemap = (
            f"Sitemap: {request.base_url}/sitemap-index.xml\n"
            if self.offers.sitemap and not self.offers.sitemap_link
            else ""
        )
        return Answer(f"User-agent: *\nDisallow:\n{sitemap}".encode(), content_type=ROBOTS)

    @property
    def _shown(self) -> list[News]:
        return self.articles[: self.offers.shown]

    def _piece(self, number: int) -> list[News]:
        return self._shown[number * self.page_size : (number + 1) * self.page_size]

    def _list(self, request: Request) -> Answer:
        number = max(int(request.query.get("page", "1")) - 1, 0)
        return Answer(self._page("Nyheter", "<li>Nyheter</li>", self._list_body(number), self._head(request)).encode())

    def _list_body(self, number: int) -> str:
        if self.offers.pages == "endless":
            last = (len(self._shown) - 1) // self.page_size
            onward = f'<a rel="next" href="/nyheter?page={number + 2}">Nästa</a>'
            return self._items(self._piece(min(number, last))) + onward
        more = len(self._shown) > (number + 1) * self.page_size
        following = {
            "links": f'<a rel="next" href="/nyheter?page={number + 2}">Nästa</a>',
            "endpoint-html": f'<button hx-get="/nyheter/fler?sida={number + 2}">Visa fler</button>',
            "post-button": '<button class="js-load-more" data-action="load_more_news" data-nonce="7f3a" '
            f'data-ajaxurl="/wp-admin/admin-ajax.php" data-page="{number + 2}">Visa fler</button>',
            "post-form": '<form method="post" action="/wp-admin/admin-ajax.php"><input type="hidden" name="action" '
            'value="load_more_news"><input type="hidden" name="nonce" value="7f3a">'
            f'<button name="page" value="{number + 2}">Visa fler nyheter</button></form>',
            "post-script": f"<script>var nyheter = {self._announced(number)};</script>",
            "endpoint-json": '<button class="load-more" data-url="/nyheter/fler?svar=json" '
            f'data-page="{number + 2}">Fler</button>',
        }.get(self.offers.pages, "")
        if self.offers.pages == "state":
            return f"<script>AppRegistry.registerInitialState('12.4f', {self._state(number)});</script>"
        if self.offers.pages == "months":
            return self._items(self._piece(0)) + self._month_links() + self.extra
        archive = '<p><a href="/nyhetsarkiv">Nyhetsarkiv</a></p>' if self.offers.archive else ""
        return self._items(self._piece(number)) + (following if more else "") + archive + self.extra

    def _archive(self, request: Request) -> Answer:
        """All news in pages, none of it left out."""
        number = int(request.query.get("page", "1"))
        of_all = [twin for one in self.articles for twin in (one, replace(one, slug=f"sport-{one.number}"))]
        listed = of_all if self.offers.archive == "mixed" else self.articles
        onward = f'<a rel="next" href="/nyhetsarkiv?page={number + 1}">Nästa</a>'
        body = self._items(listed[(number - 1) * self.page_size : number * self.page_size])
        body += onward if len(listed) > number * self.page_size else ""
        return Answer(self._page("Nyhetsarkiv", "<li>Nyhetsarkiv</li>", body).encode())

    def _items(self, shown: list[News]) -> str:
        return "".join(
            f'<article class="item"><h2><a href="{one.path}">{escape(one.title)}</a></h2><p>{one.day}</p></article>'
            for one in shown
        )

    def _state(self, number: int) -> str:
        items = [{"title": one.title, "uri": one.path, "date": str(one.day)} for one in self._piece(number)]
        return json.dumps(
            {"items": items, "page": number + 1, "pageSize": self.page_size, "totalCount": len(self._shown)}
        )

    def _month_links(self) -> str:
        months = sorted({(one.day.year, one.day.month) for one in self._shown}, reverse=True)
        return (
            "<ul>"
            + "".join(
                f'<li><a href="/nyheter/arkiv/{year}/{month:02}">{MONTHS[month - 1].capitalize()} {year} (3)</a></li>'
                for year, month in months
            )
            + "</ul>"
        )

    def _month(self, path: str) -> Answer:
        prefix = path.removeprefix("/nyheter/arkiv/").replace("/", "-")
        items = self._items([one for one in self.articles if str(one.day).startswith(prefix)])
        return Answer(self._page(prefix, f'<li><a href="/nyheter">Nyheter</a></li><li>{prefix}</li>', items).encode())

    def _more(self, request: Request) -> Answer:
        if request.query.get("svar") == "json":
            items = [{"title": one.title, "url": one.path} for one in self._piece(int(request.query["page"]) - 1)]
            return Answer(json.dumps({"items": items}).encode(), content_type=JSON)
        return Answer(self._items(self._piece(int(request.query["sida"]) - 1)).encode() or b"<p></p>")

    def _announced(self, number: int) -> str:
        """What a page tells its script of what to ask, as WordPress's `wp_localize_script` writes it."""
        last = -(-len(self._shown) // self.page_size)
        asked = {"action": "load_more_news", "nonce": "7f3a", "page": str(number + 2), "max_page": last}
        told = json.dumps({"ajaxurl": "/wp-admin/admin-ajax.php", **asked, "texts": {"more": "Visa fler"}})
        return told.replace("/", "\\/")

    def _ajax(self, request: Request) -> Answer:
        """WordPress's door for scripts: "0" to who asks wrongly, nothing after the last piece."""
        form = request.form
        if request.method != "POST" or (form.get("action"), form.get("nonce")) != ("load_more_news", "7f3a"):
            return Answer(b"0")
        items = self._items(self._piece(int(form["page"]) - 1))
        if self.offers.pages != "post-script":
            return Answer(items.encode())
        answer = {"success": True, "data": {"html": items}}
        return Answer(json.dumps(answer).encode(), content_type=JSON)

    def _head(self, request: Request) -> str:
        feed = '<link rel="alternate" type="application/rss+xml" href="/nyheter/feed">' if self.offers.feed else ""
        if self.offers.sitemap_link:
            feed += '<link rel="sitemap" type="application/xml" href="/sitemap-index.xml">'
            feed += '<link rel="sitemap" href="/webbkarta">'
        if not self.offers.wordpress:
            return feed
        root = f"{request.base_url}/wp-json/"
        term = f'<link rel="alternate" type="application/json" href="{root}wp/v2/categories/7">'
        return f'{feed}<link rel="https://api.w.org/" href="{root}">{term}'

    def _feed(self, request: Request) -> Answer:
        items = "".join(
            f"<item><title>{escape(one.title)}</title><link>{request.base_url}{one.path}</link>"
            f"<pubDate>{one.day:%a, %d %b %Y} 08:00:00 +0100</pubDate></item>"
            for one in self.articles[:30]
        )
        return Answer(
            f'<rss version="2.0"><channel><title>Nyheter</title>{items}</channel></rss>'.encode(), content_type=XML
        )

    def _index(self, request: Request) -> Answer:
        file = f"<sitemap><loc>{request.base_url}/sitemap-nyheter.xml.gz</loc></sitemap>"
        return Answer(f'<sitemapindex xmlns="{SITEMAPS}">{file}</sitemapindex>'.encode(), content_type=XML)

    def _sitemap(self, request: Request) -> Answer:
        entries = "".join(
            f"<url><loc>{request.base_url}{one.path}</loc><lastmod>{one.changed or one.day}</lastmod></url>"
            for one in self.articles
        )
        entries += f"<url><loc>{request.base_url}/bygga/bygglov</loc></url>"
        body = gzip.compress(f'<urlset xmlns="{SITEMAPS}">{entries}</urlset>'.encode(), mtime=0)
        return Answer(body, content_type="application/x-gzip")

    def _posts(self, request: Request) -> Answer:
        number, size = int(request.query.get("page", "1")), int(request.query["per_page"])
        ordered = sorted(self.articles, key=lambda one: one.changed or one.day, reverse=True)
        posts = [
            {
                "link": request.base_url + one.path,
                "title": {"rendered": escape(one.title)},
                "date": f"{one.day}T08:00:00",
                "modified_gmt": f"{one.changed or one.day}T07:00:00",
                "excerpt": {"rendered": "<p>Kommunen meddelar.</p>"},
            }
            for one in ordered[(number - 1) * size : number * size]
        ]
        total = str(-(-len(ordered) // size))
        return Answer(json.dumps(posts).encode(), content_type=JSON, headers=(("X-WP-TotalPages", total),))

    def _article(self, one: News, base_url: str) -> str:
        trail = f'<li><a href="/nyheter">Nyheter</a></li><li aria-current="page">{escape(one.title)}</li>'
        date = f'<p class="date">Publicerad: {one.day}</p>'
        body = f"{date}<p>{one.text}</p><p>Läs mer om etapp {one.number} på {base_url}.</p>"
        head = f'<link rel="canonical" href="{base_url}{one.path}">' if self.variants else ""
        return self._page(one.title, trail, body, head)

    def _page(self, title: str, trail: str, main: str, head: str = "") -> str:
        crumbs = f'<nav aria-label="Brödsmulor"><ol><li><a href="/">Hem</a></li>{trail}</ol></nav>'
        return (
            f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
            f"{crumbs if self.offers.trails else ''}<main><h1>{title}</h1>{main}</main></body></html>"
        )

    # What changes

    def publish(self, count: int) -> None:
        """So many new articles of today."""
        newest = self.articles[0].number
        self.articles = [news(newest + one, self.today) for one in range(count, 0, -1)] + self.articles

    def edit(self, index: int, *, title: bool = False) -> str:
        """Another text, or title, of the article at this place; its path."""
        one = self.articles[index]
        changed = replace(one, text=f"Rättelse: {one.text}", changed=self.today)
        self.articles[index] = replace(changed, title=f"{one.title} (ändrad)") if title else changed
        return one.path

    def delete(self, index: int) -> str:
        """Take the article at this place away; its path."""
        return self.articles.pop(index).path

    def move(self, index: int, *, redirect: bool = True) -> tuple[str, str]:
        """Give the article at this place a new path; the old and the new one."""
        one = self.articles[index]
        self.articles[index] = replace(one, slug=f"flyttad-{one.number}")
        if redirect:
            self.moved[one.path] = self.articles[index].path
        return one.path, self.articles[index].path


SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@contextmanager
def newsroom(site: Newsroom, address: str = "127.0.1.9") -> Iterator[str]:
    """The site's base address for as long as the block runs."""
    with serve(site, address) as base_url:
        yield base_url
