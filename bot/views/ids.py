"""Every id that Slack sends back to us: actions, forms, blocks, and the opaque value of a button."""

import re
from typing import Final

from bot.domain.task import Task, TaskId
from bot.errors import PersonError

# Buttons. A verb names the button and, where the button opens a form, that form's callback too.
APPROVE: Final = "approve"
REQUEST_CHANGES: Final = "request_changes"
MAKE_VIDEO: Final = "make_video"
REGENERATE_IMAGE: Final = "regenerate_image"
REGENERATE_VIDEO: Final = "regenerate_video"
ANIMATE: Final = "animate"
ADD_AUDIO: Final = "add_audio"
DELETE: Final = "delete"
REOPEN: Final = "reopen"
TRY_AGAIN: Final = "try_again"
CHECK_AGAIN: Final = "check_again"
SEND_AGAIN: Final = "send_again"
GIVE_UP: Final = "give_up"
CANCEL: Final = "cancel"
SPEND: Final = "spend"
SPEND_CANCEL: Final = "spend_cancel"
APPROVE_SPEND: Final = "approve_spend"
REFUSE_SPEND: Final = "refuse_spend"

# Buttons of private lists: they lead to another page, or to a task.
OLDER: Final = "older"
NEWER: Final = "newer"
SHOW: Final = "show"
USE_AGAIN: Final = "use_again"
"""A new order with the settings of an old one."""

ACTIONS: Final = (
    APPROVE,
    REQUEST_CHANGES,
    MAKE_VIDEO,
    REGENERATE_IMAGE,
    REGENERATE_VIDEO,
    ANIMATE,
    ADD_AUDIO,
    DELETE,
    REOPEN,
    TRY_AGAIN,
    CHECK_AGAIN,
    SEND_AGAIN,
    GIVE_UP,
    CANCEL,
    SPEND,
    SPEND_CANCEL,
    APPROVE_SPEND,
    REFUSE_SPEND,
)
OPENS_FORM: Final = (
    REQUEST_CHANGES,
    MAKE_VIDEO,
    REGENERATE_IMAGE,
    REGENERATE_VIDEO,
    ANIMATE,
    ADD_AUDIO,
)
"""Buttons that open a form; all others are carried out at once."""

# Forms that no button opens, and shortcuts.
PRODUCT_IMAGE: Final = "product_image"
PRODUCT_VIDEO: Final = "product_video"
AVATAR_VIDEO: Final = "avatar_video"
SETTINGS: Final = "settings"
PRESETS: Final = "presets"
BATCH: Final = "batch"
BATCH_ORDER: Final = "batch_order"
NEW_GENERATION: Final = "new_generation"
SHORTCUT_NEW: Final = NEW_GENERATION
SHORTCUT_ANIMATE: Final = "animate_image"
WINDOW: Final = "window"

FORMS: Final = (
    PRODUCT_IMAGE,
    PRODUCT_VIDEO,
    AVATAR_VIDEO,
    *OPENS_FORM,
    SETTINGS,
    PRESETS,
    BATCH,
    BATCH_ORDER,
    NEW_GENERATION,
)

# What changes an open form.
ADD_CLIP: Final = "add_clip"
SHOW_PRESETS: Final = "show_presets"

# Fields: block id and action id alike. Those of a generation bear the names of its inputs.
PRODUCT_URL: Final = "product_url"
PROMPT: Final = "prompt"
ASPECT_RATIO: Final = "aspect_ratio"
TYPE: Final = "type"
AVATAR: Final = "avatar"
SCENE_URL: Final = "scene_url"
MOTION_STYLE: Final = "motion_style"
IMAGE_URL: Final = "image_url"
NEGATIVE_PROMPT: Final = "negative_prompt"
RESOLUTION: Final = "resolution"
LENGTH: Final = "video_length"
AUDIO: Final = "audio_type"
AUDIO_URL: Final = "audio_url"
AUDIO_FILE: Final = "audio_file"
EFFECT: Final = "effect_code"
SCRIPT: Final = "script"
VOICE: Final = "voice"
CLIP: Final = "clip"
BACKGROUND: Final = "background"
CAPTIONS: Final = "captions"
TEST: Final = "test"
STYLE: Final = "style"
SCALE: Final = "scale"
OFFSET_X: Final = "offset_x"
OFFSET_Y: Final = "offset_y"
CHANGES: Final = "changes"
CHANNEL: Final = "channel"
WHAT: Final = "what"

# Fields of presets.
PRESET: Final = "preset"
KNOWN_PRESET: Final = "known_preset"
PRESET_NAME: Final = "preset_name"
PRESET_STYLE: Final = "preset_style"
PROVIDER: Final = "provider"
SPEAKER: Final = "speaker"
STANDARD: Final = "standard"
LOCKED: Final = "locked"
REMOVED: Final = "removed"

# Fields of a batch.
CSV_FILE: Final = "csv_file"
CSV_TEXT: Final = "csv_text"

# Fields of the settings.
WHO_REQUESTS: Final = "who_requests"
WHO_APPROVES: Final = "who_approves"
APPROVERS: Final = "approvers"
APPROVER_GROUP: Final = "approver_group"
APPROVALS_NEEDED: Final = "approvals_needed"
OWN_APPROVAL: Final = "own_approval"
ASK_BEFORE: Final = "ask_before"
LIMIT: Final = "limit"
BUDGET_MONTH: Final = "budget_month"
BUDGET_PERSON: Final = "budget_person"
REMIND_AFTER: Final = "remind_after"
EXPIRE_AFTER: Final = "expire_after"
ASK_NEXT: Final = "ask_next"
ALSO_NOTIFY: Final = "also_notify"
BROADCAST_RESULTS: Final = "broadcast_results"
DIGEST: Final = "digest"

# Rows of buttons.
REVIEW_ROW: Final = "review"
NEXT_ROW: Final = "next"
STATUS_ROW: Final = "status"
PRIVATE_ROW: Final = "private"
CLIPS_ROW: Final = "clips"
PRESETS_ROW: Final = "presets"
PAGES_ROW: Final = "pages"
AGAIN_ROW: Final = "again:"
TASK_ROW: Final = "task:"
"""These two are followed by the task's id: a list has one for each of its tasks."""

LEADS: Final = (OLDER, NEWER, SHOW)
"""Buttons that lead to another page; none of them does anything to a task."""

_LONGEST_PLACE: Final = 18
_VALUE: Final = re.compile(r"(GL-[2-9A-HJ-NP-TV-Z]{4,12}):(\d{1,9})", re.ASCII)
_SAID: Final = re.compile(r"(?:GL)?[\s_-]*([2-9A-HJ-NP-TV-Z]{4,12})", re.ASCII)
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def button_value(task: Task) -> str:
    """What a button carries: which task, and the version that it was drawn from."""
    return f"{task.id}:{task.version}"


def read_button_value(value: str) -> tuple[TaskId, int]:
    """Raises PersonError for a value that no button of ours has."""
    found = _VALUE.fullmatch(value)
    if found is None:
        raise PersonError("I cannot read that button any more. Try /greenlight tasks.")
    return TaskId(found[1]), int(found[2])


def page_value(place: int, filters: str) -> str:
    """What a button to another page carries: where that begins, and what was searched for."""
    return f"{place}:{filters}"


def read_page_value(value: str) -> tuple[int, str]:
    """Raises PersonError for a value that no such button of ours has."""
    place, _, filters = value.partition(":")
    if not place.isascii() or not place.isdigit() or len(place) > _LONGEST_PLACE:
        raise PersonError("I cannot read that button any more. Try /greenlight tasks.")
    return int(place), filters


def read_task_id(words: str) -> TaskId:
    """A task's id as people say and type it: GL-7K3Q, gl7k3q, 7K3Q. Raises PersonError."""
    said = _DASHES.sub("-", words).strip(" \t\n*_`'\"“”\u2018\u2019.,:;!?#").upper()
    found = _SAID.fullmatch(said)
    if found is None:
        raise PersonError("Please name the task by its id, such as GL-7K3Q.")
    return TaskId(f"GL-{found[1]}")
