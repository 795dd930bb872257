"""A blog in Puput's own templates: its name is the h1 of every page, and headlines link to themselves."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from crawler.demo.server import Answer, Request, Site

NAME = "Nytt från Hällby"
CATEGORIES = {"kommuninfo": "Kommuninfo", "gator": "Gator och torg"}
_PER_PAGE = 4
_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
_TOPICS = (
    (
        "Granar hämtas på Kvarnbacken",
        "Den som vill bli av med sin gran lägger den vid vägen före klockan sju på tisdag.",
    ),
    ("Bron över Hällan målas om", "Målarna börjar vid norra fästet, och bron är öppen för den som går eller cyklar."),
    ("Torget får nya bänkar", "Bänkarna är av ek och byggda av eleverna på gymnasiets snickarlinje i höstas."),
    ("Skolbussen kör en annan väg", "Medan Åkervägen är uppgrävd stannar bussen vid kyrkan och inte vid affären."),
    ("Biblioteket har öppet på lovet", "Hela veckan är det sagostund klockan tio, och på fredagen spelas det teater."),
    (
        "Belysningen vid ån är lagad",
        "En grävmaskin tog kabeln i förra veckan, men nu lyser det längs hela strandvägen.",
    ),
    ("Isbanan är spolad", "Med minusgrader hela veckan håller isen, och omklädningsrummet är öppet till åtta."),
)
_PAGE = """<!DOCTYPE HTML><html><head><title>
    {title}
    </title><meta property="og:title" content="{og}" /></head><body>
<div class="about"><div class="container"><section class="title-section"><h1 class="title-header">
<a href="/">{name}</a></h1>
<h2>Det senaste från kommunen</h2></section></div></div>{trail}
<div class="container container-blog"><div class="row"><div class="col-sm-8 col-md-9">{content}</div>
<div class="col-sm-4 col-md-3"><div class="blog_sidebar">
<ul class="sidebar"><h4>Senaste inlägg</h4><li class="divided">{latest}</li></ul>
<ul class="sidebar"><h4>Kategorier</h4><ul>{categories}</ul></ul>{archives}</div></div></div></div>
<div class="footer"><p>Drivs av Puput</p></div></body></html>"""
_HEADER = """<article class="box page-content{kind}"><header>
<h2 class="post_title"><a href="{url}">{headline}</a></h2></header>
<section><ul class="links"><li><i class="fa fa-user"></i> <a href="/author/webbgruppen/">webbgruppen</a></li>
<li><i class="fa fa-calendar"></i> {day}</li>
<li><i class="fa fa-folder-open"></i>
<ul><li><a href="/category/{category}/">{named}</a></li></ul></li></ul></section>"""
_TEASER = """{header}<section class="article"><p>{lead}</p>
<a class="blog_btn continue" href="{url}">Continue reading &raquo;</a></section></article>"""
_ARTICLE = """{header}<section><div class="rich-text"><p>{lead}</p><p>{told}</p></div>
<a href="/" class="blog_btn back"><i class="fa fa-angle-left"></i> Return</a></section></article>"""
_LATEST = """<article class="box post-summary"><h5><a href="{url}">{headline}</a></h5>
<ul class="meta"><li><i class="fa fa-calendar"></i> {iso}</li></ul></article>"""
_TOLD = "Frågor svarar kommunens växel på varje vardag, och den som vill läsa mer finner handlingarna i receptionen."


class Blog(Site):
    """Fourteen pieces of news in two categories; `urls` are their paths by category."""

    files_by_day = False
    """Whether trails go through year, month and day, as Zinnia's do, with an archive of those beside the text."""

    def __init__(self) -> None:
        super().__init__({})
        self.posts = [_post(number) for number in range(2 * len(_TOPICS))]
        self.urls = {
            category: {post["url"] for post in self.posts if post["category"] == category} for category in CATEGORIES
        }

    def answer(self, request: Request) -> Answer:
        number = int(request.query.get("page", "1"))
        if request.path == "/":
            return self._list(self.posts, number, NAME, NAME)
        for category, named in CATEGORIES.items():
            if request.path == f"/category/{category}/":
                posts = [post for post in self.posts if post["category"] == category]
                return self._list(posts, number, f"{named} | {NAME}", NAME)
        below = [one for one in self.posts if one["url"].startswith(request.path)]
        if self.files_by_day and below and below[0]["url"] != request.path:
            return self._archive(below, request.path)
        for post in self.posts:
            if request.path == post["url"]:
                header = _HEADER.format(kind="", **post)
                return self._page(
                    f"{post['headline']} | {NAME}",
                    post["headline"],
                    _ARTICLE.format(header=header, **post),
                    (*_steps(post["url"]), (post["headline"], "")),
                )
        return Answer(b"", 404)

    def _archive(self, posts: list[dict[str, str]], path: str) -> Answer:
        """The page of a year, a month or a day, each day under a heading that leads to its own page."""
        days = (f'<h2><a href="{post["url"].rpartition("inlagg")[0]}">{post["day"]}</a></h2>' for post in posts)
        teasers = (_TEASER.format(header=_HEADER.format(kind=" blog_grid", **post), **post) for post in posts)
        content = "".join(day + teaser for day, teaser in zip(days, teasers, strict=True))
        return self._page(f"Arkiv | {NAME}", "Arkiv", content, _steps(path))

    def _list(self, posts: list[dict[str, str]], number: int, title: str, og: str) -> Answer:
        shown = posts[(number - 1) * _PER_PAGE : number * _PER_PAGE]
        teasers = (_TEASER.format(header=_HEADER.format(kind=" blog_grid", **post), **post) for post in shown)
        pages = (
            f'<a class="endless_page_link" href="?page={n}">{n}</a>' for n in range(1, ceil(len(posts) / _PER_PAGE) + 1)
        )
        steps = (("Kategorier", "/category/"), (title.partition(" | ")[0], "")) if " | " in title else ()
        return self._page(title, og, f'{"".join(teasers)}<div class="pagination">{" ".join(pages)}</div>', steps)

    def _page(self, title: str, og: str, content: str, steps: tuple[tuple[str, str], ...]) -> Answer:
        latest = "".join(_LATEST.format(**post) for post in self.posts[:3])
        categories = "".join(f'<li><a href="/category/{key}/">{named}</a></li>' for key, named in CATEGORIES.items())
        trail = archives = ""
        if self.files_by_day:
            crumbs = (f'<li><a href="{url}">{step}</a></li>' if url else f"<li>{step}</li>" for step, url in steps)
            trail = f'<nav><ul class="breadcrumbs"><li><a href="/">Blog</a></li>{"".join(crumbs)}</ul></nav>'
            years = sorted({post["iso"][:4] for post in self.posts}, reverse=True)
            links = (f'<li><a title="Arkiv {year}" rel="archives" href="/{year}/">{year}</a></li>' for year in years)
            archives = f'<ul class="sidebar">{"".join(links)}</ul>'
        around = {"latest": latest, "categories": categories, "trail": trail, "archives": archives}
        return Answer(_PAGE.format(title=title, og=og, name=NAME, content=content, **around).encode())


class BlogByDay(Blog):
    files_by_day = True


def _steps(path: str) -> tuple[tuple[str, str], ...]:
    """Year, month and day of an address, with the pages of each."""
    year, month, day = (*path.strip("/").split("/"), "", "")[:3]
    steps = [(year, f"/{year}/")]
    if month:
        steps.append((_MONTHS[int(month) - 1].capitalize(), f"/{year}/{month}/"))
    if day:
        steps.append((day, f"/{year}/{month}/{day}/"))
    return tuple(steps)


def _post(number: int) -> dict[str, str]:
    headline, lead = _TOPICS[number % len(_TOPICS)]
    day = date(2026, 11, 6) - timedelta(days=9 * number)
    category = list(CATEGORIES)[number % len(CATEGORIES)]
    again = " igen" if number >= len(_TOPICS) else ""
    return {
        "headline": headline + again,
        "lead": lead,
        "told": f"{_TOLD} Uppgiften har nummer {number + 1} i kommunens diarium.",
        "category": category,
        "named": CATEGORIES[category],
        "iso": day.isoformat(),
        "day": f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
        "url": f"/{day:%Y/%m/%d}/inlagg-{number + 1}/",
    }
