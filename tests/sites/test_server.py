"""The server of the test sites: conditions, connections, its log, and the switches that change a site."""

import http.client
import time
from urllib.parse import urlsplit

import pytest

from crawler.demo.content import Block
from crawler.demo.server import Answer, Site, serve
from tests.sites.asking import fetch, listed, page, shown


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
