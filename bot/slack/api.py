"""The one object through which the rest of the bot speaks to Slack."""

import time
from collections.abc import Callable, Mapping
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.domain.generation import Json
from bot.domain.task import TeamId, Ts
from bot.errors import SlackBusy, SlackError, SlackUnsure
from bot.slack.files import FileCalls
from bot.slack.messages import Blocks, MessageCalls
from bot.slack.rooms import RoomCalls
from bot.slack.windows import WindowCalls
from bot.slack.wire import Wire, retry_after
from storage.store import Turns

RESPOND: Final = "response_url"


class Slack(MessageCalls, WindowCalls, FileCalls, RoomCalls):
    """Slack's Web API in the words of the bot, paced and with its failures told apart.

    Nothing is repeated here. SlackError says that Slack refused, SlackBusy how long to wait, SlackDown
    that it was surely not done or is harmless to repeat, SlackUnsure that it may have been done.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        clock: Clock,
        turns: Turns | None = None,
        ticks: Callable[[], float] = time.monotonic,
        may_act: Callable[[], bool] = lambda: True,
    ) -> None:
        """`turns` are those of several processes that share the token. `ticks` counts the seconds of Slack's
        pace for one process alone. `may_act`: whether this process may say what must not be said twice."""
        self._wire = Wire(client, clock=clock, turns=turns, ticks=ticks, may_act=may_act)
        self._home: TeamId | None = None

    def count_with(self, ended: Callable[[str, str], None]) -> None:
        """Let `ended` hear of every call by its method and how it ended."""
        self._wire.ended = ended

    async def respond(
        self,
        response_url: str,
        text: str,
        blocks: Blocks,
        *,
        thread_ts: Ts | None = None,
        replace: bool = False,
        delete_original: bool = False,
    ) -> None:
        """Answer one person in private; good for five answers within 30 minutes.

        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        body: dict[str, Json] = {
            "response_type": "ephemeral",
            "text": text,
            "blocks": [dict(block) for block in blocks],
            "replace_original": replace,
            "delete_original": delete_original,
        }
        if thread_ts is not None:
            body["thread_ts"] = thread_ts
        await self._answer(response_url, body)

    async def _answer(self, response_url: str, body: Mapping[str, Json]) -> None:
        async with (
            self._wire.judged(RESPOND, marks=True),
            self._wire.session.post(response_url, json=body, allow_redirects=False) as answer,
        ):
            if answer.status == 429:
                raise SlackBusy(RESPOND, retry_after(answer.headers))
            _check_response(answer.status, (await answer.text())[:200])


def _check_response(status: int, said: str) -> None:
    """A response_url says `ok`, a bare error word, or a JSON object with `ok` false."""
    if status >= 500:
        raise SlackUnsure(RESPOND, f"http_{status}")
    if status == 404:
        raise SlackError(RESPOND, said if said in ("used_url", "expired_url") else "expired_url")
    if status != 200 or '"ok":false' in said.replace(" ", ""):
        raise SlackError(RESPOND, "invalid_blocks" if "invalid_blocks" in said else f"http_{status}", said)
