"""Envelopes: every answer has HTTP status 200, a code and a message; success is the code 1000.

https://docs.akool.com/ai-tools-suite/error-code
"""

from typing import Final

from aiohttp import web

SUCCESS: Final = 1000
PARAMETER: Final = 1003
TOO_FREQUENT: Final = 1005
NOT_THERE: Final = 1008
NOT_OPERABLE: Final = 1010
TOKEN_EXPIRED: Final = 1101
TOKEN_EMPTY: Final = 1102
NO_CREDIT: Final = 1104
NO_ACCOUNT: Final = 1109
NEEDS_PLAN: Final = 1213


class Refusal(Exception):
    """A call that is answered with an error code, and does nothing."""

    def __init__(self, code: int, msg: str) -> None:
        super().__init__(f"{code} {msg}")
        self.code = code
        self.msg = msg

    def response(self) -> web.Response:
        return web.json_response({"code": self.code, "msg": self.msg})


def success(data: object, msg: str = "OK") -> web.Response:
    return web.json_response({"code": SUCCESS, "msg": msg, "data": data})


def wrong(text: str) -> Refusal:
    """A parameter is missing or not what it should be."""
    return Refusal(PARAMETER, f"Parameter error: {text}")
