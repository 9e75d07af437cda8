"""Avatars, which have no `name`, only a `creator_name`.

https://docs.creatify.ai/api-reference/personas/get-apipersonas
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, UUID, uuid5

from aiohttp import web

from bot.sandbox.creatify.refusals import Refusal, detail, not_found

_PAGE_SIZE: Final = 10
_FILTERS: Final = ("age_range", "gender", "location", "style")
_CREATED: Final = "2025-03-04T17:20:11.120394-08:00"

_CAST: Final = (
    # creator_name, gender, age_range, location, style, video_scene, keywords
    ("Maya", "f", "adult", "indoor", "presenter", "Kitchen", "warm, friendly, food"),
    ("Oliver", "m", "adult", "indoor", "presenter", "Office", "business, calm"),
    ("Sofia", "f", "adult", "outdoor", "selfie", "Park", None),
    ("Kenji", "m", "adult", "indoor", "selfie", "Living room", "tech, gadgets"),
    ("Amara", "f", "adult", "outdoor", "presenter", "Rooftop", "fashion"),
    ("Lukas", "m", "teen", "outdoor", "selfie", "Skate park", "sport, street"),
    ("Ingrid", "f", "senior", "indoor", "presenter", "Library", "books, trust"),
    ("Rafael", "m", "senior", "outdoor", "presenter", "Garden", None),
    ("Zoe", "f", "teen", "indoor", "selfie", "Bedroom", "beauty, make-up"),
    ("Noor", "nb", "adult", "fantasy", "other", "Neon city", "music"),
    ("Priya", "f", "adult", "indoor", "presenter", "Studio", "fitness, yoga"),
    ("Tomasz", "m", "adult", "other", "other", "Workshop", "tools, craft"),
    ("Grace", "f", "adult", "outdoor", "selfie", "Beach", "travel"),
)


class Personas:
    """The avatars on offer, under the addresses of one sandbox."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._all = [_persona(index, base_url) for index in range(len(_CAST))]
        self._by_id = {str(persona["id"]): persona for persona in self._all}

    def exists(self, persona_id: str) -> bool:
        return persona_id in self._by_id

    def listed(self) -> list[dict[str, object]]:
        return list(self._all)

    def one(self, spelled: str) -> dict[str, object]:
        try:
            return self._by_id[str(UUID(spelled))]
        except (KeyError, ValueError):
            raise not_found() from None

    def filtered(self, query: Mapping[str, str]) -> list[dict[str, object]]:
        wanted = {name: set(query[name].split(",")) for name in _FILTERS if query.get(name)}
        return [each for each in self._all if all(each[name] in some for name, some in wanted.items())]

    def page(self, request: web.Request) -> dict[str, object]:
        """Raises Refusal for a page that is not there."""
        number = _page_number(request.query.get("page", "1"))
        start = (number - 1) * _PAGE_SIZE
        if start >= len(self._all):
            raise detail(404, "Invalid page.")
        more = start + _PAGE_SIZE < len(self._all)
        return {
            "count": len(self._all),
            "next": self._page_url(number + 1) if more else None,
            "previous": self._page_url(number - 1) if number > 1 else None,
            "results": self._all[start : start + _PAGE_SIZE],
        }

    def _page_url(self, number: int) -> str:
        return f"{self._base_url}/api/personas/paginated/?{urlencode({'page': number})}"


def _page_number(spelled: str) -> int:
    if not spelled.isdecimal() or int(spelled) < 1:
        raise Refusal(404, {"detail": "Invalid page."})
    return int(spelled)


def _persona(index: int, base_url: str) -> dict[str, object]:
    name, gender, age, location, style, scene, keywords = _CAST[index]
    persona_id = str(uuid5(NAMESPACE_URL, f"creatify-persona:{name}"))
    images = {ratio: f"{base_url}/personas/{name.lower()}-{ratio}.png" for ratio in ("16x9", "1x1", "9x16")}
    return {
        "id": persona_id,
        "created_at": _CREATED,
        "updated_at": _CREATED,
        "gender": gender,
        "age_range": age,
        "location": location,
        "style": style,
        "creator_name": name,
        "video_scene": scene,
        "keywords": keywords,
        "suitable_industries": None,
        "preview_image_16_9": images["16x9"],
        "preview_image_1_1": images["1x1"],
        "preview_image_9_16": images["9x16"],
        "preview_video_16_9": "",
        "preview_video_1_1": "",
        "preview_video_9_16": "",
        "landscape_preview_video": "",
        "squared_preview_video": "",
        "portrait_preview_video": "",
        "is_active": True,
        "process_status": "done",
        "failed_reason": None,
        "type": "public",
    }
