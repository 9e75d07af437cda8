"""The body of POST /v1/video.generate. https://docs.heygen.com/reference/generate-video"""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.heygen.cast import Cast
from bot.sandbox.heygen.clips import Clip, Order
from bot.sandbox.heygen.fields import COLOUR, is_web_address
from bot.sandbox.heygen.refusals import Refusal, invalid

LONGEST_SCRIPT: Final = 1500
_BACKDROPS: Final = (".jpg", ".jpeg", ".png", ".mp4")


def read_order(body: Mapping[str, Any], cast: Cast) -> Order:
    """Raises Refusal. Which fields must be there the page does not say: here those that make sense."""
    if body.get("version") != "v1alpha":
        raise invalid("version", "version must be v1alpha")
    if body.get("ratio", "16:9") not in ("16:9", "9:16"):
        raise invalid("ratio", "ratio must be 16:9 or 9:16")
    for name in ("test", "caption_open"):
        if not isinstance(body.get(name, False), bool):
            raise invalid(name, f"{name} must be a bool")
    given = body.get("clips")
    if not isinstance(given, list) or not given:
        raise Refusal("missing_parameter", "clips is required")
    colour = _background(body.get("background"))
    clips = tuple(_clip(clip, cast, colour) for clip in given)
    if body.get("caption_open") and any(clip.heard for clip in clips):
        raise invalid("caption_open", "Only text input supports caption")
    return Order(
        call="video.generate",
        type="v1",
        clips=clips,
        ratio=body.get("ratio", "16:9"),
        captions=bool(body.get("caption_open")),
        test=bool(body.get("test")),
        urls=tuple(clip.heard for clip in clips if clip.heard),
    )


def _background(given: Any) -> str:
    if given is None:
        return ""
    if isinstance(given, str) and COLOUR.fullmatch(given):
        return given
    if isinstance(given, str) and is_web_address(given) and given.partition("?")[0].endswith(_BACKDROPS):
        return ""
    raise invalid("background", "background must be a hex color, an image (jpg, jpeg, png) or an mp4")


def _clip(clip: Any, cast: Cast, colour: str) -> Clip:
    if not isinstance(clip, dict):
        raise invalid("clips", "clips must be a list of objects")
    look = _character(clip, cast)
    script, heard = _input(clip)
    if script and not cast.has_voice(str(clip.get("voice_id"))):
        raise Refusal("voice_not_found", "voice not found")
    _place(clip)
    return Clip(
        kind="avatar", look=look, script=script, heard=heard, voice=clip.get("voice_id") or "", colour=colour
    )


def _character(clip: Mapping[str, Any], cast: Cast) -> str:
    avatar, photo = clip.get("avatar_id"), clip.get("talking_photo_id")
    if bool(avatar) == bool(photo):
        raise invalid("clips", "Only one of the avatar_id and talking_photo_id appears")
    kind = "avatar" if avatar else "talking_photo"
    if clip.get(f"{kind}_style", "normal") not in ("normal", "circle"):
        raise invalid(f"{kind}_style", "style must be normal or circle")
    if avatar and not cast.has_old_avatar(str(avatar)):
        raise Refusal("avatar_not_found", "avatar not found")
    if photo and not cast.has_photo(str(photo)):
        raise Refusal("photo_not_found", "photo avatar not found")
    return str(avatar or photo)


def _input(clip: Mapping[str, Any]) -> tuple[str, str]:
    script, heard = clip.get("input_text"), clip.get("input_audio")
    if bool(script) == bool(heard):
        raise invalid("clips", "Only one of the input_text and input_audio should be used")
    if script and (not isinstance(script, str) or len(script) > LONGEST_SCRIPT):
        raise Refusal("invalid_text", f"input_text exceeds {LONGEST_SCRIPT} characters")
    if heard and not is_web_address(str(heard)):
        raise invalid("input_audio", "input_audio must be a url")
    return script or "", heard or ""


def _place(clip: Mapping[str, Any]) -> None:
    offset = clip.get("offset", {})
    if not isinstance(offset, dict):
        raise invalid("offset", "offset must be an object")
    for name, value in (
        ("scale", clip.get("scale", 1)),
        ("x", offset.get("x", 0)),
        ("y", offset.get("y", 0)),
    ):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise invalid(name, f"{name} must be a float")
