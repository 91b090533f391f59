"""Both languages: Chinese by itself, English whole."""

from __future__ import annotations

import re

import pytest

from services.web import translation_update as catalogue
from tests.web.sites import text


def test_every_text_has_its_english():
    assert catalogue.missing() == [], "python -m tests.generate, then translate"


def test_a_translation_names_what_its_text_names():
    names = re.compile(r"%\((\w+)\)s")
    wrong = [
        message.id
        for message in catalogue.catalogue()
        if message.id and sorted(names.findall(message.id)) != sorted(names.findall(message.string))
    ]
    assert wrong == []


def test_nothing_is_translated_that_is_shown_no_more():
    kept = {message.id for message in catalogue.catalogue() if message.id}
    assert kept == catalogue.messages()


@pytest.mark.parametrize("path", ["/", "/postings", "/leads", "/publish", "/consents"])
def test_a_page_in_english_says_no_chinese_but_what_people_wrote(plain, path):
    client = plain.client("enterprise")
    assert client.get(f"/language/en?next={path}").headers["location"] == path
    shown = text(client.get(path).text)
    written = [row.content.title for row in plain.house.views.market.postings()]
    for said in (*written, *plain.house.views.parties.titles().values(), "Docking 六项对接"):
        shown = shown.replace(said, "")
    examples = re.sub(r"e\.g\. \S+", "", shown)
    assert re.findall("[\u4e00-\u9fff]+", examples) == []


def test_the_browser_chooses_until_somebody_does(plain):
    assert 'lang="en"' in plain.client(**{"accept-language": "en-GB,en"}).get("/sign-in").text
    assert 'lang="zh-CN"' in plain.client(**{"accept-language": "fr"}).get("/sign-in").text
    client = plain.client(**{"accept-language": "en"})
    client.get("/language/zh")
    assert 'lang="zh-CN"' in client.get("/sign-in").text
    assert client.get("/language/xx").status_code == 404
    assert client.get("/language/en?next=//evil.test").headers["location"] == "/"
