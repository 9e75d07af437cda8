"""The part of the control API in which people do things: /sandbox/people/{user}/…"""

from aiohttp import web

from bot.sandbox.control import answering, body_of
from bot.sandbox.slack.people import clicks, commands, forms, shortcuts, talk
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.wire import Json


class PeopleRoutes:
    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def routes(self) -> list[web.RouteDef]:
        base = "/sandbox/people/{user}"
        view = f"{base}/views/{{view}}"
        return [
            web.post(f"{base}/command", answering(self.command)),
            web.post(f"{base}/message", answering(self.message)),
            web.post(f"{base}/delete", answering(self.delete)),
            web.post(f"{base}/react", answering(self.react)),
            web.post(f"{base}/click", answering(self.click)),
            web.post(f"{base}/shortcut", answering(self.shortcut)),
            web.post(f"{base}/options", answering(self.options)),
            web.post(f"{base}/home", answering(self.home)),
            web.post(f"{view}/submit", answering(self.submit)),
            web.post(f"{view}/close", answering(self.close)),
            web.post(f"{view}/action", answering(self.action)),
        ]

    async def command(self, request: web.Request) -> Json:
        given = await body_of(request)
        return await commands.command(
            self._slack, _user(request), _text(given, "channel"), _text(given, "text")
        )

    async def message(self, request: web.Request) -> Json:
        given = await body_of(request)
        return await talk.write(
            self._slack,
            _user(request),
            _text(given, "channel"),
            _text(given, "text"),
            thread_ts=_text(given, "thread_ts") or None,
            files=given.get("files"),
        )

    async def delete(self, request: web.Request) -> Json:
        given = await body_of(request)
        return await talk.delete(self._slack, _user(request), _text(given, "channel"), _text(given, "ts"))

    async def react(self, request: web.Request) -> Json:
        given = await body_of(request)
        what = _text(given, "channel"), _text(given, "ts"), _text(given, "name")
        return await talk.react(self._slack, _user(request), *what)

    async def click(self, request: web.Request) -> Json:
        given = await body_of(request)
        where = _text(given, "channel"), _text(given, "ts")
        what = _text(given, "action_id"), _text(given, "block_id")
        return await clicks.click(self._slack, _user(request), *where, *what, given)

    async def shortcut(self, request: web.Request) -> Json:
        given = await body_of(request)
        where = _text(given, "channel"), _text(given, "message_ts")
        return await shortcuts.shortcut(self._slack, _user(request), _text(given, "callback_id"), *where)

    async def options(self, request: web.Request) -> Json:
        given = await body_of(request)
        return await clicks.options(
            self._slack,
            _user(request),
            _text(given, "action_id"),
            _text(given, "block_id"),
            _text(given, "value"),
            view_id=_text(given, "view_id"),
            channel=_text(given, "channel"),
            ts=_text(given, "ts"),
        )

    async def home(self, request: web.Request) -> Json:
        return await shortcuts.open_home(self._slack, _user(request))

    async def submit(self, request: web.Request) -> Json:
        values = (await body_of(request)).get("values")
        typed = values if isinstance(values, dict) else {}
        return await forms.submit(self._slack, _user(request), request.match_info["view"], typed)

    async def close(self, request: web.Request) -> Json:
        whole = bool((await body_of(request)).get("all"))
        return await forms.close(self._slack, _user(request), request.match_info["view"], whole_stack=whole)

    async def action(self, request: web.Request) -> Json:
        given = await body_of(request)
        what = _text(given, "action_id"), _text(given, "block_id")
        return await clicks.act_in_view(self._slack, _user(request), request.match_info["view"], *what, given)


def _user(request: web.Request) -> str:
    return request.match_info["user"]


def _text(given: Json, name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""
