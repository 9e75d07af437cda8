"""Answers that say no, in the shapes of Django REST framework, whose marks Creatify's schema bears.

Creatify documents no errors of its own
(https://docs.creatify.ai/api-documentation/product-to-video/product-to-video).
"""

from collections.abc import Mapping

from aiohttp import web


class Refusal(Exception):
    """A call that is answered with a status and a JSON body, and does nothing."""

    def __init__(self, status: int, body: Mapping[str, object], **headers: str) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def response(self) -> web.Response:
        return web.json_response(self.body, status=self.status, headers=self.headers)


def detail(status: int, text: str, **headers: str) -> Refusal:
    return Refusal(status, {"detail": text}, **headers)


def not_found() -> Refusal:
    return detail(404, "Not found.")


def throttled(seconds: int | None) -> Refusal:
    """Too many calls, with or without a hint when to come back."""
    text = "Request was throttled."
    if seconds is None:
        return detail(429, text)
    return detail(429, f"{text} Expected available in {seconds} seconds.", Retry_After=str(seconds))
