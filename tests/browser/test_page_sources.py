"""What the page's own files may and may not hold."""

from __future__ import annotations

import re

from tests.browser.fake_server import PAGE

SOURCES = {path.name: path.read_text() for path in PAGE.iterdir()}


def test_the_page_makes_no_markup_out_of_strings() -> None:
    makers = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "DOMParser",
        "srcdoc",
    )
    assert [(name, word) for name, text in SOURCES.items() for word in makers if word in text] == []


def test_the_page_names_no_other_host() -> None:
    named = {
        name: re.findall(r"(?:src|href|from|url\()[=(\s]*[\"']https?://[^\"']+", text)
        for name, text in SOURCES.items()
    }
    assert {name: hosts for name, hosts in named.items() if hosts} == {}


def test_every_module_that_is_imported_exists() -> None:
    imported = {name for text in SOURCES.values() for name in re.findall(r'from "\./([^"]+)"', text)}
    assert imported <= SOURCES.keys()
    assert {name for name in SOURCES if name.endswith(".js")} - imported == {"main.js"}


def test_every_module_is_asked_for_at_once() -> None:
    """One import after the other would take five round trips."""
    preloaded = re.findall(r'rel="modulepreload" href="/page/([^"]+)"', SOURCES["index.html"])
    assert sorted(preloaded) == sorted(name for name in SOURCES if name.endswith(".js") and name != "main.js")
