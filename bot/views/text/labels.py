"""The words on buttons and above fields. They are fixed: people and tests look for them."""

from typing import Final

from bot.domain.generation import Kind
from bot.views.text import wishes

APPROVE: Final = "Approve"
REQUEST_CHANGES: Final = "Request changes"
MAKE_VIDEO: Final = "Make video"
REGENERATE_IMAGE: Final = "Regenerate image"
REGENERATE_VIDEO: Final = "Regenerate video"
ANIMATE: Final = "Animate"
ADD_AUDIO: Final = "Add audio"
SHOW_PRESETS: Final = "Show presets"
ADD_CLIP: Final = "Add another clip"
DELETE: Final = "Delete"
REOPEN: Final = "Reopen"
TRY_AGAIN: Final = "Try again"
CHECK_AGAIN: Final = "Check again"
SEND_AGAIN: Final = "Send again"
GIVE_UP: Final = "Give up"
CANCEL: Final = "Cancel"
SPEND: Final = "Spend"
APPROVE_SPEND: Final = "Approve spend"
REFUSE: Final = "Refuse"
SHOW: Final = "Show"
USE_AGAIN: Final = "Use these settings again"
OLDER: Final = "Older"
NEWER: Final = "Newer"

PRODUCT_URL: Final = "Product image URL"
PROMPT: Final = "Prompt"
ASPECT_RATIO: Final = "Aspect ratio"
TYPE: Final = "Type"
AVATAR: Final = "Avatar"
SCENE_URL: Final = "Scene image URL"
MOTION_STYLE: Final = "Motion style"
IMAGE_URL: Final = "Image URL"
NEGATIVE_PROMPT: Final = "Negative prompt"
RESOLUTION: Final = "Resolution"
LENGTH: Final = "Length"
AUDIO: Final = "Audio"
AUDIO_URL: Final = "Audio URL"
AUDIO_FILE: Final = "Audio file"
EFFECT: Final = "Effect"
SCRIPT: Final = "Script"
VOICE: Final = "Voice"
CLIP: Final = "Clip"
BACKGROUND: Final = "Background"
CAPTIONS: Final = "Captions"
TEST: Final = "Test"
STYLE: Final = "Style"
SCALE: Final = "Scale"
OFFSET_X: Final = "Offset X"
OFFSET_Y: Final = "Offset Y"
CHANGES: Final = "Changes"
CHANNEL: Final = "Channel"
WHAT: Final = "What"

PRESET: Final = "Preset"
PROVIDER: Final = "Provider"
PRODUCT_AVATAR: Final = "Avatar with the product"
SPEAKER: Final = "Avatar who speaks"
STANDARD: Final = "Standard"
PRESET_NAME: Final = "Name"
PRESET_STYLE: Final = "Style text"
LOCKED: Final = "Locked"
REMOVED: Final = "Remove"

CSV_FILE: Final = "CSV file"
CSV_TEXT: Final = "Or paste it here"

WHO_REQUESTS: Final = "Who may request"
WHO_APPROVES: Final = "Who may approve"
APPROVERS: Final = "Approvers"
APPROVER_GROUP: Final = "Approver group"
APPROVALS_NEEDED: Final = "Approvals needed"
OWN_APPROVAL: Final = "Requester may approve own"
ASK_BEFORE: Final = "Ask before spending over"
LIMIT: Final = "Approve spend over"
BUDGET_MONTH: Final = "Budget per month"
BUDGET_PERSON: Final = "Budget per person"
REMIND_AFTER: Final = "Remind after"
EXPIRE_AFTER: Final = "Expire after"
ASK_NEXT: Final = "Ask next"
ALSO_NOTIFY: Final = "Also notify"
BROADCAST_RESULTS: Final = "Broadcast results"
DIGEST: Final = "Digest"

_PROVIDERS: Final = {"creatify": "Creatify", "akool": "Akool", "heygen": "HeyGen", wishes.OURS: "Greenlight"}


def provider_label(name: str) -> str:
    """What people call a provider, where only its name is at hand."""
    return _PROVIDERS.get(name, name.capitalize())


def title_word(kind: Kind) -> str:
    return kind.word.capitalize()
