"""The command line: demo, serve, sandbox, tasks, backup, migrate."""

import asyncio
import csv
import errno
import json
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.app import App
from bot.demo import RunningBot, demo_settings, demo_workspace
from bot.domain.task import ChannelId, Status, Task
from bot.errors import GreenlightError, SettingsError
from bot.logs import configure_logs, get_logger
from bot.memory import share_heaps, spare_the_collector
from bot.settings import Settings, load_settings
from bot.settings.ends import postgres_url, sqlite_path
from bot.views.escape import one_line
from bot.web import allow_many_connections
from storage.opening import move_to_postgres, open_store
from storage.store import Store, TaskFilter

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Greenlight: brief, make, review and approve product images and videos inside a Slack thread.",
)
console = Console()
log = get_logger()

_WELCOME = """
  [bold green]Greenlight[/] is running: [bold]{url}[/]
  Slack and the providers are simulated: nothing costs money, nothing leaves this machine. Ctrl-C ends it.

  You are Ann in #spring-launch; “You are”, at the top left, makes you somebody else. Three things to try:
    1. Press [bold]Make video[/] under the picture of the bag, and [bold]Approve[/] when the video is there.
    2. Type [bold]/product-image[/] in the channel for a form; its first field offers sample pictures.
    3. Open [bold]Sandbox[/] at the bottom left, lose the next Creatify answer, and order: it is paid once.
"""


def main() -> None:
    """Run the command line; what is wrong is said in one sentence, without a traceback."""
    try:
        cli()
    except (GreenlightError, OSError) as error:
        said = f"[bold red]Greenlight cannot go on:[/] {escape(str(error))}"
        Console(stderr=True, soft_wrap=True).print(said, highlight=False)
        sys.exit(1)


@cli.command()
def serve() -> None:
    """Run the bot for a real workspace; settings come from the environment and .env."""
    settings = load_settings()
    settings.require_slack()
    configure_logs(json=not sys.stderr.isatty(), secrets=settings.secret_values())
    for warning in settings.warnings:
        log.warning(warning)
    asyncio.run(_serve(settings))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is.")] = 8800,
    speed: Annotated[float, typer.Option(help="How much faster than life the providers work.")] = 6.0,
    *,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Run everything on this machine, with a simulated Slack workspace and simulated providers."""
    configure_logs(json=False, level="WARNING")
    asyncio.run(_demo(port, speed, open_browser=not no_browser))


@cli.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Where everything is.")] = 8800,
    manifest: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The app's manifest, YAML or JSON.")
    ] = None,
    app_url: Annotated[
        str, typer.Option(help="Where the app listens for Slack; without it, Socket Mode.")
    ] = "",
    speed: Annotated[float, typer.Option(help="How much faster than life the providers work.")] = 1.0,
) -> None:
    """Run the simulators alone, for any Slack app or your own tests."""
    from bot.sandbox.alone import how_to_connect, workspace_for
    from bot.sandbox.app import SandboxServer  # only these two commands need the demo extra
    from bot.sandbox.manifest import BadManifest

    try:
        config = workspace_for(manifest, app_url, speed)
    except BadManifest as error:
        raise typer.BadParameter(str(error)) from error

    async def run() -> None:
        server = SandboxServer(config)
        with _listening(port, "Choose another with --port."):
            await server.start("127.0.0.1", port)
        console.print(how_to_connect(config, server.url), soft_wrap=True, highlight=False)
        await _until_stopped(server.close)

    asyncio.run(run())


@cli.command()
def tasks(
    channel: Annotated[str | None, typer.Option(help="A channel's id.")] = None,
    status: Annotated[Status | None, typer.Option(help="Only tasks in this state.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only tasks made since then (UTC).")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma separated values with a header.")] = False,
) -> None:
    """List tasks, newest first, also while the bot runs."""
    wanted = TaskFilter(
        channels=[ChannelId(channel)] if channel else None,
        statuses=[status] if status else None,
        since=since.replace(tzinfo=UTC) if since else None,
        limit=10_000,
    )

    async def read() -> Sequence[Task]:
        async with _looking_on(load_settings()) as store:
            return await store.tasks(wanted)

    _print_tasks(asyncio.run(read()), as_json=as_json, as_csv=as_csv)


@cli.command()
def backup(path: Annotated[Path, typer.Argument(help="Where the copy goes; must not exist yet.")]) -> None:
    """Copy the database, also while the bot runs."""
    settings = load_settings()
    if path.exists():
        raise typer.BadParameter(f"{path} exists already; name a new file.")

    async def run() -> None:
        async with _looking_on(settings) as store:
            await store.backup(path)

    asyncio.run(run())
    media = settings.data_dir / "media"
    console.print(f"Copied to {path}. Media lie in {media}: copy that folder too.", soft_wrap=True)


@cli.command()
def migrate(
    source: Annotated[str, typer.Argument(help="The SQLite file: sqlite:///path.")],
    target: Annotated[str, typer.Argument(help="An empty PostgreSQL database: postgresql://….")],
) -> None:
    """Move a stopped bot's database to PostgreSQL; run again after an interruption, it goes on."""
    path, url = sqlite_path(source), postgres_url(target)
    move_to_postgres(path, url, say=partial(console.print, markup=False, highlight=False, soft_wrap=True))
    console.print(
        "Now set GREENLIGHT_DATABASE_URL to it and start. Media and secret_key stay where they are."
    )


async def _serve(settings: Settings) -> None:
    share_heaps()
    allow_many_connections()
    app = App(settings)
    with _listening(settings.port, "Set GREENLIGHT_PORT to another."):
        await app.start()
    spare_the_collector()
    console.print(f"Greenlight listens on {app.url}")
    await _until_stopped(app.stop)


async def _demo(port: int, speed: float, *, open_browser: bool) -> None:
    from bot.sandbox.app import SandboxServer  # only these two commands need the demo extra
    from bot.sandbox.scene import play

    bot_url = f"http://127.0.0.1:{port + 1}"
    config = demo_workspace(bot_url, speed)
    server = SandboxServer(config)
    with _listening(port, "Choose another with --port; the demo takes that one and the next."):
        await server.start("127.0.0.1", port)
    with tempfile.TemporaryDirectory(prefix="greenlight-demo-") as folder:
        bot = RunningBot(demo_settings(config, server.url, bot_url, folder, speed))
        with _listening(port + 1, "Choose another pair with --port; the demo takes that one and the next."):
            await bot.start()
        server.show_backstage(bot)
        console.print(_WELCOME.format(url=server.url), highlight=False, soft_wrap=True)
        scene = asyncio.create_task(play(server.url))
        if open_browser and _has_screen():
            webbrowser.open(server.url)

        async def close() -> None:
            scene.cancel()
            await asyncio.gather(scene, return_exceptions=True)
            await bot.stop()
            await server.close()

        await _until_stopped(close)


def _has_screen() -> bool:
    """Without one, webbrowser would start a text browser in this very terminal."""
    return sys.platform in {"darwin", "win32"} or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


async def _until_stopped(close: Callable[[], Awaitable[None]]) -> None:
    """Wait for Ctrl-C or SIGTERM, then end cleanly."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    await close()


@contextmanager
def _listening(port: int, remedy: str) -> Iterator[None]:
    """Say in one sentence that the port is taken, and what to do."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingsError(f"Port {port} is taken. {remedy}") from error


@asynccontextmanager
async def _looking_on(settings: Settings) -> AsyncIterator[Store]:
    """The database as it is at this moment, also while a bot writes to it."""
    store = await open_store(settings.database, read_only=True)
    try:
        yield store
    finally:
        await store.close()


def _row(task: Task) -> dict[str, str]:
    return {
        "id": task.id,
        "status": task.status,
        "kind": task.kind,
        "provider": task.generation.provider,
        "channel": task.channel,
        "requester": task.requester,
        "estimate": f"{task.estimate.normalize():f}",
        "created_at": task.created_at.isoformat(timespec="seconds"),
        "prompt": task.generation.prompt,
    }


def _inert(text: str) -> str:
    """For a spreadsheet, which runs what begins like a formula."""
    line = one_line(text)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def _print_tasks(found: Sequence[Task], *, as_json: bool, as_csv: bool) -> None:
    rows = [_row(task) for task in found]
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    elif as_csv:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(_row_names()))
        writer.writeheader()
        writer.writerows({name: _inert(value) for name, value in row.items()} for row in rows)
    else:
        console.print(_table(rows) if rows else "No tasks yet.")


def _row_names() -> tuple[str, ...]:
    return ("id", "status", "kind", "provider", "channel", "requester", "estimate", "created_at", "prompt")


def _table(rows: Sequence[dict[str, str]]) -> Table:
    table = Table(*_row_names())
    for row in rows:
        table.add_row(*(escape(one_line(value)) for value in row.values()))
    return table


if __name__ == "__main__":
    main()
