from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given

from bot.domain.task import ChannelId, Status, TaskId, UserId
from bot.errors import PersonError
from bot.views.commands import (
    CancelTask,
    Help,
    OpenSettings,
    ShowBalance,
    ShowTask,
    Wish,
    read_greenlight,
    read_inline,
    read_script,
)
from bot.views.filters import ListTasks
from tests.domain.examples import NOW
from tests.views.hostile import texts

URL = "https://shop.example/bag.jpg"


@pytest.mark.parametrize(
    "typed",
    [
        f"{URL} clean background",
        f"<{URL}> clean background",
        f"<{URL}|shop.example/bag.jpg> clean background",
        f"“{URL}” “clean background”",
        f'{URL} "clean background"',
        f"clean background {URL}",
        f"clean <{URL}|bag> background",
        f"  {URL}\n clean   background ",
        f"{URL} \u2018clean background\u2019",
    ],
)
def test_arguments_are_read_however_slack_and_phones_spell_them(typed: str) -> None:
    inline = read_inline(typed)
    assert (inline.url, inline.prompt, inline.wants_form) == (URL, "clean background", False)


@pytest.mark.parametrize(
    ("typed", "prompt", "preset", "ratio"),
    [
        (f"{URL} preset:Spring on marble", "on marble", "Spring", ""),
        (f"preset:“Spring sale” {URL} on marble ratio:9:16", "on marble", "Spring sale", "9:16"),
        (f'{URL} on marble PRESET:"Spring"', "on marble", "Spring", ""),
        (f"{URL} a preset: nothing, ratio:golden", "a preset: nothing, ratio:golden", "", ""),
        (f"{URL} no-preset:Spring", "no-preset:Spring", "", ""),
    ],
)
def test_a_preset_and_a_ratio_are_named_anywhere_in_an_order(
    typed: str, prompt: str, preset: str, ratio: str
) -> None:
    inline = read_inline(typed, takes_ratio=True)
    assert (inline.prompt, inline.preset, inline.aspect_ratio) == (prompt, preset, ratio)


@pytest.mark.parametrize(
    ("typed", "script", "preset", "ratio"),
    [
        ("preset:Spring ratio:9:16 Meet the bag.", "Meet the bag.", "Spring", "9:16"),
        ("Say preset:Spring and ratio:9:16.", "Say preset:Spring and ratio:9:16.", "", ""),
        ("“Meet the bag.”", "Meet the bag.", "", ""),
    ],
)
def test_before_a_script_they_are_chosen_and_in_it_they_are_spoken(
    typed: str, script: str, preset: str, ratio: str
) -> None:
    inline = read_script(typed)
    assert (inline.prompt, inline.preset, inline.aspect_ratio) == (script, preset, ratio)


@pytest.mark.parametrize("typed", ["", "   ", "…", "...", " ....", "<>…"])
def test_nothing_or_an_ellipsis_wants_the_form(typed: str) -> None:
    assert read_inline(typed).wants_form


@pytest.mark.parametrize("end", ["…", "...", " …", " ... "])
def test_what_stands_before_the_ellipsis_is_kept_for_the_form(end: str) -> None:
    inline = read_inline(f"{URL} clean background{end}")
    assert (inline.url, inline.prompt, inline.wants_form) == (URL, "clean background", True)


def test_a_link_alone_is_an_order() -> None:
    inline = read_inline(URL)
    assert (inline.url, inline.prompt, inline.wants_form) == (URL, "", False)


def test_an_order_without_a_link_is_refused_with_an_example() -> None:
    with pytest.raises(PersonError, match=r"https://shop\.example"):
        read_inline("clean background")


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("", Help()),
        ("help", Help()),
        ("HELP me", Help()),
        ("tasks", ListTasks()),
        ("tasks mine", ListTasks(mine=True)),
        (
            "tasks <@U0BEN00001|ben> failed",
            ListTasks(person=UserId("U0BEN00001"), statuses=frozenset({Status.FAILED})),
        ),
        ("tasks <#C0STUDIO01|studio>", ListTasks(channel=ChannelId("C0STUDIO01"))),
        ("tasks Awaiting_Approval", ListTasks(statuses=frozenset({Status.AWAITING_APPROVAL}))),
        ("tasks stuck", ListTasks(statuses=frozenset({Status.UNKNOWN, Status.STALLED, Status.UNDELIVERED}))),
        ("show gl7k3q", ShowTask(task=TaskId("GL-7K3Q"))),
        ("cancel GL-7K3Q", CancelTask(task=TaskId("GL-7K3Q"))),
        ("settings", OpenSettings()),
        ("balance", ShowBalance()),
    ],
)
def test_greenlight_understands(typed: str, wish: Wish) -> None:
    assert read_greenlight(typed, now=NOW) == wish


@pytest.mark.parametrize("typed", ["tusks", "tasks status:somehow", "tasks @nobody", "tasks since:soon"])
def test_what_is_not_understood_leads_to_the_help_with_a_hint(typed: str) -> None:
    wish = read_greenlight(typed, now=NOW)
    assert isinstance(wish, Help)
    assert wish.hint


def test_show_without_an_id_is_refused_in_words() -> None:
    with pytest.raises(PersonError, match="GL-7K3Q"):
        read_greenlight("show", now=NOW)


@given(texts)
def test_whatever_is_typed_is_read_or_refused_in_words(typed: str) -> None:
    for read in (read_inline, partial(read_greenlight, now=NOW)):
        with suppress(PersonError):
            read(typed)
