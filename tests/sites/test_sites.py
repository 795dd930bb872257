import gzip
import http.client
import json
import re
import socket
import time
import zlib
from contextlib import suppress
from importlib.resources import files
from itertools import pairwise
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import lxml.html
import pytest

from crawler.demo import DEMO_SECTION, serve_demo, truth
from crawler.demo.content import Block
from crawler.demo.server import Answer, Site, serve
from tests.sites.faults import BODY, BOMB_SIZE, FAULTS, serve_faults
from tests.sites.municipal import EXTERNAL, HARD_404, SOFT_404

FAMILIES = ("demo", "sitevision", "optimizely", "drupal", "trailless")
MUNICIPALITIES = FAMILIES[1:]


@pytest.fixture
def site(request):
    return request.getfixturevalue(f"{request.param}_site")


every_family = pytest.mark.parametrize("site", FAMILIES, indirect=True)
every_municipality = pytest.mark.parametrize("site", MUNICIPALITIES, indirect=True)


def fetch(base_url, path, method="GET", **headers):
    """Status, headers and body of one request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=5)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def page(site, path):
    status, _, body = fetch(site.base_url, path)
    assert status == 200, path
    return lxml.html.fromstring(body.decode())


def words(text):
    return " ".join(text.split())


def shown(document):
    """The page's text in lines of block elements, with white space tidied and dashes as in the truth."""
    return {
        re.sub("^- ", "– ", words(element.text_content())) for element in document.iter("h1", "h2", "h3", "p", "li")
    }


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


def listed(site, path):
    """The paths that a list page's main content, or the JSON in it, leads to."""
    document = page(site, path)
    for furniture in document.xpath(
        "//aside|//header|//footer|//*[@id='right' or @id='mainmenu']|//*[contains(@class, 'rs_skip')]"
    ):
        furniture.drop_tree()
    states = re.findall(
        r"registerInitialState\('[^']+',(.*)\);</script>", lxml.html.tostring(document, encoding="unicode")
    )
    found = [item["uri"] for state in states for item in json.loads(state)["items"]]
    return {urlsplit(href).path for href in [*found, *document.xpath("//a/@href")]}


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


# --- the server


def test_server_stays_on_loopback():
    with pytest.raises(ValueError, match=r"0\.0\.0\.0 is not a loopback address"), serve(Site({}), "0.0.0.0"):
        pass


def test_connection_is_kept_alive_and_cut_at_the_end():
    with serve(Site({"/a": Answer(b"a"), "/b": Answer(b"b")})) as base_url:
        connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=5)
        bodies = []
        for path in ("/a", "/b"):
            connection.request("GET", path)
            bodies.append(connection.getresponse().read())
    connection.sock.settimeout(5)
    assert (bodies, connection.sock.recv(1)) == ([b"a", b"b"], b"")
    connection.close()


@pytest.mark.parametrize("name", ["If-None-Match", "If-Modified-Since"])
def test_known_page_is_304_until_it_changes(drupal_site, name):
    path = drupal_site.truth("article")[3]["path"]
    _, headers, _ = fetch(drupal_site.base_url, path)
    known = {name: headers["ETag" if name == "If-None-Match" else "Last-Modified"]}
    assert fetch(drupal_site.base_url, path, **known)[0::2] == (304, b"")
    drupal_site.publish("Annat händer", "nyheter")
    assert fetch(drupal_site.base_url, path, **known)[0] == 304
    drupal_site.edit(path, lead="En ny ingress.")
    assert fetch(drupal_site.base_url, path, **known)[0] == 200


def test_unreadable_date_is_no_condition(drupal_site):
    path = drupal_site.truth("article")[0]["path"]
    assert fetch(drupal_site.base_url, path, If_Modified_Since="i förrgår".encode().decode("latin-1"))[0] == 200


def test_head_has_the_length_and_no_body(demo_site):
    _, headers, body = fetch(demo_site.base_url, "/sport")
    status, bare, nothing = fetch(demo_site.base_url, "/sport", method="HEAD")
    assert (status, bare["Content-Length"], nothing) == (200, headers["Content-Length"], b"")
    assert int(headers["Content-Length"]) == len(body)


# --- the switches


def test_log_tells_every_request(demo_site):
    fetch(demo_site.base_url, "/sport?start=10", User_Agent="prov")
    fetch(demo_site.base_url, "/robots.txt", method="HEAD")
    assert [(seen.method, seen.target) for seen in demo_site.log] == [
        ("GET", "/sport?start=10"),
        ("HEAD", "/robots.txt"),
    ]
    [sport] = demo_site.asked("/sport")
    assert (sport.headers["user-agent"], sport.at <= time.monotonic()) == ("prov", True)
    demo_site.forget()
    assert demo_site.log == []


def test_edited_article_keeps_its_address(sitevision_site):
    path = sitevision_site.truth("article")[0]["path"]
    sitevision_site.edit(path, title="Rättelse", body=(Block("paragraph", ("Ny text.",)),))
    [article] = [record for record in sitevision_site.truth("article") if record["path"] == path]
    assert (article["title"], article["body"]) == ("Rättelse", ["Ny text."])
    assert {"Rättelse", "Ny text."} <= shown(page(sitevision_site, path))


def test_deleted_article_is_gone_until_restored(optimizely_site):
    before = optimizely_site.truth()
    path = before[0]["path"]
    optimizely_site.delete(path, status=410)
    assert (fetch(optimizely_site.base_url, path)[0], path in str(optimizely_site.truth())) == (410, False)
    optimizely_site.restore(path)
    assert (fetch(optimizely_site.base_url, path)[0], optimizely_site.truth()) == (200, before)


def test_moved_article_redirects_and_is_listed_at_its_new_address(drupal_site):
    old = drupal_site.truth("article")[0]["path"]
    new = drupal_site.move(old, "En helt ny adress")
    status, headers, _ = fetch(drupal_site.base_url, old)
    assert (status, headers["Location"]) == (301, new)
    assert new == "/aktuellt/nyheter/en-helt-ny-adress"
    assert new in listed(drupal_site, drupal_site.portal.section.path)


def test_published_article_stands_first(trailless_site):
    path = trailless_site.publish("Alldeles färskt", "press")
    assert trailless_site.truth("article")[0]["path"] == path
    assert page(trailless_site, path).xpath("//h1/text()") == ["Alldeles färskt"]


def test_trouble_ends_after_its_times(demo_site):
    demo_site.fail("/sport*", 503, retry_after="2", times=2)
    answers = [fetch(demo_site.base_url, "/sport") for _ in range(3)]
    assert [(status, headers["Retry-After"]) for status, headers, _ in answers] == [(503, "2"), (503, "2"), (200, None)]


def test_trouble_lasts_until_recovery(demo_site):
    demo_site.fail("*", 429)
    statuses = [fetch(demo_site.base_url, path)[0] for path in ("/", "/sport")]
    demo_site.recover()
    assert [*statuses, fetch(demo_site.base_url, "/")[0]] == [429, 429, 200]


def test_robots_say_what_the_test_wants(demo_site):
    rules = fetch(demo_site.base_url, "/robots.txt")[2]
    demo_site.robots("User-agent: *\nDisallow: /\n", status=403)
    status, _, body = fetch(demo_site.base_url, "/robots.txt")
    assert (b"Disallow: /sok" in rules, status, body) == (True, 403, b"User-agent: *\nDisallow: /\n")


def test_delay_holds_every_answer(demo_site):
    demo_site.delay = 0.1
    start = time.monotonic()
    fetch(demo_site.base_url, "/robots.txt")
    assert time.monotonic() - start >= 0.1


# --- the faults


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("reset", ConnectionResetError),
        ("reset-mid-body", ConnectionResetError),
        ("short-body", http.client.IncompleteRead),
        ("http-0.9", http.client.BadStatusLine),
        ("huge-header", http.client.LineTooLong),
        ("cookies", http.client.HTTPException),
    ],
)
def test_fault_breaks_the_answer(fault_server, name, error):
    with pytest.raises(error):
        fetch(fault_server.base_url, f"/{name}")
    assert fault_server.asked == [f"/{name}"]


@pytest.mark.parametrize(
    ("path", "status", "header", "value"),
    [
        ("/ok", 200, "Content-Type", "text/html; charset=utf-8"),
        ("/empty", 200, "Content-Length", "0"),
        ("/wrong-encoding", 200, "Content-Encoding", "gzip"),
        ("/unknown-charset", 200, "Content-Type", "text/html; charset=klingon"),
        ("/redirect-loop", 302, "Location", "/redirect-loop-b"),
        ("/redirect-loop-b", 302, "Location", "/redirect-loop"),
        ("/redirect-chain", 302, "Location", "/redirect-chain/1"),
        ("/redirect-chain/7", 302, "Location", "/redirect-chain/8"),
        ("/redirect-loopback", 302, "Location", "http://127.0.0.2:9/hemligt"),
        ("/redirect-metadata", 302, "Location", "http://169.254.169.254/latest/meta-data/"),
        ("/redirect-file", 302, "Location", "file:///etc/passwd"),
        ("/redirect-data", 302, "Location", "data:text/html,<h1>Hej</h1>"),
        ("/redirect-outside", 302, "Location", "https://annan.invalid/nyhet"),
        ("/status-204", 204, "Content-Length", None),
        ("/status-500", 500, "Content-Length", str(len(BODY))),
        ("/status-999", 999, "Content-Length", str(len(BODY))),
    ],
)
def test_fault_answers(fault_server, path, status, header, value):
    got, headers, _ = fetch(fault_server.base_url, path)
    assert (got, headers[header]) == (status, value)


def test_truncated_gzip_cannot_be_unpacked(fault_server):
    with pytest.raises(EOFError):
        gzip.decompress(fetch(fault_server.base_url, "/truncated-gzip")[2])


def test_bomb_is_small_until_it_is_unpacked(fault_server):
    packed = fetch(fault_server.base_url, "/bomb-gzip")[2]
    unpacker, size = zlib.decompressobj(wbits=47), 0
    while not unpacker.eof:
        size += len(unpacker.decompress(packed, 2**22))
        packed = unpacker.unconsumed_tail
    assert size == BOMB_SIZE


def asked_of(server, path):
    """A connection on which a path has been asked for and nothing read."""
    connection = socket.create_connection(server.server_address, timeout=5)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: fel\r\n\r\n".encode())
    return connection


def test_endless_body_goes_on(fault_server):
    with asked_of(fault_server, "/endless") as connection:
        got = 0
        while got < 10**6:
            got += len(connection.recv(2**16))


@pytest.mark.parametrize(("path", "head"), [("/stall", b""), ("/drip", b"HTTP/1.1 200 OK")])
def test_slow_answer_lets_the_client_wait_until_the_server_closes(path, head):
    with serve_faults() as server:
        connection = asked_of(server, path)
        connection.settimeout(0.2)
        got = b""
        with suppress(TimeoutError):
            while True:
                got += connection.recv(2**10)
    assert (got[: len(head)], got.partition(b"\r\n\r\n")[2], connection.recv(1)) == (head, b"", b"")
    connection.close()


def test_broken_headers_come_as_they_are(fault_server):
    with asked_of(fault_server, "/nameless-header") as connection:
        assert b"\r\n: utan namn\r\n" in connection.recv(2**16)


def test_early_hints_come_before_the_page(fault_server):
    with asked_of(fault_server, "/early-hints") as connection:
        got = b"".join(iter(lambda: connection.recv(2**16), b""))
    assert [got.count(b"HTTP/1.1 103 "), got.count(b"HTTP/1.1 200 "), got.endswith(b"</html>")] == [1, 1, True]


def test_list_leads_to_every_fault_and_to_a_decent_page_after_each(fault_server):
    document = lxml.html.fromstring(fetch(fault_server.base_url, "/fel")[2])
    links = [urlsplit(href).path for href in document.xpath("//h2/a/@href")]
    assert links == [*(path for name in FAULTS for path in (f"/{name}", f"/ok/{name}")), "/ok/inloggad"]


@pytest.mark.parametrize(("robots", "status"), [("ok", 200), ("status-500", 500)])
def test_robots_suffer_from_the_fault_that_is_set(fault_server, robots, status):
    fault_server.robots = robots
    assert fetch(fault_server.base_url, "/robots.txt")[0] == status
