"""Logs: one structured line for each happening, with allowed fields, and without secrets.

What users wrote and what providers sent never becomes a field of its own above DEBUG; what slips into the
text of an error or a traceback passes the redaction, as every value does.
"""

import logging
import sys
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from bot.redaction import redact

FIELDS: Final = frozenset(
    {
        "attempt", "call", "channel", "code", "count", "due", "effect", "error", "file", "job", "key", "kind",
        "method", "outcome", "path", "person", "provider", "providers", "seconds", "size", "socket_mode",
        "status", "task", "team", "url", "variable", "version", "wait", "what",
    }
)  # fmt: skip
"""The fields a line may have; others are dropped, so that nothing is logged by accident."""

DEBUG_FIELDS: Final = frozenset({"prompt"})
"""Fields that DEBUG lines may have as well."""

LONGEST_VALUE: Final = 1_000
LONGEST_TRACEBACK: Final = 20_000
NOISY: Final = ("aiohttp", "aiosqlite", "asyncio", "httpcore", "httpx", "slack_bolt", "slack_sdk", "urllib3")

_OURS: Final = frozenset({"event", "level", "timestamp", "logger", "exc_info", "exception", "stack_info"})
_CONTROL: Final = {
    code: f"\\u{code:04x}"
    for code in (*range(32), *range(127, 160), *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0xFEFF)
}
_CONTROL_BUT_LINES: Final = {code: shown for code, shown in _CONTROL.items() if chr(code) != "\n"}
_INTERNAL: Final = ("_record", "_from_structlog")


def get_logger() -> FilteringBoundLogger:
    """The logger of a module. It may be made before `configure_logs` is called."""
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger


def configure_logs(
    *, json: bool, level: str = "INFO", secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send all lines, ours and those of libraries, to `stream` (stderr) as JSON or as text for people.

    `secrets` are values that must not appear wherever they come from. May be called again.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    prepare = _prepare(tuple(filter(None, secrets)))
    structlog.configure(
        processors=[*prepare, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *prepare],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(json)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))


def _prepare(secrets: Sequence[str]) -> Sequence[Processor]:
    """What is done to a line before it is drawn, whoever wrote it."""

    def redacted(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
        return {
            name: value if name in _INTERNAL else _safe(name, value, secrets) for name, value in line.items()
        }

    return (
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _allowed,
        structlog.processors.format_exc_info,
        redacted,
    )


def _renderer(json: bool) -> Processor:
    if json:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback, sort_keys=False
    )


def _allowed(_: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Drop every field that is not on the list."""
    fields = _OURS | FIELDS | DEBUG_FIELDS if method == "debug" else _OURS | FIELDS
    return {name: value for name, value in line.items() if name in fields or name in _INTERNAL}


def _safe(name: str, value: object, secrets: Sequence[str]) -> object:
    """The value without secrets, not too long, and with its control characters made visible.

    A traceback keeps its lines; elsewhere a new line could forge another entry.
    """
    if isinstance(value, int | float | bool | None):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe(name, item, secrets) for item in value]
    text = str(value).encode("utf-8", "backslashreplace").decode()  # half a surrogate pair cannot be written
    if name == "exception":
        return redact(_end(text), secrets).translate(_CONTROL_BUT_LINES)
    text = redact(text[: 4 * LONGEST_VALUE], secrets).translate(_CONTROL)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _end(traceback: str) -> str:
    """The last whole lines of a long traceback, which are those that say what happened."""
    if len(traceback) <= LONGEST_TRACEBACK:
        return traceback
    _, _, rest = traceback[-LONGEST_TRACEBACK:].partition("\n")
    return f"…\n{rest}"
