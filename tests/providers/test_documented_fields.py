"""Every field that the vendors' pages name stands in a recording of that call, and so was read once."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from tests.providers.recordings import FOLDER

AKOOL: Final[Mapping[str, str]] = {
    "create": (
        "code msg create_time uid team_id status webhookUrl resolution file_name effect_name _id "
        "image_url prompt negative_prompt extend_prompt audio_type audio_url deduction_credit "
        "effect_code"
    ),
    "job": (
        "code msg result _id create_time uid team_id update_time video_duration webhookUrl "
        "file_name effect_name image_url prompt resolution audio_type audio_url deduction_credit "
        "effect_code video_url status only_add_audio"
    ),
    "effects": ("code msg result _id create_time logo name video_url effect_code count"),
    "add_audio": (
        "code msg create_time uid team_id update_time video_duration webhookUrl resolution "
        "file_name effect_name _id pre_video_id image_url prompt negative_prompt extend_prompt "
        "audio_type audio_url deduction_credit effect_code status only_add_audio"
    ),
    "delete": ("code msg successIds noPermissionItems _id"),
    "balance": ("code msg credit"),
    "token": ("code token"),
}
"""https://docs.akool.com/ai-tools-suite/image2video/image2video"""

HEYGEN: Final[Mapping[str, str]] = {
    "create": ("data video_id status output_format code message error"),
    "video": (
        "id status title created_at completed_at duration video_url captioned_video_url "
        "subtitle_url thumbnail_url gif_url video_page_url failure_code failure_message"
    ),
    "v1_status": (
        "code message id status video_url video_url_caption caption_url thumbnail_url gif_url "
        "duration callback_id created_at error detail"
    ),
    "statuses": ("video_id status error"),
    "list": ("data has_more next_token id title status"),
    "looks": (
        "id name avatar_type group_id gender tags default_voice_id preview_image_url "
        "preferred_orientation supported_api_engines has_more next_token"
    ),
    "avatars": (
        "avatar_id avatar_name gender preview_image_url preview_video_url premium type tags "
        "default_voice_id talking_photo_id talking_photo_name"
    ),
    "voices": (
        "voice_id name language gender type support_pause support_locale preview_audio_url "
        "preview_audio emotion_support support_interactive_avatar display_name"
    ),
    "balance": (
        "username billing_type wallet currency remaining_balance subscription plan credits "
        "usage_based included_credits remaining_credits spending_cap_usd spending_current_usd "
        "remaining_quota details api streaming_avatar streaming_avatar_instance_quota seat"
    ),
    "error": ("error code message param doc_url"),
    "webhook": (
        "event_id event_type created_at event_data video_id url gif_download_url "
        "video_share_page_url folder_id callback_id video_page_url callback_url msg failure_code "
        "failure_message thumbnail_url duration"
    ),
}
"""https://developers.heygen.com/quick-start and https://docs.heygen.com/reference/video-status"""


@pytest.mark.parametrize(
    ("provider", "call", "fields"),
    [
        (provider, call, fields)
        for provider, table in (("akool", AKOOL), ("heygen", HEYGEN))
        for call, fields in table.items()
    ],
)
def test_each_documented_field_of_an_answer_is_in_a_recording_of_it(
    provider: str, call: str, fields: str
) -> None:
    recorded = set[str]()
    for path in (FOLDER / provider).glob(f"{call}__*.json"):
        kept = json.loads(path.read_text())
        recorded |= set(_names(kept.get("body")))

    assert set(fields.split()) - recorded == set()


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _names(inner)
    elif isinstance(value, list):
        for each in value:
            yield from _names(each)
