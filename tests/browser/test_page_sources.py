"""What the page's own files may and may not hold."""

from __future__ import annotations

import re

import pytest

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


def reached(module: str, *, also_later: bool = False) -> set[str]:
    """Every module that this one brings along at once, or (`also_later`) when somebody asks for it."""
    pattern = r'(?:from |import\()"\./([^"]+)"' if also_later else r'from "\./([^"]+)"'
    found, new = set[str](), {module}
    while new:
        found |= new
        new = {name for each in new for name in re.findall(pattern, SOURCES[each])} - found
    return found


def test_every_module_is_used() -> None:
    assert reached("main.js", also_later=True) == {name for name in SOURCES if name.endswith(".js")}


def test_every_module_of_the_first_view_is_asked_for_at_once() -> None:
    """One import after the other would take five round trips."""
    preloaded = re.findall(r'rel="modulepreload" href="/page/([^"]+)"', SOURCES["index.html"])
    assert sorted(preloaded) == sorted(reached("main.js") - {"main.js"})


READ_ON = (
    ("ink", "paper"),
    ("ink", "tint"),
    ("ink", "hover"),
    ("soft", "paper"),
    ("soft", "tint"),
    ("soft", "hover"),
    ("blue", "paper"),
    ("blue", "mark"),
    ("red-ink", "paper"),
    ("code", "tint"),
    ("side-ink", "side"),
    ("side-soft", "side"),
    ("side-ink", "side-here"),
    ("amber-ink", "amber"),
    ("good-ink", "good"),
    ("bad-ink", "bad"),
    ("white", "green"),
    ("white", "red"),
)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    whole = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_stand_out_from_what_they_stand_on(look: str) -> None:
    """https://www.w3.org/TR/WCAG22/#contrast-minimum"""
    light, dark = re.findall(r":root \{([^}]+)\}", SOURCES["page.css"])
    colours = {"white": "#fff"}
    for sheet in (light, dark) if look == "dark" else (light,):
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", sheet))
    faint = {}
    for words, ground in READ_ON:
        darker, brighter = sorted((luminance(colours[words]), luminance(colours[ground])))
        if (contrast := (brighter + 0.05) / (darker + 0.05)) < 4.5:
            faint[words, ground] = round(contrast, 2)
    assert faint == {}
