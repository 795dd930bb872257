"""The test sites serve what their truth says, in the markup of their families."""

import re
from importlib.resources import files
from itertools import pairwise
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest

from crawler.demo import DEMO_SECTION, serve_demo, truth
from tests.sites.asking import fetch, listed, page, shown, words
from tests.sites.municipal import EXTERNAL, HARD_404, SOFT_404

FAMILIES = ("demo", "sitevision", "optimizely", "drupal", "trailless")
MUNICIPALITIES = FAMILIES[1:]


@pytest.fixture
def site(request):
    return request.getfixturevalue(f"{request.param}_site")


every_family = pytest.mark.parametrize("site", FAMILIES, indirect=True)
every_municipality = pytest.mark.parametrize("site", MUNICIPALITIES, indirect=True)


# --- what is served is what the truth says


@every_family
def test_articles_are_as_the_truth_says(site):
    for article in site.truth("article"):
        document = page(site, article["path"])
        headings = {words(heading.text_content()) for heading in document.iter("h1", "h2")}
        assert article["title"] in headings
        text = words(document.text_content())
        told = [re.sub("^– ", "", line) for line in (article["lead"] or "", *article["body"])]
        assert [line for line in told if line not in text] == []
        assert sorted(path for path, _, _ in article["images"]) == sorted(pictures(document) & set(paths(article)))


def paths(article):
    return [path for path, _, _ in article["images"]]


def pictures(document):
    return {address for img in document.iter("img") for address in (img.get("src"), img.get("data-src")) if address}


@every_family
def test_pictures_and_files_are_served(site):
    linked = [(path, "image/png") for article in site.truth("article") for path in paths(article)]
    linked += [(path, "application/pdf") for article in site.truth("article") for path in article["attachments"]]
    answers = [(path, fetch(site.base_url, path)) for path, _ in linked]
    assert linked == [(path, headers["Content-Type"]) for path, (status, headers, _) in answers if status == 200]
    assert {body[:4] for _, (_, _, body) in answers} == {b"\x89PNG", b"%PDF"}


@every_family
def test_lists_show_what_the_truth_says(site):
    for section in site.truth("section"):
        found = {path for number in section["pages"] for path in listed(site, number)}
        articles = {article["path"] for article in site.truth("article")}
        assert found & articles == set(section["articles"]), section["path"]


@every_family
def test_pager_leads_from_the_first_page_to_the_last(site):
    for section in site.truth("section"):
        for here, following in pairwise(section["pages"]):
            linked = {urljoin(here, href) for href in page(site, here).xpath("//a/@href")}
            assert following in linked


@every_family
def test_page_beyond_the_last_shows_no_article(site):
    articles = {article["path"] for article in site.truth("article")}
    shown_there = [
        listed(site, site.portal.list_path(section, 90)) & articles for section in site.portal.sections.values()
    ]
    assert shown_there == [set()] * len(site.portal.sections)


@every_family
def test_all_other_pages_answer(site):
    others = [record["path"] for record in site.truth("other")]
    statuses = {path: fetch(site.base_url, path)[0] for path in others}
    assert {path: status for path, status in statuses.items() if status != 200} == dict.fromkeys(
        {HARD_404} & set(others), 404
    )


@every_family
def test_unknown_path_is_the_sites_own_404(site):
    status, headers, body = fetch(site.base_url, "/finns/inte")
    assert (status, headers["ETag"]) == (404, None)
    assert "Sidan kunde inte hittas" in body.decode()


@every_family
def test_same_family_tells_the_same_twice(site):
    assert type(site.portal)().truth() == site.truth()


@every_municipality
def test_list_holds_what_real_lists_hold(site):
    section = next(record for record in site.truth("section") if record["path"] == site.portal.section.path)
    links = [href for number in section["pages"] for href in page(site, number).xpath("//a/@href")]
    first = section["articles"][0]
    assert {
        EXTERNAL,
        HARD_404,
        SOFT_404,
        "/files/programblad.pdf",
        f"{first}?utm_source=startsida&utm_medium=puff",
    } <= set(links)
    filed = [article for article in site.truth("article") if section["section"] in article["also_in"]]
    assert [article["path"] in section["articles"] for article in filed] == [True]


@every_municipality
def test_soft_404_says_so_with_200(site):
    assert "Sidan kunde inte hittas" in words(page(site, SOFT_404).text_content())


@every_family
def test_calendar_has_no_end(site):
    path, seen = site.portal.month_path(2026, 10), set()
    for _ in range(30):
        seen.add(path)
        path = page(site, path).xpath("//a[normalize-space()='Nästa månad']/@href")[0]
    assert len(seen) == 30


@pytest.mark.parametrize(
    ("site", "number", "text", "published", "modified"),
    [
        ("demo", 5528, "Publicerad: onsdag, 08 februari 2017 13:45", "2017-02-08T13:45+01:00", None),
        ("demo", 5547, "Publicerad: 20/2 2017", "2017-02-20", None),
        (
            "sitevision",
            99995,
            "Publicerad 20 oktober 2026 kl. 13.30",
            "2026-10-20T13:30+02:00",
            "2026-10-21T16:30+02:00",
        ),
        ("optimizely", 99985, "Publicerad: 30 september 2026", "2026-09-30", "2026-10-01"),
        ("drupal", 99995, "Senast ändrad 2026-10-21", "2026-10-20T13:30+02:00", "2026-10-21T16:30+02:00"),
        ("trailless", 99999, "Publicerad 28 oktober 2026", "2026-10-28", None),
    ],
    indirect=["site"],
    ids=["minute", "slash", "clock", "not-iso", "iso-in-time", "day"],
)
def test_dates_are_worded_as_the_family_does(site, number, text, published, modified):
    path = site.portal.article_path(site.portal.articles[number])
    [article] = [record for record in site.truth("article") if record["path"] == path]
    assert text in words(page(site, path).text_content())
    assert (article["published"], article["modified"]) == (published, modified)


@pytest.mark.parametrize("number", [5530, 5541, 5519])
def test_date_that_is_not_shown_is_none_of_the_truth(demo_site, number):
    path = demo_site.portal.article_path(demo_site.portal.articles[number])
    [article] = [record for record in demo_site.truth("article") if record["path"] == path]
    assert ("Publicerad" in page(demo_site, path).text_content(), article["published"]) == (False, None)


# --- the trails


TRAILS = {
    "demo": ("//div[@class='breadcrumbs']", "Du är här: Hem | Övriga Nyheter | Kommuninfo | {title}"),
    "sitevision": ("//nav[@aria-label='Länkstig']", "Start /Nyheter /Kommunnyheter /{title}"),
    "optimizely": ("//nav[@aria-label='Brödsmulor']", "Startsida / Aktuellt / Nyheter / {title} Nyheter"),
    "drupal": ("//nav[@class='breadcrumb']/ol", "Hem Aktuellt Nyheter"),
}


@pytest.mark.parametrize(("site", "family"), [(name, name) for name in TRAILS], indirect=["site"], ids=TRAILS)
def test_trail_is_as_the_family_writes_it(site, family):
    query, form = TRAILS[family]
    section = next(record for record in site.truth("section") if record["section"].count("›") == 2)
    article = next(record for record in site.truth("article") if record["section"] == section["section"])
    [trail] = page(site, article["path"]).xpath(query)
    assert words(trail.text_content()) == form.format(title=article["title"])


def test_trailless_site_shows_no_trail(trailless_site):
    article = trailless_site.truth("article")[0]
    document = page(trailless_site, article["path"])
    assert (article["trail"], document.xpath("//nav|//*[contains(@class, 'breadcrumb')]")) == ([], [])


# --- the demo


def test_demo_serves_what_its_truth_says():
    section = next(
        record for record in truth() if record.get("section") == DEMO_SECTION and record["kind"] == "section"
    )
    with serve_demo() as base_url, urlopen(base_url + section["path"]) as response:
        assert section["title"] in response.read().decode()


def test_demo_data_is_in_the_package():
    package = files("crawler.demo")
    assert [
        name for name in ("articles.toml", "portal.toml", "templates/article.html") if package.joinpath(name).is_file()
    ] == [
        "articles.toml",
        "portal.toml",
        "templates/article.html",
    ]


def test_demo_has_sections_dates_and_pictures_of_every_kind(demo_site):
    articles = demo_site.truth("article")
    lengths = {len(article["published"] or "") for article in articles}
    assert (len(articles), len({article["section"] for article in articles}), lengths) == (38, 3, {0, 10, 22})
    assert sum(bool(article["also_in"]) for article in articles) == 2


def test_demo_shows_the_given_example_on_its_mobile_page(demo_site):
    [seed] = [article for article in demo_site.truth("article") if "/5530-" in article["path"]]
    [(_, mobile), _] = seed["addresses"]
    document = page(demo_site, mobile)
    [trail] = document.xpath("//div[@class='sokvag']")
    assert trail.text_content() == " | ".join(seed["trail"])
    assert document.xpath("//link[@rel='canonical']/@href") == [demo_site.url(seed["path"])]
    assert (seed["published"], seed["lead"], len(seed["images"]), len(seed["body"])) == (None, None, 1, 7)
    assert seed["body"][-1].startswith("– Samma år som jag föddes – 1965, förstatligades Polisen")


@pytest.mark.parametrize("kind", ["mobile", "print"])
def test_demo_article_has_a_twin_that_names_it(demo_site, kind):
    for article in demo_site.truth("article"):
        document = page(demo_site, dict(article["addresses"])[kind])
        assert document.xpath("//link[@rel='canonical']/@href") == [demo_site.url(article["path"])]
        assert article["title"] in shown(document)
