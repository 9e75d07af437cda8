"""Answers that say no, in the envelope of the release that was called.

https://developers.heygen.com/docs/error-codes for v3, https://docs.heygen.com/reference/errors for v1 and v2.
"""

from typing import Final

from aiohttp import web

DOCS: Final = "https://developers.heygen.com/docs/error-codes"

NUMBERS: Final = {
    "unauthorized": (400112, 401),
    "invalid_parameter": (400175, 400),
    "missing_parameter": (40001, 400),
    "not_found": (40031, 400),
    "avatar_not_found": (400144, 400),
    "photo_not_found": (400174, 400),
    "voice_not_found": (400116, 400),
    "invalid_text": (40039, 400),
    "insufficient_credit": (900001, 400),
    "rate_limit_exceeded": (400123, 429),
    "concurrent_limit": (10007, 429),
    "trial_video_limit_exceeded": (400664, 429),
    "internal_error": (500, 500),
}
"""v1's number of an error and the status it comes with. The statuses are not documented."""

STATUSES: Final = {
    "unauthorized": 401,
    "insufficient_credit": 402,
    "forbidden": 403,
    "not_found": 404,
    "request_in_progress": 409,
    "idempotency_key_reused": 409,
    "rate_limit_exceeded": 429,
    "trial_video_limit_exceeded": 429,
    "internal_error": 500,
}


class Refusal(Exception):
    """A call that is refused and does nothing. `param` is the field that is to blame."""

    def __init__(self, code: str, message: str, *, param: str = "", wait: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.param = param
        self.wait = wait

    def response(self, path: str) -> web.Response:
        """In the envelope that calls of this path are answered in."""
        headers = {} if self.wait is None else {"Retry-After": str(self.wait)}
        if "/v3/" in path:
            return web.json_response(self._named(), status=STATUSES.get(self.code, 400), headers=headers)
        number, status = NUMBERS.get(self.code, (400175, 400))
        if "/v2/" in path:
            body: dict[str, object] = {"data": None, "error": {"code": self.code, "message": self.message}}
        else:
            body = {"code": number, "data": None, "message": self.message}
        return web.json_response(body, status=status, headers=headers)

    def _named(self) -> dict[str, object]:
        error: dict[str, object] = {"code": self.code, "message": self.message}
        if self.param:
            error["param"] = self.param
        error["doc_url"] = f"{DOCS}#{self.code.replace('_', '-')}"
        return {"error": error}


def invalid(param: str, message: str) -> Refusal:
    return Refusal("invalid_parameter", message, param=param)
