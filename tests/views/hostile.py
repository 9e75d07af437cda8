"""Texts that people and providers might send to break a message, and tasks that are full of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from bot.domain.generation import Generation, JobId, Kind
from bot.domain.task import Media, Shown, Status, Task, TaskId, Ts
from bot.views import text
from tests.domain.examples import ANN, BEN, NOW, PICTURE
from tests.domain.examples import task as example

PIECES = (
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S0TEAM0001|team>",
    "<@U0EVIL0001>",
    "<@U0EVIL0001|ann>",
    "<#C0EVIL0001>",
    "<https://evil.example|your result>",
    "https://evil.example/a|b",
    "&lt;!channel&gt;",
    "&amp;lt;@U0EVIL0001&amp;gt;",
    "@channel",
    "@\u200bhere",
    "<!da\u200dte^1^{time}|x>",
    "<\u202e@U0EVIL0001>",
    "@EVERYONE",
    "*bold* _it_ ~gone~ `code` ```block```",
    "\n\n> quote\n• list",
    "“”",
    "\u202eRTL\u202c",
    "\u2066\u2069\u200b\u200d\ufeff\u00ad",
    "مرحبا بالعالم",
    "\x00\x07\x1b[31m\x7f\x85",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\ud800",
    "&<>" * 40,
    "very long " * 500,
    "\t \r\n",
    ":tada:",
)

_all_of_it = st.integers(0, len(PIECES) - 1).map(lambda start: "".join([*PIECES[start:], *PIECES[:start]]))
texts = _all_of_it | st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=8).map("".join)
"""Anything: empty, blank, hostile, thousands of characters."""

short_texts = texts.map(lambda words: words[:400])
_reasons = short_texts | texts.map(lambda words: text.provider_refused("Creatify", words))


@st.composite
def generations(draw: st.DrawFn, kind: Kind) -> Generation:
    image_call, video_call = draw(
        st.sampled_from([("gen_image", "gen_video"), ("regen_image", "regen_video")])
    )
    inputs = {
        "prompt": draw(texts),
        "product_url": "https://shop.example/" + draw(short_texts),
        "video_prompt": draw(short_texts),
        "motion_style": draw(st.sampled_from(["", "talking", "display"])),
        "avatar_name": draw(short_texts),
    }
    call = image_call if kind is Kind.IMAGE else video_call
    return Generation(provider="creatify", call=call, kind=kind, inputs=inputs, source_job=JobId("job-1"))


@st.composite
def tasks(draw: st.DrawFn, *, task_id: str = "GL-7K3Q", parent: str | None = None) -> Task:
    """A task in any state, with whatever words in it."""
    status = draw(st.sampled_from(list(Status)))
    kind = draw(st.sampled_from([Kind.IMAGE, Kind.VIDEO]))
    return replace(
        example(status),
        id=TaskId(task_id),
        lineage=TaskId("GL-7K3Q"),
        parent=TaskId(parent) if parent else None,
        version=draw(st.integers(0, 10_000)),
        generation=draw(generations(kind)),
        estimate=Decimal(draw(st.integers(1, 400))) / 4,
        cost=draw(st.none() | st.just(Decimal("2.50"))),
        reason=ours(draw(short_texts)) if status is Status.REFUSED else draw(_reasons),
        asked_by=draw(st.none() | st.just(BEN)),
        asked_change=draw(short_texts),
        decided_by=draw(st.none() | st.just(BEN)),
        decided_at=draw(st.none() | st.just(NOW)),
        finished_at=draw(st.none() | st.just(NOW)),
        submitted_at=draw(st.none() | st.just(NOW - timedelta(seconds=20))),
        job_id=draw(st.none() | st.just(JobId("job-1"))),
        leftovers=draw(short_texts),
        needs_person=draw(st.booleans()),
        looks=draw(st.integers(0, 4)),
        resends=draw(st.integers(0, 1)),
        follow_up=draw(st.none() | st.just(Kind.VIDEO)),
        media=draw(st.none() | st.just(PICTURE) | st.just(_film())),
        shown=draw(
            st.sampled_from(
                [Shown(), Shown(status_ts=Ts("1.1")), Shown(status_ts=Ts("1.1"), result_ts=Ts("1.2"))]
            )
        ),
        reply_to="https://hooks.slack.example/1",
    )


def in_every_state(task: Task) -> Iterator[Task]:
    """The same words in each state. What refuses a task is always a sentence of ours."""
    for status in Status:
        reason = ours(task.reason[:400]) if status is Status.REFUSED else task.reason
        yield replace(task, status=status, reason=reason)


@st.composite
def lineages(draw: st.DrawFn) -> Sequence[Task]:
    """A thread of up to 30 tasks; which grew out of which is left to chance."""
    count = draw(st.integers(1, 4) | st.integers(5, 30))
    names = [
        "GL-7K3Q",
        *(f"GL-T{number:03}".translate({ord("0"): "X", ord("1"): "Y"}) for number in range(1, count)),
    ]
    made = [draw(tasks())]
    few = [draw(tasks(task_id=name, parent=draw(st.sampled_from(names)))) for name in names[1:4]]
    many = [replace(made[0], id=TaskId(name), parent=TaskId("GL-7K3Q")) for name in names[4:]]
    return [*made, *few, *many]


def ours(words: str) -> str:
    """A sentence of ours that quotes foreign words and names a person."""
    return f"Only <@{ANN}> can do that. {text.provider_refused('Slack', words)} {text.missing_scope(words)}"


def _film() -> Media:
    return Media(path="a.mp4", sha256="0" * 64, size=10, mime="video/mp4", slack_file="F0FILM0001")
