from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.batch import Batch, BatchRow
from bot.domain.pricing import PriceList
from bot.domain.task import BatchId, Status, TaskId
from bot.errors import PersonError
from bot.views import forms
from bot.views.batch import batch_message, batch_over, is_over, row_message
from bot.views.forms import Column, Metadata, What
from tests.domain.examples import ANN, CHANNEL, NOW, TEAM, image, task
from tests.hunting import count
from tests.views.hostile import texts
from tests.views.reading import faults_in, faults_in_view

PRICES = PriceList()


def batch(good: int, bad: int = 0) -> Batch:
    wish = replace(image(), inputs={"prompt": "<!channel> *x* " * 40})
    rows = [BatchRow(number=n, wish=wish) for n in range(1, good + 1)]
    rows += [BatchRow(number=good + n, fault="<@U1> no " * 90) for n in range(1, bad + 1)]
    return Batch(
        id=BatchId("V1"),
        team=TEAM,
        channel=CHANNEL,
        person=ANN,
        made_at=NOW,
        rows=tuple(rows),
    )


@pytest.mark.parametrize(("good", "bad"), [(0, 500), (1, 0), (500, 0), (400, 100)])
def test_every_message_and_window_of_a_batch_of_any_size_is_one_that_slack_takes(good: int, bad: int) -> None:
    it = batch(good, bad)
    states = list(Status)
    rows = [
        task(states[n % len(states)], id=TaskId(f"GL-{2222 + n}"), batch=it.id, batch_row=n)
        for n in range(1, good + 1)
    ]

    assert not faults_in(batch_message(it, rows, prices=PRICES))
    assert not faults_in(batch_over(it, rows, prices=PRICES))
    assert not faults_in_view(forms.batch_outcome(it, Metadata(channel=CHANNEL), prices=PRICES))
    assert not faults_in_view(forms.batch_form(Metadata(channel=CHANNEL)))
    assert not [found for row in rows[:17] for found in faults_in(row_message(row, "failed", []))]


def test_a_row_that_was_tried_again_stands_where_its_last_try_stands() -> None:
    it = batch(1)
    failed = task(Status.FAILED, batch=it.id, batch_row=1)
    again = task(Status.RENDERING, id=TaskId("GL-9999"), batch=it.id, batch_row=1)

    assert is_over(it, [failed])
    assert not is_over(it, [failed, again])
    assert "GL-9999" in batch_message(it, [failed, again], prices=PRICES).text


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_as_spreadsheets_write_it(separator: str) -> None:
    lines = [
        ("Prompt", "Image URL", "What", "colour"),
        ('"red, or; blue"', "https://a.example/b", "VIDEO", "x"),
    ]
    content = "\ufeff" + "\r\n".join(separator.join(line) for line in lines) + f"\r\n{separator * 3}\r\n"

    (row,) = forms.read_table(content)

    assert row.number == 1
    assert row.cells == {
        Column.PROMPT: "red, or; blue",
        Column.IMAGE_URL: "https://a.example/b",
        Column.WHAT: "VIDEO",
    }
    assert row.what is What.VIDEO


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "heading"),
        ("prompt\nx", "image_url"),
        ("image_url\n", "no row"),
        ("image_url\n" + "x\n" * 501, "at most 500"),
        ('image_url\n"unclosed', "cannot read"),
    ],
)
def test_what_is_no_table_is_said(content: str, why: str) -> None:
    with pytest.raises(PersonError, match=why):
        forms.read_table(content)


@settings(max_examples=count(300), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet='image_url,script;\t"\n\r\x00 é', max_size=200) | texts)
def test_whatever_was_pasted_is_a_table_or_said_to_be_none(content: str) -> None:
    for pasted in (content, f"image_url,what,script\n{content}"):
        with suppress(PersonError):
            rows = forms.read_table(pasted)
            assert 0 < len(rows) <= 500
            assert all(cell == cell.strip() != "" for row in rows for cell in row.cells.values())
