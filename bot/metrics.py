"""What the bot counts, in Prometheus' text format.

Labels hold words of ours alone, never an id or a person, so that the number of series stays small.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from bot.domain.task import Status

JOB_SECONDS: Final = (5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 2400, 3600)
"""From a picture made at once to a video that is nearly given up."""

_OPEN: Final = tuple(status for status in Status if status.is_open)


class Metrics:
    """One for each bot, on a registry of its own: two bots in one process do not add up."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._tasks = self._counter("tasks", "Tasks that came to a state", "provider", "status")
        self._provider = self._counter(
            "provider_calls", "Calls to providers by how they ended", "provider", "call", "outcome"
        )
        self._slack = self._counter(
            "slack_calls", "Calls to Slack by method and how they ended", "method", "outcome"
        )
        self._webhooks = self._counter(
            "webhooks", "Webhooks by provider and how they were answered", "provider", "outcome"
        )
        self._effects = self._counter("effects", "Effects that came to an end", "effect", "outcome")
        self._waiting = self._gauge("outbox_waiting", "Effects that are due and not yet carried out")
        self._oldest = self._gauge("outbox_oldest_seconds", "How long the oldest of them has been due")
        self._open = self._gauge("open_tasks", "Tasks that are not at their end", "status")
        self._jobs = Histogram(
            "greenlight_job_seconds",
            "From sending a job to its result",
            ("provider", "call"),
            buckets=JOB_SECONDS,
            registry=self._registry,
        )

    def task(self, provider: str, status: Status) -> None:
        """A task came to `status`."""
        self._tasks.labels(provider, status.value).inc()

    def provider_call(self, provider: str, call: str, outcome: str) -> None:
        """A call ended; `outcome` is a word such as "accepted" or the name of an error class."""
        self._provider.labels(provider, call, outcome).inc()

    def slack_call(self, method: str, outcome: str) -> None:
        """A Web API call ended; `outcome` is "ok" or Slack's own error word."""
        self._slack.labels(method, outcome).inc()

    def webhook(self, provider: str, outcome: str) -> None:
        """A provider called us; `provider` must be one of ours or "unknown", never what the caller wrote."""
        self._webhooks.labels(provider, outcome).inc()

    def effect(self, name: str, outcome: str) -> None:
        """An effect ended as "done" or "given_up"."""
        self._effects.labels(name, outcome).inc()

    def job_finished(self, provider: str, call: str, took: timedelta) -> None:
        """A job brought its result; `took` counts from the moment it was sent."""
        self._jobs.labels(provider, call).observe(took.total_seconds())

    def outbox(self, *, waiting: int, oldest: timedelta) -> None:
        """How much is due now, and for how long the oldest has been."""
        self._waiting.set(waiting)
        self._oldest.set(max(oldest, timedelta()).total_seconds())

    def open_tasks(self, counts: Mapping[Status, int]) -> None:
        """How many tasks are in each open state; a state that is not named has none."""
        for status in _OPEN:
            self._open.labels(status.value).set(counts.get(status, 0))

    def render(self) -> tuple[bytes, str]:
        """The page for a scraper, and its content type.

        https://prometheus.io/docs/instrumenting/exposition_formats/
        """
        return generate_latest(self._registry), CONTENT_TYPE_LATEST

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"greenlight_{name}", meaning, labels, registry=self._registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"greenlight_{name}", meaning, labels, registry=self._registry)
