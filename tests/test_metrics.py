"""The figures for a scraper."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.task import Status
from bot.metrics import Metrics


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Every sample under its name and the values of its labels."""
    page, _ = metrics.render()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def test_what_happens_is_counted_under_its_labels() -> None:
    metrics = Metrics()

    metrics.task("creatify", Status.DELIVERED)
    metrics.provider_call("creatify", "gen_image", "accepted")
    metrics.provider_call("creatify", "gen_image", "accepted")
    metrics.slack_call("chat.postMessage", "ratelimited")
    metrics.webhook("creatify", "200")
    metrics.effect("SubmitJob", "done")

    found = samples(metrics)
    assert found["greenlight_tasks_total", "creatify", "delivered"] == 1
    assert found["greenlight_provider_calls_total", "gen_image", "accepted", "creatify"] == 2
    assert found["greenlight_slack_calls_total", "chat.postMessage", "ratelimited"] == 1
    assert found["greenlight_webhooks_total", "200", "creatify"] == 1
    assert found["greenlight_effects_total", "SubmitJob", "done"] == 1


def test_the_outbox_is_shown_as_it_is_now() -> None:
    metrics = Metrics()

    metrics.outbox(waiting=7, oldest=timedelta(minutes=2))
    metrics.outbox(waiting=3, oldest=timedelta(seconds=-1))

    found = samples(metrics)
    assert found[("greenlight_outbox_waiting",)] == 3
    assert found[("greenlight_outbox_oldest_seconds",)] == 0


def test_a_state_that_has_no_open_task_any_more_falls_back_to_zero() -> None:
    metrics = Metrics()

    metrics.open_tasks({Status.RENDERING: 4})
    metrics.open_tasks({Status.QUEUED: 1})

    found = samples(metrics)
    assert found["greenlight_open_tasks", "rendering"] == 0
    assert found["greenlight_open_tasks", "queued"] == 1


@pytest.mark.parametrize(("seconds", "below_45"), [(44, 1), (46, 0)])
def test_how_long_jobs_take_falls_into_buckets(seconds: int, below_45: int) -> None:
    metrics = Metrics()

    metrics.job_finished("creatify", "gen_image", timedelta(seconds=seconds))

    found = samples(metrics)
    buckets = {key: value for key, value in found.items() if key[0].endswith("_bucket") and "45.0" in key}
    assert list(buckets.values()) == [below_45]
    assert found["greenlight_job_seconds_sum", "gen_image", "creatify"] == seconds


def test_two_bots_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.effect("DrawStatus", "done")

    assert ("greenlight_effects_total", "DrawStatus", "done") not in samples(other)


def test_the_page_says_what_it_is() -> None:
    page, content_type = Metrics().render()

    assert content_type.startswith("text/plain; version=")
    assert b"# HELP greenlight_outbox_waiting " in page
