"""The body of POST /v2/video/generate. https://developers.heygen.com/studio-api"""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.heygen.cast import Cast
from bot.sandbox.heygen.clips import Clip, Order
from bot.sandbox.heygen.fields import COLOUR, MOST_SCENES, is_web_address
from bot.sandbox.heygen.refusals import Refusal, invalid

LONGEST_SCRIPT: Final = 5000
_RATIOS: Final = ("16:9", "9:16", "1:1", "4:5", "5:4")


def read_order(body: Mapping[str, Any], cast: Cast) -> Order:
    """Raises Refusal."""
    scenes = body.get("video_inputs")
    if not isinstance(scenes, list) or not 1 <= len(scenes) <= MOST_SCENES:
        raise invalid("video_inputs", f"video_inputs is invalid: 1 to {MOST_SCENES} items are needed")
    clips = tuple(_clip(scene, cast, f"video_inputs.{number}") for number, scene in enumerate(scenes))
    for name in ("title", "callback_id", "callback_url"):
        if not isinstance(body.get(name), str | None):
            raise invalid(name, f"{name} is invalid: str type expected")
    return Order(
        call="video/generate",
        type="v2",
        clips=clips,
        ratio=_ratio(body),
        title=body.get("title"),
        callback_id=body.get("callback_id"),
        callback_url=body.get("callback_url"),
        captions=body.get("caption") is True,
        test=body.get("test") is True,
        urls=tuple(clip.heard for clip in clips if clip.heard),
    )


def _ratio(body: Mapping[str, Any]) -> str:
    """The nearest to the dimension that was asked for; even sides of 128 to 4096 are."""
    dimension = body.get("dimension")
    if dimension is None:
        return str(body.get("aspect_ratio") or "16:9")
    given = dimension if isinstance(dimension, dict) else {}
    wanted = _side(given.get("width")) / _side(given.get("height"))
    return min(_RATIOS, key=lambda ratio: abs(int(ratio.split(":")[0]) / int(ratio.split(":")[1]) - wanted))


def _side(given: Any) -> int:
    if not isinstance(given, int) or given % 2 or not 128 <= given <= 4096:
        raise invalid("dimension", "dimension is invalid: even sides of 128 to 4096 are needed")
    return given


def _clip(scene: Any, cast: Cast, at: str) -> Clip:
    look = _look(_part(scene, "character", at), cast, f"{at}.character")
    script, heard, duration = _voice(_part(scene, "voice", at), cast, f"{at}.voice")
    background = scene.get("background")
    colour = _colour(background, f"{at}.background") if background is not None else ""
    return Clip(kind="avatar", look=look, script=script, heard=heard, duration=duration, colour=colour)


def _part(scene: Any, name: str, at: str) -> Mapping[str, Any]:
    part = scene.get(name) if isinstance(scene, dict) else None
    if not isinstance(part, dict):
        raise invalid(f"{at}.{name}", f"{at}.{name} is invalid: field required")
    return part


def _look(character: Mapping[str, Any], cast: Cast, at: str) -> str:
    match character.get("type"):
        case "avatar":
            avatar = str(character.get("avatar_id"))
            if not cast.has_look(avatar):
                raise Refusal("avatar_not_found", f"avatar {avatar} not found")
            return avatar
        case "talking_photo":
            photo = str(character.get("talking_photo_id"))
            if not cast.has_photo(photo):
                raise Refusal("photo_not_found", f"talking photo {photo} not found")
            return photo
        case _:
            raise invalid(f"{at}.type", f"{at}.type is invalid: avatar or talking_photo is needed")


def _voice(voice: Mapping[str, Any], cast: Cast, at: str) -> tuple[str, str, float]:
    """The script, the address of a sound, or the seconds of a silence."""
    match voice.get("type"):
        case "text":
            return _script(voice, cast, f"{at}.TextVoiceSettings"), "", 0.0
        case "audio" if is_web_address(str(voice.get("audio_url"))) or voice.get("audio_asset_id"):
            return "", str(voice.get("audio_url") or ""), 0.0
        case "silence":
            duration = voice.get("duration", 1.0)
            return "", "", float(duration) if isinstance(duration, int | float) else 1.0
        case _:
            raise invalid(f"{at}.type", f"{at} is invalid: text, audio or silence is needed")


def _script(voice: Mapping[str, Any], cast: Cast, at: str) -> str:
    script = voice.get("input_text")
    if not isinstance(script, str) or not script:
        raise invalid(f"{at}.input_text", f"{at}.input_text is invalid: field required")
    if len(script) > LONGEST_SCRIPT:
        text = f"{at}.input_text is invalid: ensure this value has at most {LONGEST_SCRIPT} characters"
        raise invalid(f"{at}.input_text", text)
    if not cast.has_voice(str(voice.get("voice_id"))):
        raise Refusal("voice_not_found", "voice not found")
    return script


def _colour(background: Any, at: str) -> str:
    given = background if isinstance(background, dict) else {}
    match given.get("type"):
        case "color" if COLOUR.fullmatch(str(given.get("value"))):
            return str(given["value"])
        case "image" | "video" if is_web_address(str(given.get("url"))):
            return ""
        case _:
            raise invalid(at, f"{at} is invalid: a color, an image or a video is needed")
