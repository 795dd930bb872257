"""Profiles: what they may hold, what a wrong one is told, how they are found."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from archive.schema import RevisitPolicy
from crawler.errors import ProfileError
from crawler.sites import broken_profiles, load_sites, read_profile, site_for
from crawler.sites.writing import to_toml
from tests.crawler.command import PROGRAM, run

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.sites.server import WatchedSite

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WHOLE = """
name = "Exempelby kommun"
base_url = "https://www.exempelby.se/"
municipality = "0305"
cms = "sitevision"
status = "verified"
verified_on = 2026-02-08
delay = 2.5
hours = "22:00-06:00"
revisits = { share = 0.1, shortest = "6 hours", longest = "30 days", sweep = "7 days" }
never = ["/kalender", "/nyheter/*/skriv-ut", "/sok?*"]
download = ["images"]
licence = "CC0 1.0"
contact = "webb@exempelby.se"
sections = ["Hem › Nyheter", { trail = "Hem > Press", url = "https://www.exempelby.se/press" }]

[[designs]]
until = 2024-05-31
selectors = { headline = "h1.gammal" }

[[designs]]
since = 2024-06-01
selectors = { headline = "h1.ny::text" }
"""


def profile(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "exempelby.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_profile_holds_what_its_file_says(tmp_path: Path) -> None:
    site = read_profile(profile(tmp_path, WHOLE))
    assert site.key == "exempelby"
    assert site.starts == (
        ("https://www.exempelby.se/", ("Hem", "Nyheter")),
        ("https://www.exempelby.se/press", ("Hem", "Press")),
    )
    assert site.revisits.policy() == RevisitPolicy(0.1, timedelta(hours=6), timedelta(days=30), timedelta(days=7))
    designs = [site.design(day) for day in (date(2024, 5, 31), date(2024, 6, 1))]
    assert [design.selectors["headline"] for design in designs if design] == ["h1.gammal", "h1.ny::text"]


def test_whole_profile_is_written_as_it_was_read(tmp_path: Path) -> None:
    site = read_profile(profile(tmp_path, WHOLE))
    assert read_profile(profile(tmp_path, to_toml(site))) == site


def test_profile_that_wants_no_files_says_so_when_it_is_written(tmp_path: Path) -> None:
    text = 'name = "X"\nbase_url = "https://x.se/"\n'
    silent, none = (read_profile(profile(tmp_path, text + more)) for more in ("", "download = []\n"))
    assert (silent.download, none.download) == (None, ())
    assert read_profile(profile(tmp_path, to_toml(none))).download == ()
    assert "download" not in to_toml(silent)


BASE = 'name = "X"\nbase_url = "https://x.se/"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "not TOML"),
        ('name = "X"', "base_url is missing"),
        ('name = "X"\nbase_url = "x.se"', "base_url = 'x.se'"),
        (BASE + 'farg = "blå"', "farg is no key of a profile; docs/sites.md lists them: name, base_url"),
        (BASE + 'municipalty = "0305"', "municipalty is no key of a profile; did you mean municipality?"),
        (BASE + '[[sections]]\ntrial = "Hem"', "sections (no. 1).trial is no key of a profile; did you mean trail?"),
        (BASE + '[[sections]]\ntrail = "Hem › A"\ndelay = 2.0', "write it above the first [[sections]]"),
        (BASE + '[[designs]]\nheadline = "h1"', "write selectors = { headline = … }"),
        (BASE + '[sections]\ntrail = "Hem › A"', "sections: stands more than once in a profile: write [[sections]]"),
        (BASE + "municipality = 0305", "(at line 3, column 17): municipality = 0305\nText stands between straight"),
        ("", 'name is missing, as in name = "Exempelby kommun"; base_url is missing, as in base_url = "https://'),
        ('name = ""\nbase_url = "https://x.se/"', "name = '': should not be empty"),
        (BASE + "delay = true", "delay = true: should be a number"),
        (
            BASE + 'never = ["/press"]\nsections = ["https://x.se/nyheter", "https://x.se/press/nytt"]',
            "never = '/press' keeps the crawl out of https://x.se/press/nytt, where it begins: take one of them away",
        ),
        (BASE + 'hours = ["22:00-06:00"]', 'Write them as "22:00-06:00"'),
        (BASE + "download = true", "no kind of file. Give images, attachments"),
        (
            BASE + 'sections = [{ url = "/nyheter" }]',
            "(no. 1).url = '/nyheter': a whole web address is wanted",
        ),
        (
            BASE + '[[sections]]\ntrail = "https://x.se/a"',
            "(no. 1).trail = 'https://x.se/a': a trail is wanted",
        ),
        (
            BASE
            + '[[designs]]\nuntil = 2024-06-01\nselectors = { author = "i" }\n'
            + '[[designs]]\nsince = 2024-05-31\nselectors = { author = "b" }',
            "designs: no. 1 and no. 2 are both for pages of 2024-05-31: let one end (until) the day before",
        ),
        (
            BASE + '[[designs]]\nselectors = { author = "i" }\n' * 2,
            "no. 1 and no. 2 are both for the earliest pages: let one end",
        ),
        (BASE + "[[designs]]\nsince = 2024-06-01\nuntil = 2024-05-01", "designs (no. 1): until (2024-05-01)"),
        (BASE + 'sections = [" "]', 'a section needs a trail ("Hem › Nyheter") or a url'),
        (BASE + 'sections = [{ url = "https://y.se/nyheter" }]', "another site needs a profile of its own"),
        (BASE + 'status = "verified"', "verified_on = 2026-02-08"),
        (BASE + 'verified_on = "25 november 2026"', "verified_on = '25 november 2026': a day is wanted"),
        (BASE + 'verified_on = "25 november 2026"', "as 2026-11-25"),
        (BASE + 'download = ["bilder"]', "'bilder' is no kind of file. Give images, attachments"),
        (BASE + "delay = -1", "delay = -1: should be greater than or equal to 0"),
        (BASE + 'status = "verifed"', "status = 'verifed': should be 'draft', 'verified' or 'ad-hoc'"),
        (
            BASE + 'municipality = "Håbo"',
            "municipality = 'Håbo': SCB's code is wanted, in quotation marks, as \"0305\"",
        ),
        (BASE + "cms = 3", "cms = 3: should be text, in quotation marks"),
        (BASE + 'revisits = "ofta"', "revisits = 'ofta': should be a table"),
        (BASE + 'never = "/kalender"', "never = '/kalender': should be a list, as [\"/kalender\"]"),
        (BASE + 'hours = "natt"', 'Write them as "22:00-06:00"'),
        (BASE + 'revisits = { longest = "ibland" }', "revisits.longest = 'ibland'"),
        (BASE + 'revisits = { longest = "ibland" }', 'Write it as "30 minutes", "6 hours" or "30 days"'),
        (BASE + "revisits = { sweep = 7 }", "revisits.sweep = 7: '7' is no span of time"),
        (BASE + "revisits = { share = 0 }", "revisits.share = 0"),
        (BASE + 'revisits = { often = "ja" }', "revisits.often is no key of a profile"),
        (
            BASE + 'revisits = { shortest = "2 days", longest = "36 hours" }',
            "longest (36 hours) is less than shortest (2 days)",
        ),
        (BASE + 'municipality = "Håbo"', "municipality = 'Håbo'"),
        (BASE + '[[designs]]\nselectors = { rubrik = "h1" }', "unknown field 'rubrik'; one of headline"),
        (BASE + '[[designs]]\nselectors = { headline = "h1[" }', "not a CSS selector"),
        (BASE + "[[designs]]\nsince = 2024-06-01\nuntil = 2024-05-01", "until (2024-05-01) is before since"),
    ],
)
def test_wrong_profile_is_told_file_key_value_and_fix(tmp_path: Path, text: str, told: str) -> None:
    path = profile(tmp_path, text)
    with pytest.raises(ProfileError) as error:
        read_profile(path)
    assert str(error.value).startswith(f"{path}: ")
    assert told in str(error.value)


@pytest.mark.parametrize("name", ["åby.toml", "Stor By.toml"])
def test_profile_whose_files_name_is_no_key_is_told_what_names_are(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BASE, encoding="utf-8")
    with pytest.raises(ProfileError, match=r"the file's name is the site's key, and '.*' is none: use a–z, 0–9, dots"):
        read_profile(tmp_path / name)


def test_profile_in_another_encoding_is_told_to_be_saved_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes((BASE + 'notes = "å"').encode("latin-1"))
    with pytest.raises(ProfileError, match="Save it as UTF-8"):
        read_profile(path)
    path.write_bytes(BASE.encode("utf-8-sig"))
    assert read_profile(path).name == "X"


def test_section_told_by_its_address_alone_is_followed_from_there(tmp_path: Path) -> None:
    site = read_profile(profile(tmp_path, BASE + 'sections = ["https://x.se/nyheter", "Hem › Press"]'))
    assert site.starts == (("https://x.se/nyheter", ()), ("https://x.se/", ("Hem", "Press")))


def test_second_profile_of_a_host_is_told_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages find their site by the host: the crawl of the one was told, and kept, as the other's."""
    monkeypatch.setenv("KOMMUNARKIV_SITES", str(tmp_path))
    (tmp_path / "a.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "b.toml").write_text(BASE.replace("https://", "http://www."), encoding="utf-8")
    assert (list(load_sites()), list(broken_profiles())) == (["a"], ["b"])
    told = str(broken_profiles()["b"])
    assert told.startswith(f"{tmp_path / 'b.toml'}: base_url = 'http://www.x.se/': a.toml is the profile of this host")
    assert site_for("https://x.se/nyheter").key == "a"


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/kalender", "/kalender"),
        ("/kalender/2026/11", "/kalender"),
        ("/kalendern", None),
        ("/nyheter/ett/skriv-ut", "/nyheter/*/skriv-ut"),
        ("/nyheter/ett", None),
        ("/sok?q=vatten", "/sok?*"),
        ("/", None),
    ],
)
def test_addresses_never_to_visit(tmp_path: Path, path: str, pattern: str | None) -> None:
    site = read_profile(profile(tmp_path, WHOLE))
    assert site.forbids(f"https://www.exempelby.se{path}") == pattern


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [("22:00", 0), ("23:59", 0), ("05:59", 0), ("06:00", 16 * 3600), ("21:59", 60)],
)
def test_hours_hold_past_midnight(tmp_path: Path, clock: str, seconds: float) -> None:
    site = read_profile(profile(tmp_path, WHOLE))
    assert site.opens_in(datetime.fromisoformat(f"2026-02-08T{clock}").replace(tzinfo=STOCKHOLM)) == seconds


def test_hours_are_of_the_clock_when_it_is_put_forward(tmp_path: Path) -> None:
    """On 29 March 2026 two o'clock is three: from midnight to four is an hour less."""
    site = read_profile(profile(tmp_path, WHOLE.replace("22:00-06:00", "04:00-06:00")))
    midnight = datetime(2026, 3, 29, 0, 0, tzinfo=STOCKHOLM)
    assert site.opens_in(midnight) == 3 * 3600


def test_own_folder_is_read_and_one_broken_profile_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMMUNARKIV_SITES", str(tmp_path))
    profile(tmp_path, WHOLE)
    (tmp_path / "trasig.toml").write_text("name = 1", encoding="utf-8")
    assert load_sites()["exempelby"].name == "Exempelby kommun"
    assert list(broken_profiles()) == ["trasig"]
    assert site_for("http://EXEMPELBY.se/nyheter/en").key == "exempelby"
    assert site_for("https://annan.se/").status == "ad-hoc"


def crawl_into(archive: Path, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The crawl of the folder's sites, as fast as its servers answer."""
    env = ("env", f"KOMMUNARKIV_SITES={folder}", PROGRAM)
    return run("crawl", *options, "--archive", archive, "--delay", "0", program=env)


def test_all_crawls_every_site_by_its_profile_and_names_the_broken_one(
    drupal_site: WatchedSite, trailless_site: WatchedSite, tmp_path: Path
) -> None:
    folder = tmp_path / "mina"
    folder.mkdir()
    for number, site in enumerate([drupal_site, trailless_site]):
        section = site.truth("section")[-1]
        text = f'name = "Plats {number}"\nbase_url = "{site.base_url}/"\nmunicipality = "{305 + number * 14:04}"\n'
        text += f'sections = [{{ trail = "{section["section"]}", url = "{site.url(section["path"])}" }}]\n'
        (folder / f"plats{number}.toml").write_text(text, encoding="utf-8")
    archive = tmp_path / "archive.db"
    result = crawl_into(archive, folder, "--all", "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute(
            """SELECT key, municipality_code, count(*) FROM articles JOIN sites ON sites.id = site_id GROUP BY 1"""
        )
        counts = {key: (code, count) for key, code, count in rows}
    listed = [len(set(site.truth("section")[-1]["articles"])) for site in (drupal_site, trailless_site)]
    assert counts == {"plats0": ("0305", listed[0]), "plats1": ("0319", listed[1])}

    (folder / "trasig.toml").write_text("name = 1\n", encoding="utf-8")
    result = crawl_into(archive, folder, "--all", "--quiet")
    assert result.returncode == 2
    assert "trasig.toml: name = 1" in result.stderr
    (folder / "trasig.toml").write_text(
        'name = "X"\nbase_url = "http://x.se/"\nmunicipality = "9999"\n', encoding="utf-8"
    )
    result = crawl_into(archive, folder, "--all")
    assert (result.returncode, "trasig.toml: municipality = '9999': no municipality" in result.stderr) == (2, True)
    assert result.stderr.count("no article new") == 2  # the other sites were visited
    only_broken = tmp_path / "trasiga"
    only_broken.mkdir()
    (only_broken / "trasig.toml").write_text("name = \n", encoding="utf-8")
    result = crawl_into(archive, only_broken, "--all")
    assert (result.returncode, "trasig.toml: not TOML" in result.stderr) == (2, True)
    assert "there is no site profile yet" not in result.stderr
    (folder / "trasig.toml").unlink()
    result = crawl_into(archive, folder, "--municipality", "Håbo", "--max-pages", "1", "--json")
    assert list(json.loads(result.stdout)["sites"]) == ["plats0"]
