import asyncio
import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.drawn_once import drawn_once as drawn_once
from tests.postgres.server import NoServer, server_url
from tests.sharing import Sharing, is_long
from tests.tables_once import tables_once as tables_once
from tests.turns import PAGE, by_turns

if TYPE_CHECKING:
    from xdist.remote import Producer

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")  # how busy the machine is says nothing about the code


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> Sharing:
    return Sharing(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The page's tests come first, since one process runs them all; what never waits fills up the end.

    Tests that tell whole stories run by turns, unless somebody asks for a part by its name.
    """
    items.sort(key=lambda item: (not item.nodeid.startswith(PAGE), not is_long(item.nodeid)))
    if config.getoption("keyword") or config.args != config.getini("testpaths"):
        return
    on_turn = by_turns(items)
    config.hook.pytest_deselected(items=[item for item in items if item not in on_turn])
    items[:] = [item for item in items if item in on_turn]


def pytest_collection_finish() -> None:
    """What is imported by now stays: no search for garbage has to look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The address of a PostgreSQL server, one for all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    try:
        return server_url(base if worker_id == "master" else base.parent)
    except NoServer as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database that holds the schema and nothing else."""
    from storage.postgres import open_store  # an extra: whoever has no server needs no driver
    from tests.postgres import databases

    async def make_tables() -> None:
        await (await open_store(databases.address(postgres_server, name))).close()

    name = databases.create(postgres_server)
    asyncio.run(make_tables())
    yield name
    databases.drop(postgres_server, name)


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The address of a database of one's own."""
    from tests.postgres import databases

    with databases.fresh(postgres_server, template=postgres_template) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_kept(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The address of a database that the tests of this process use one after the other."""
    from tests.postgres import databases

    with databases.fresh(postgres_server, template=postgres_template) as url:
        yield url


@pytest.fixture
def postgres_emptied(postgres_kept: str) -> str:
    """The same without what the test before left in it: for those who only read and write, a copy is dear."""
    from tests.postgres import databases

    databases.empty(postgres_kept)
    return postgres_kept
