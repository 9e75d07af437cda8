"""The effects on offer, and the picture that each is shown with.

https://docs.akool.com/ai-tools-suite/image2video/get-effects
"""

from typing import Final
from uuid import NAMESPACE_URL, uuid5

from aiohttp import web

from bot.sandbox.akool.answers import NOT_THERE, Refusal
from bot.sandbox.pictures import film, picture

_CREATED: Final = 1753772478686
_NAMES: Final = (
    *("Squish", "Melt", "Inflate", "Crumble", "Levitate", "Spin", "Zoom Out", "Rain", "Snowfall"),
    *("Neon Glow", "Petals", "Fire Walk"),
)
_DOCUMENTED: Final = {"Squish": "squish_89244231312"}
"""The one code that the vendor's sample request names, so that it can be sent here as it stands."""


class Effects:
    """The catalogue, under the addresses of one sandbox."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._names = {_code(name): name for name in _NAMES}

    def name(self, code: str) -> str:
        """Raises Refusal for an effect that nobody knows; "" for none."""
        if code and code not in self._names:
            raise Refusal(NOT_THERE, "The effect does not exist")
        return self._names.get(code, "")

    def listed(self) -> dict[str, object]:
        """`count` is a total of some kind: the vendor's sample shows three effects and says ten."""
        return {"result": [self._entry(code) for code in self._names], "count": len(self._names) + 7}

    def _entry(self, code: str) -> dict[str, object]:
        return {
            "_id": uuid5(NAMESPACE_URL, f"akool-effect:{code}").hex[:24],
            "create_time": _CREATED,
            "logo": f"{self._base_url}/effects/{code}.png",
            "name": self._names[code],
            "video_url": f"{self._base_url}/effects/{code}.mp4",
            "effect_code": code,
        }

    async def preview(self, request: web.Request) -> web.Response:
        """A still or a film of the effect."""
        name = self._names.get(request.match_info["code"])
        if name is None:
            return web.Response(status=404)
        if request.match_info["suffix"] == "mp4":
            drawn = await film(width=320, height=180, prompt=name, seed=_number(name), badge="Akool")
            return web.Response(body=drawn, content_type="video/mp4")
        drawn = await picture(width=480, height=270, prompt=name, seed=_number(name), badge="Akool")
        return web.Response(body=drawn, content_type="image/png")


def _code(name: str) -> str:
    return _DOCUMENTED.get(name) or f"{name.lower().replace(' ', '_')}_{_number(name)}"


def _number(name: str) -> int:
    return uuid5(NAMESPACE_URL, f"akool-effect:{name}").int % 10**9
