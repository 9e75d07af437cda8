"""Logs: one structured line for each happening, with allowed fields, and without secrets.

What users wrote and what providers sent never becomes a field of its own above DEBUG; what slips into an
error's text passes the redaction like everything else, since that is done on the finished line.
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
NOISY: Final = ("aiohttp", "aiosqlite", "asyncio", "httpcore", "httpx", "slack_bolt", "slack_sdk", "urllib3")

_OURS: Final = frozenset({"event", "level", "timestamp", "logger", "exc_info", "exception", "stack_info"})
_CONTROL: Final = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
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
    structlog.configure(
        processors=[
            *_prepare(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(json, tuple(filter(None, secrets))))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))


def _prepare() -> Sequence[Processor]:
    """What is done to a line before it is drawn, whoever wrote it."""
    return (
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _allowed,
        structlog.processors.format_exc_info,
        _inert,
    )


def _formatter(json: bool, secrets: Sequence[str]) -> logging.Formatter:
    draw: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback, sort_keys=False
        )
    )
    return _Redacting(
        secrets,
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *_prepare()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, draw],
    )


class _Redacting(structlog.stdlib.ProcessorFormatter):
    """Takes secrets out of the finished line, so that no field and no traceback goes round it."""

    def __init__(
        self,
        secrets: Sequence[str],
        *,
        foreign_pre_chain: Sequence[Processor],
        processors: Sequence[Processor],
    ) -> None:
        super().__init__(foreign_pre_chain=foreign_pre_chain, processors=processors)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)


def _allowed(_: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Drop every field that is not on the list."""
    fields = _OURS | FIELDS | DEBUG_FIELDS if method == "debug" else _OURS | FIELDS
    return {name: value for name, value in line.items() if name in fields or name in _INTERNAL}


def _inert(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Cut what is long, and make control characters visible: a value must not forge another line."""
    return {
        name: value if name in _INTERNAL or name == "exception" else _calm(value)
        for name, value in line.items()
    }


def _calm(value: object) -> object:
    if isinstance(value, int | float | bool | None):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_calm(item) for item in value]
    text = str(value).translate(_CONTROL)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
