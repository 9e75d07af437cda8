"""Who can speak, and with what voice. The looks of v3 are the avatars of v2; some came too late for v1.

https://github.com/heygen-com/heygen-cli/blob/main/gen/avatar.go and voice.go beside it.
"""

from collections.abc import Mapping
from typing import Final

from bot.sandbox.heygen.refusals import invalid

_LOOKS: Final = (
    # id, name, avatar_type, gender, voice, too late for v1
    ("Annie_office_public", "Annie in the office", "studio_avatar", "female", "clara", False),
    ("Annie_park_public", "Annie in the park", "studio_avatar", "female", "clara", False),
    ("Bruno_desk_public", "Bruno at his desk", "studio_avatar", "male", "jonas", False),
    ("Chidi_stage_public", "Chidi on stage", "digital_twin", "male", "amir", True),
    ("Dora_kitchen_public", "Dora in the kitchen", "digital_twin", "female", "olga", True),
    ("Emil_photo", "Emil, a photograph", "photo_avatar", "male", "jonas", True),
)
_PHOTOS: Final = (("tp_ben_beach", "Ben on the beach"), ("tp_mia_studio", "Mia in the studio"))
_VOICES: Final = (
    ("clara", "Clara", "English", "female"),
    ("amir", "Amir", "English", "male"),
    ("jonas", "Jonas", "German", "male"),
    ("lucie", "Lucie", "French", "female"),
    ("olga", "Olga", "Polish", "female"),
    ("kenta", "Kenta", "Japanese", "male"),
)
_CREATED: Final = 1709251200


class Cast:
    """All who can be chosen, under the addresses of one sandbox."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def has_look(self, look: str) -> bool:
        return any(look == each[0] for each in _LOOKS)

    def has_old_avatar(self, avatar: str) -> bool:
        """v1 knows none made after 2024-03-21. https://docs.heygen.com/reference/generate-video"""
        return any(avatar == each[0] and not each[5] for each in _LOOKS)

    def has_photo(self, photo: str) -> bool:
        return any(photo == each[0] for each in _PHOTOS)

    def has_voice(self, voice: str) -> bool:
        return any(voice == each[0] for each in _VOICES)

    def looks(self, query: Mapping[str, str]) -> list[dict[str, object]]:
        """Filtered by `avatar_type`, `group_id` and `ownership`."""
        kinds = {"studio_avatar", "digital_twin", "photo_avatar"}
        wanted = query.get("avatar_type", "")
        if wanted and wanted not in kinds:
            raise invalid("avatar_type", f"Input should be one of {sorted(kinds)}")
        if query.get("ownership") == "private":
            return []
        group = query.get("group_id", "")
        listed = [self._look(*each[:5]) for each in _LOOKS]
        return [
            look
            for look in listed
            if (not wanted or look["avatar_type"] == wanted) and (not group or look["group_id"] == group)
        ]

    def _look(self, look: str, name: str, kind: str, gender: str, voice: str) -> dict[str, object]:
        return {
            "id": look,
            "name": name,
            "avatar_type": kind,
            "group_id": _group(look),
            "gender": gender,
            "tags": [],
            "default_voice_id": voice,
            "preview_image_url": self._face(look),
            "preview_video_url": None,
            "preferred_orientation": "landscape",
            "supported_api_engines": ["avatar_iv"],
        }

    def groups(self) -> list[dict[str, object]]:
        """One for each person."""
        names = {_group(each[0]): each for each in reversed(_LOOKS)}
        return [
            {
                "id": group,
                "name": look[0].partition("_")[0],
                "created_at": _CREATED,
                "looks_count": sum(_group(each[0]) == group for each in _LOOKS),
                "gender": look[3],
                "default_voice_id": look[4],
                "preview_image_url": self._face(look[0]),
                "preview_video_url": None,
                "status": None,
            }
            for group, look in reversed(names.items())
        ]

    def voices(self, query: Mapping[str, str]) -> list[dict[str, object]]:
        wanted = {name: query[name].lower() for name in ("language", "gender") if query.get(name)}
        return [
            voice
            for voice in (self._voice(*each) for each in _VOICES)
            if all(str(voice[name]).lower() == value for name, value in wanted.items())
        ]

    def _voice(self, voice: str, name: str, language: str, gender: str) -> dict[str, object]:
        return {
            "voice_id": voice,
            "name": name,
            "language": language,
            "gender": gender,
            "type": "public",
            "support_pause": True,
            "support_locale": False,
            "preview_audio_url": f"{self._base_url}/voices/{voice}.mp3",
        }

    def old_groups(self) -> list[dict[str, object]]:
        """As v2 names their fields. https://docs.heygen.com/reference/list-avatar-groups"""
        return [
            {
                "id": group["id"],
                "name": group["name"],
                "created_at": group["created_at"],
                "num_looks": group["looks_count"],
                "preview_image": group["preview_image_url"],
                "group_type": "PUBLIC",
                "train_status": None,
            }
            for group in self.groups()
        ]

    def old_avatars(self) -> dict[str, object]:
        """All of them. https://docs.heygen.com/reference/list-avatars-v2"""
        photos = [
            {
                "talking_photo_id": photo,
                "talking_photo_name": name,
                "preview_image_url": self._face(photo),
            }
            for photo, name in _PHOTOS
        ]
        return {"avatars": self.old_looks(), "talking_photos": photos}

    def old_looks(self, group: str = "") -> list[dict[str, object]]:
        """All, or those of one group. Clients disagree on how v2 names a look there: it has both names."""
        return [
            {
                "avatar_id": look,
                "avatar_name": name,
                **({"id": look, "name": name} if group else {}),
                "gender": gender,
                "preview_image_url": self._face(look),
                "preview_video_url": f"{self._base_url}/faces/{look}.mp4",
                "premium": False,
                "type": None,
                "tags": None,
                "default_voice_id": voice,
            }
            for look, name, _, gender, voice, _ in _LOOKS
            if group in {"", _group(look)}
        ]

    def old_look(self, look: str) -> dict[str, object] | None:
        """One by its id, None for none."""
        return next((one for one in self.old_looks(_group(look)) if one["id"] == look), None)

    def old_voices(self) -> list[dict[str, object]]:
        """Each with an address to hear it at, which strict clients insist on."""
        return [
            {
                "voice_id": voice,
                "language": language,
                "gender": gender.capitalize(),
                "name": name,
                "display_name": name,
                "preview_audio": f"{self._base_url}/voices/{voice}.mp3",
                "support_pause": True,
                "emotion_support": False,
                "support_interactive_avatar": False,
            }
            for voice, name, language, gender in _VOICES
        ]

    def _face(self, look: str) -> str:
        return f"{self._base_url}/faces/{look}.png"


def _group(look: str) -> str:
    return f"group_{look.partition('_')[0].lower()}"
