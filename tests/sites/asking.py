"""Requests as a plain client makes them, to see what the test sites really answer."""

import http.client
import json
import re
from urllib.parse import urlsplit

import lxml.html


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
