"""README and docs, held against the code: what they name is there, and what is there they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import typer.main
import yaml
from PIL import Image

from bot.__main__ import cli
from bot.settings import load_settings
from bot.settings.load import TEST_VARIABLES
from bot.settings.settings import VARIABLES
from bot.views import lists
from bot.views.commands import Help, read_greenlight
from bot.views.text import labels
from handlers.commands import COMMANDS
from tests.domain.examples import NOW

ROOT = Path(__file__).parents[1]
PAGES = {
    path.relative_to(ROOT): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *ROOT.glob("docs/*.md"))
}
README = PAGES[Path("README.md")]
USING = PAGES[Path("docs/using.md")]
ALL = "\n".join(PAGES.values())
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))

SLACKS_OWN = {"/invite"}
ROUTES = {"/healthz", "/readyz", "/metrics"}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def command_line() -> Mapping[str, set[str]]:
    """Each subcommand with its options."""
    group = typer.main.get_group(cli)
    return {
        name: {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        for name, command in group.commands.items()
    }


def words_on_screen() -> set[str]:
    """Buttons, fields, settings and their choices."""
    return {words for name, words in vars(labels).items() if name.isupper() and isinstance(words, str)}


def shortcuts() -> set[str]:
    return {shortcut["name"] for shortcut in MANIFEST["features"]["shortcuts"]}


def bold(page: str) -> set[str]:
    return set(re.findall(r"\*\*([^*]+)\*\*", page))


def code(page: str) -> Iterator[str]:
    """What stands between backticks, a line of a code block included."""
    for block in re.findall(r"```\w*\n(.*?)```", page, re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


def test_every_make_target_is_named_and_exists() -> None:
    named = {name for piece in code(README) for name in re.findall(r"\bmake ([a-z]+)", piece)}
    assert named == make_targets()


def test_every_subcommand_is_named_and_exists() -> None:
    pieces = [piece for page in PAGES.values() for piece in code(page)]
    named = {
        name
        for piece in pieces
        for name in re.findall(r"(?:^|/)greenlight ([a-z]+)", piece)
        if not piece.startswith("/")
    }
    made = set(re.findall(r"greenlight (demo)\b", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert named | made == set(command_line())


def test_every_option_that_is_named_exists() -> None:
    options = set().union(*command_line().values())
    assert set(re.findall(r"`(--[a-z-]+)`", ALL)) <= options


def test_every_variable_is_named_and_exists() -> None:
    named = set(re.findall(r"\b(?:GREENLIGHT|SLACK|CREATIFY|AKOOL|HEYGEN)_[A-Z_]+\b", ALL))
    assert named - TEST_VARIABLES == set(VARIABLES)


def test_every_slash_command_is_named_and_exists() -> None:
    declared = {command["command"] for command in MANIFEST["features"]["slash_commands"]}
    named = {match[1] for piece in code(ALL) if (match := re.match(r"(/[a-z-]+)(?![a-z/])", piece))}
    assert named - SLACKS_OWN - ROUTES == set(COMMANDS)
    assert declared == set(COMMANDS)


def test_every_word_after_greenlight_is_named_and_understood() -> None:
    helped = {name for line in lists.HELP for name in re.findall(r"\*/greenlight (\w+)\*", line)} | {"help"}
    named = {name for piece in code(USING) for name in re.findall(r"^/greenlight ([a-z]+)", piece)}
    assert named == helped
    for name in named - {"help"}:
        typed = f"{name} GL-7K3Q" if name in {"show", "cancel", "refunded"} else name
        assert not isinstance(read_greenlight(typed, now=NOW), Help)


@pytest.mark.parametrize("words", sorted(words_on_screen() | shortcuts()))
def test_each_button_field_setting_and_shortcut_is_explained(words: str) -> None:
    assert words in bold(USING)


def test_no_button_or_field_is_explained_that_does_not_exist() -> None:
    assert bold(USING) <= words_on_screen() | shortcuts()


def test_every_scope_is_explained_and_asked_for() -> None:
    page = PAGES[Path("docs/operating.md")]
    table = page[page.index("| scope |") :].partition("\n\n")[0]
    first_column = "\n".join(line.split("|")[1] for line in table.splitlines())
    scopes = set(re.findall(r"`([\w.:]+)`", first_column))
    assert scopes == set(MANIFEST["oauth_config"]["scopes"]["bot"])


def test_every_default_in_the_readme_is_that_of_the_configuration() -> None:
    rows = re.findall(r"^\| (`GREENLIGHT.*?) \|.*\| (.*?) \|$", README, re.MULTILINE)
    lasting = dict(
        re.findall(r"^\| `(\w+)` \| `([^|]*)` \|", PAGES[Path("docs/configuration.md")], re.MULTILINE)
    )
    said = {
        name: default
        for names, defaults in rows
        for name, default in zip(
            re.findall(r"`(\w+)`", names), re.findall(r"`([^`]+)`", defaults), strict=False
        )
    }
    assert said
    assert {name: lasting[name] for name in said} == said


def test_the_address_that_is_listened_on_is_the_one_that_the_pages_name() -> None:
    settings = load_settings({}, env_file=None)
    named = set(re.findall(r"127\.0\.0\.1:\d+", README + PAGES[Path("docs/operating.md")]))
    assert named == {f"{settings.host}:{settings.port}"}


def test_every_link_and_path_leads_somewhere() -> None:
    for page, text in PAGES.items():
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / page.parent / link).exists(), f"{page}: {link}"
        for path in re.findall(r"`((?:bot|handlers|storage|tests)/[\w./]+)`", text):
            assert (ROOT / path).exists(), f"{page}: {path}"


@pytest.mark.parametrize(
    ("name", "size"), [("page", (1360, 860)), ("glass", (1360, 860)), ("phone", (780, 1688))]
)
def test_a_screenshot_is_there_and_small_enough_for_a_page(name: str, size: tuple[int, int]) -> None:
    path = ROOT / "docs" / f"{name}.png"
    assert f"docs/{name}.png" in README
    with Image.open(path) as picture:
        assert picture.size == size
    assert path.stat().st_size < 300_000
