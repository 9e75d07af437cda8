"""Windows, App Home, and answers by response_url."""

import pytest
from aiohttp import web

from bot.domain.task import Ts, UserId
from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.slack import OpenView, Slack, Trouble, trouble
from bot.slack.windows import View
from tests.slack.conftest import ScriptedSlack

VIEW: View = {"type": "modal", "title": {"type": "plain_text", "text": "Loading"}, "blocks": []}


async def test_a_window_is_opened_and_filled_while_nobody_else_changed_it(
    slack: Slack, server: ScriptedSlack
) -> None:
    server.answer("views.open", view={"id": "V1", "hash": "h1"})
    server.answer("views.update", view={"id": "V1", "hash": "h2"})

    opened = await slack.open_view("1.2.abc", VIEW)
    filled = await slack.update_view(opened.id, VIEW, hash=opened.hash)

    assert filled == OpenView(id="V1", hash="h2")
    assert server.said("views.open") == [{"trigger_id": "1.2.abc", "view": VIEW}]
    assert server.said("views.update") == [{"view_id": "V1", "view": VIEW, "hash": "h1"}]


async def test_a_window_is_laid_on_another(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("views.push", view={"id": "V2", "hash": "h"})

    assert (await slack.push_view("1.2.abc", VIEW)).id == "V2"


async def test_app_home_is_published_for_one_person(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("views.publish", view={"id": "V3", "hash": "h"})

    await slack.publish_home(UserId("U1"), {"type": "home", "blocks": []})

    assert server.said("views.publish")[0]["user_id"] == "U1"


async def test_a_trigger_that_ran_out_came_too_late(slack: Slack, server: ScriptedSlack) -> None:
    server.refuse("views.open", "expired_trigger_id")

    with pytest.raises(SlackError) as caught:
        await slack.open_view("1.2.abc", VIEW)

    assert trouble(caught.value) is Trouble.TOO_LATE


async def test_a_private_answer_is_new_and_in_the_thread(slack: Slack, server: ScriptedSlack) -> None:
    server.raw("answer", lambda: web.Response(text="ok"))

    await slack.respond(server.api_url + "answer", "too late", [], thread_ts=Ts("1.1"))

    assert server.said("answer") == [
        {
            "response_type": "ephemeral",
            "text": "too late",
            "blocks": [],
            "replace_original": False,
            "delete_original": False,
            "thread_ts": "1.1",
        }
    ]
    assert "Authorization" not in server.calls[0].headers


@pytest.mark.parametrize("word", ["used_url", "expired_url"])
async def test_a_response_url_that_is_used_up_came_too_late(
    slack: Slack, server: ScriptedSlack, word: str
) -> None:
    server.raw("answer", lambda: web.Response(status=404, text=word))

    with pytest.raises(SlackError, match=word) as caught:
        await slack.respond(server.api_url + "answer", "x", [])

    assert trouble(caught.value) is Trouble.TOO_LATE


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        (web.Response(status=429, headers={"Retry-After": "2"}), SlackBusy),
        (web.Response(status=500), SlackUnsure),
        (web.Response(text='{"ok": false, "error": "invalid_blocks"}'), SlackError),
        (web.Response(status=403), SlackError),
    ],
)
async def test_a_refused_private_answer_says_why(
    slack: Slack, server: ScriptedSlack, response: web.Response, fault: type[SlackError]
) -> None:
    server.raw("answer", lambda: response)

    with pytest.raises(SlackError) as caught:
        await slack.respond(server.api_url + "answer", "x", [])

    assert type(caught.value) is fault


async def test_a_private_answer_to_nobody_was_not_given(slack: Slack) -> None:
    with pytest.raises(SlackDown):
        await slack.respond("http://127.0.0.1:1/answer", "x", [])
