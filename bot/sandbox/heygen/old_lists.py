"""What v1 and v2 list: avatars, photos, voices, and whose account it is.

Their two envelopes differ: v1 has a `code` of 100, v2 an `error` of null.
https://docs.heygen.com/reference/list-avatars-v2
"""

from aiohttp import web

from bot.sandbox.heygen.cast import Cast
from bot.sandbox.heygen.ledger import Ledger
from bot.sandbox.heygen.refusals import Refusal


class OldLists:
    """Handlers of one account."""

    def __init__(self, cast: Cast, books: Ledger) -> None:
        self._cast = cast
        self._books = books

    async def avatars(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler's shape
        return _new_answer(self._cast.old_avatars())

    async def details(self, request: web.Request) -> web.Response:
        """Raises Refusal."""
        look = self._cast.old_look(request.match_info["id"])
        if look is None:
            raise Refusal("not_found", "Avatar not found.")
        return _new_answer(look)

    async def groups(self, request: web.Request) -> web.Response:
        """Only with `include_public` is there any: this account has none of its own."""
        groups = self._cast.old_groups() if request.query.get("include_public") == "true" else []
        return _new_answer({"total_count": len(groups), "avatar_group_list": groups})

    async def group(self, request: web.Request) -> web.Response:
        return _new_answer({"avatar_list": self._cast.old_looks(request.match_info["id"])})

    async def voices(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        return _new_answer({"voices": self._cast.old_voices()})

    async def oldest_voices(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        return old_answer({"list": self._cast.old_voices()})

    async def oldest_avatars(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        return old_answer({"avatars": self._cast.old_looks()})

    async def photos(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        return old_answer({"list": self._cast.old_avatars()["talking_photos"]})

    async def quota(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        """https://docs.heygen.com/reference/get-remaining-quota-v2 counts sixty to a credit."""
        left = int(self._books.credits * 60)
        others = ("streaming_avatar", "streaming_avatar_instance_quota", "seat")
        return _new_answer({"remaining_quota": left, "details": {"api": left, **dict.fromkeys(others, 0)}})

    async def me(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        return old_answer({"username": "acorn", "email": "team@acorn.example"})


def old_answer(data: object) -> web.Response:
    return web.json_response({"code": 100, "data": data, "message": "Success"})


def _new_answer(data: object) -> web.Response:
    return web.json_response({"error": None, "data": data})
