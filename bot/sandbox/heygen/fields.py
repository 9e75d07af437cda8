"""The body of POST /v3/videos, read field by field; the first thing wrong is told, with its place.

https://github.com/heygen-com/heygen-cli/blob/main/gen/video.go
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from bot.sandbox.heygen.cast import Cast
from bot.sandbox.heygen.clips import Clip, Order
from bot.sandbox.heygen.refusals import Refusal, invalid

RATIOS: Final = ("16:9", "9:16", "4:5", "5:4", "1:1", "auto")
RESOLUTIONS: Final = ("4k", "1080p", "720p")
MOST_SCENES: Final = 50
LONGEST_SCRIPT: Final = 5000
LONGEST_SHOW: Final = 300
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")

Body = Mapping[str, Any]


def read_order(body: Body, cast: Cast) -> Order:
    """Raises Refusal."""
    kind = _one_of(body, "type", ("avatar", "image", "studio"), at="", required=True)
    _whole(body, kind)
    clips = (
        tuple(_scenes(body, cast))
        if kind == "studio"
        else (_speaker(body, cast, at="", colour=_background(body)),)
    )
    caption = _object(body, "caption", at="")
    return Order(
        call="videos",
        type=kind,
        clips=clips,
        ratio=body.get("aspect_ratio") or "16:9",
        title=_text(body, "title", at=""),
        callback_id=_text(body, "callback_id", at=""),
        callback_url=_url(body, "callback_url", at=""),
        captions=bool(caption.get("style")),
        urls=tuple(url for clip in clips for url in (clip.shown, clip.heard) if url),
    )


def _whole(body: Body, kind: str) -> None:
    """What holds for the whole video."""
    _one_of(body, "aspect_ratio", RATIOS, at="")
    _one_of(body, "resolution", RESOLUTIONS, at="")
    _one_of(body, "output_format", ("mp4", "webm"), at="")
    _one_of(body, "fit", ("contain", "cover"), at="")
    _one_of(body, "expressiveness", ("high", "medium", "low"), at="")
    caption = _object(body, "caption", at="")
    _one_of(caption, "file_format", ("srt",), at="caption.")
    _one_of(caption, "style", ("default",), at="caption.")
    _one_of(_object(body, "engine", at=""), "type", ("avatar_iii", "avatar_iv", "avatar_v"), at="engine.")
    if kind == "studio" and body.get("background") is not None:
        raise invalid("background", "Extra inputs are not permitted: set it on each scene.")
    if body.get("output_format") == "webm" and body.get("background") is not None:
        raise invalid("background", "A background cannot be combined with output_format 'webm'.")


def _speaker(body: Body, cast: Cast, *, at: str, colour: str) -> Clip:
    """The vendor's own n8n node spells a picture `image_url`, its command line `image`: either will do."""
    kind = _one_of(body, "type", ("avatar", "image"), at=at, required=True)
    look = shown = ""
    if kind == "avatar":
        look = _text(body, "avatar_id", at=at, required=True) or ""
        if not cast.has_look(look):
            raise Refusal("not_found", f"Avatar look '{look}' was not found.", param=f"{at}avatar_id")
    else:
        shown = _url(body, "image_url", at=at) or _source(body, "image", at=at)
    _settings(_object(body, "voice_settings", at=at), at=f"{at}voice_settings.")
    script, heard = _speech(body, at=at, needed=True)
    voice = _voice(body, cast, at=at, needed=bool(script) and kind == "image")
    return Clip(kind=kind, look=look, shown=shown, script=script, heard=heard, voice=voice, colour=colour)


def _speech(body: Body, *, at: str, needed: bool) -> tuple[str, str]:
    """The script, or the address of a sound; both never."""
    script = _text(body, "script", at=at) or ""
    given = [name for name in ("script", "audio_url", "audio_asset_id") if body.get(name) is not None]
    if len(given) > 1 or (needed and not given):
        raise invalid(f"{at}script", "Provide exactly one of script, audio_url or audio_asset_id.")
    if "script" in given and not script.strip():
        raise invalid(f"{at}script", "String should have at least 1 character")
    if len(script) > LONGEST_SCRIPT:
        raise invalid(f"{at}script", f"String should have at most {LONGEST_SCRIPT} characters")
    heard = _url(body, "audio_url", at=at) or _text(body, "audio_asset_id", at=at) or ""
    return script, heard


def _voice(body: Body, cast: Cast, *, at: str, needed: bool) -> str:
    voice = _text(body, "voice_id", at=at)
    if voice is None:
        if needed:
            raise invalid(f"{at}voice_id", "voice_id is required when a script is provided.")
        return ""
    if not cast.has_voice(voice):
        raise Refusal("not_found", f"Voice '{voice}' was not found.", param=f"{at}voice_id")
    return voice


def _settings(settings: Body, *, at: str) -> None:
    for name, least, most in (("speed", 0.5, 1.5), ("pitch", -50, 50), ("volume", 0, 1)):
        _number(settings, name, at=at, least=least, most=most)


def _scenes(body: Body, cast: Cast) -> list[Clip]:
    scenes = body.get("scenes")
    if not isinstance(scenes, list) or not 1 <= len(scenes) <= MOST_SCENES:
        raise invalid("scenes", f"A list of 1 to {MOST_SCENES} scenes is required.")
    return [_scene(scene, cast, at=f"scenes.{number}.") for number, scene in enumerate(scenes)]


def _scene(scene: Any, cast: Cast, *, at: str) -> Clip:
    if not isinstance(scene, dict):
        raise invalid(at.rstrip("."), "Input should be an object")
    readers: Mapping[str, Callable[[Body, Cast, str], Clip]] = {
        "avatar_video": _spoken_scene,
        "image": _picture_scene,
        "video": _film_scene,
    }
    return readers[_one_of(scene, "type", tuple(readers), at=at, required=True)](scene, cast, at)


def _spoken_scene(scene: Body, cast: Cast, at: str) -> Clip:
    spoken = _object(scene, "input", at=at, required=True)
    inner = f"{at}input."
    background = _object(spoken, "background", at=inner)
    colour = ""
    if background:
        _one_of(background, "type", ("color",), at=f"{inner}background.", required=True)
        colour = _colour(background, "color", at=f"{inner}background.")
    return _speaker(spoken, cast, at=inner, colour=colour)


def _picture_scene(scene: Body, cast: Cast, at: str) -> Clip:
    shown = _source(scene, "source", at=at)
    script, heard = _speech(scene, at=at, needed=False)
    voice = _voice(scene, cast, at=at, needed=bool(script))
    duration = _number(scene, "duration", at=at, least=0.1, most=LONGEST_SHOW)
    if duration and (script or heard):
        raise invalid(f"{at}duration", "duration is only for a silent image.")
    if not duration and not script and not heard:
        raise invalid(f"{at}duration", "A silent image needs a duration.")
    return Clip(kind="picture", shown=shown, script=script, heard=heard, voice=voice, duration=duration)


def _film_scene(scene: Body, cast: Cast, at: str) -> Clip:  # noqa: ARG001 - the shape of every reader
    playback = _object(scene, "playback", at=at)
    _number(playback, "volume", at=f"{at}playback.", least=0, most=1)
    if not isinstance(playback.get("mute"), bool | None):
        raise invalid(f"{at}playback.mute", "Input should be a valid boolean")
    return Clip(kind="video", shown=_source(scene, "source", at=at))


def _source(body: Body, name: str, *, at: str) -> str:
    """A file from elsewhere: an address, an asset, or the bytes themselves."""
    source = _object(body, name, at=at, required=True)
    inner = f"{at}{name}."
    match _one_of(source, "type", ("url", "asset_id", "base64"), at=inner, required=True):
        case "url":
            return _url(source, "url", at=inner, required=True) or ""
        case "asset_id":
            return _text(source, "asset_id", at=inner, required=True) or ""
        case _:
            _text(source, "data", at=inner, required=True)
            return ""


def _background(body: Body) -> str:
    background = _object(body, "background", at="")
    if not background:
        return ""
    if _one_of(background, "type", ("color", "image"), at="background.", required=True) == "color":
        return _colour(background, "value", at="background.")
    if (background.get("url") is None) == (background.get("asset_id") is None):
        raise invalid("background.url", "Provide exactly one of url or asset_id.")
    _url(background, "url", at="background.")
    return ""


def _colour(body: Body, name: str, *, at: str) -> str:
    colour = _text(body, name, at=at, required=True) or ""
    if not COLOUR.fullmatch(colour):
        raise invalid(f"{at}{name}", "Input should be a hex color code such as '#ff0000'")
    return colour


def _object(body: Body, name: str, *, at: str, required: bool = False) -> dict[str, Any]:
    value = body.get(name)
    if value is None and not required:
        return {}
    if not isinstance(value, dict):
        raise invalid(f"{at}{name}", "Field required" if value is None else "Input should be an object")
    return value


def _text(body: Body, name: str, *, at: str, required: bool = False) -> str | None:
    value = body.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str) or (required and not value):
        raise invalid(f"{at}{name}", "Field required" if not value else "Input should be a valid string")
    return value


def _one_of(body: Body, name: str, allowed: Collection[str], *, at: str, required: bool = False) -> str:
    value = _text(body, name, at=at, required=required)
    if value is not None and value not in allowed:
        listed = ", ".join(f"'{each}'" for each in allowed)
        raise invalid(f"{at}{name}", f"Input should be one of {listed}")
    return value or ""


def _number(body: Body, name: str, *, at: str, least: float, most: float) -> float:
    value = body.get(name)
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise invalid(f"{at}{name}", f"Input should be a number from {least} to {most}")
    return float(value)


def _url(body: Body, name: str, *, at: str, required: bool = False) -> str | None:
    value = _text(body, name, at=at, required=required)
    if value is not None and not is_web_address(value):
        raise invalid(f"{at}{name}", "Input should be a valid URL")
    return value


def is_web_address(spelled: str) -> bool:
    try:
        parts = urlsplit(spelled)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and not any(mark.isspace() for mark in spelled)
