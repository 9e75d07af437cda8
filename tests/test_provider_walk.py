"""docs/providers.md, followed to the letter: its blocks become a package, and that package makes a video."""

import importlib
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from aiohttp import web

from bot.providers.registry import registered
from tests.ports import free_port
from tests.stories.stage import Stage, is_result, labels, open_stage, spoken

PAGE: Final = Path(__file__).parents[1] / "docs" / "providers.md"
BLOCK: Final = re.compile(r"^`(?P<file>[\w/.]+)`\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ENTRY: Final = re.compile(r'^\[project\.entry-points\."(?P<group>.+)"\]\n(?P<line>.+)$', re.MULTILINE)


def blocks() -> Mapping[str, str]:
    return {found["file"]: found["text"] for found in BLOCK.finditer(PAGE.read_text())}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The page as an installed package, gone again afterwards."""
    folder = tmp_path / "installed"
    for name, text in blocks().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    about = folder / "flipbook-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: flipbook\nVersion: 1.0\n")
    entry = ENTRY.search(blocks()["pyproject.toml"])
    assert entry is not None
    (about / "entry_points.txt").write_text(f"[{entry['group']}]\n{entry['line']}\n".replace('"', ""))
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0].startswith("flipbook")]:
        del sys.modules[name]


@asynccontextmanager
async def simulator(module: ModuleType) -> AsyncIterator[tuple[Any, str]]:
    """The page's simulator and where it is served."""
    made = module.Simulator()
    app = web.Application()
    app.add_routes(made.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield made, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def with_flipbook(folder: Path) -> AsyncIterator[tuple[Stage, Any]]:
    """A bot that knows Flipbook and no Akool."""
    async with simulator(importlib.import_module("flipbook_simulator")) as (there, url):
        keys = {"FLIPBOOK_KEY": "a-flipbook-key", "FLIPBOOK_BASE_URL": url}
        off = {"AKOOL_CLIENT_ID": "", "AKOOL_CLIENT_SECRET": ""}
        async with open_stage(folder / "data", **keys, **off) as stage:  # type: ignore[arg-type]  # all texts
            yield stage, there


def test_the_page_holds_a_folder_one_line_and_a_simulator() -> None:
    files = set(blocks())

    assert {name for name in files if name.startswith("flipbook/")} == {
        f"flipbook/{name}.py" for name in ("__init__", "requests", "replies", "webhooks", "provider")
    }
    assert files - {name for name in files if "/" in name} == {"pyproject.toml", "flipbook_simulator.py"}
    assert len(blocks()["pyproject.toml"].strip().splitlines()) == 2


def test_the_package_is_found_by_its_entry_point(package: Path) -> None:
    assert [entry.name for entry in registered()][-1] == "flipbook"


async def test_a_video_is_ordered_shown_and_deleted_with_it(package: Path, tmp_path: Path) -> None:
    async with with_flipbook(tmp_path) as (stage, there):
        await stage.type(f"/animate {stage.bag} slow turn")
        result = await stage.message(is_result)
        await stage.type("/greenlight balance")
        balance = await stage.message("98 credits")
        await stage.type("/greenlight tasks provider:flipbook")
        await stage.message(_is_list)
        await stage.press("Delete")
        await stage.message(lambda message: "deleted" in spoken(message).lower())
        await stage.quiet()

        assert "your video is ready. 2 credits." in spoken(result)
        assert {"Approve", "Regenerate video", "Delete"} <= labels(result)
        assert "Flipbook" in spoken(balance)
        assert there.charged == ["flip-1"]
        assert there.flips == {}


async def test_without_its_key_the_package_changes_nothing(package: Path, tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        await stage.type(f"/product-image {stage.bag} clean background")

        assert await stage.message(is_result)


def _is_list(message: Mapping[str, Any]) -> bool:
    """Whether it is the private answer to a search for the order."""
    return bool(message.get("is_ephemeral")) and "slow turn" in spoken(message)
