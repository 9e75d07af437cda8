"""The frames of all modals: loading, a form, and a window that only says something.

https://docs.slack.dev/reference/views/modal-views
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.generation import Json
from bot.views import ids
from bot.views.blocks import plain, section
from bot.views.escape import sentence
from bot.views.forms.metadata import Metadata
from bot.views.message import Block

TITLES: Final[Mapping[str, str]] = {
    ids.PRODUCT_IMAGE: "Product image",
    ids.PRODUCT_VIDEO: "Product video",
    ids.ANIMATE: "Animate an image",
    ids.AVATAR_VIDEO: "Avatar video",
    ids.MAKE_VIDEO: "Make video",
    ids.REGENERATE_IMAGE: "Regenerate image",
    ids.REGENERATE_VIDEO: "Regenerate video",
    ids.ADD_AUDIO: "Add audio",
    ids.REQUEST_CHANGES: "Request changes",
    ids.SETTINGS: "Settings",
    ids.PRESETS: "Presets",
    ids.BATCH: "Batch",
    ids.BATCH_ORDER: "Batch",
    ids.NEW_GENERATION: "New generation",
}
"""At most 24 characters each."""

_LONGEST_TITLE: Final = 24


def title_of(form: str) -> str:
    """The title of a form by its callback id."""
    return TITLES.get(form, "Greenlight")


def loading_view(form: str, metadata: Metadata) -> Block:
    """Opened at once, since a trigger lives three seconds; filled by the form of the same callback id."""
    view = _view(form, title_of(form), metadata)
    return {**view, "blocks": [section("Loading…")]}


def form_view(form: str, submit: str, blocks: Sequence[Block], metadata: Metadata) -> Block:
    """A form that can be submitted. Its callback id says which reader it belongs to."""
    view = _view(form, TITLES[form], metadata)
    filled: list[Json] = [*blocks]
    return {**view, "submit": plain(submit, _LONGEST_TITLE), "blocks": filled}


def say_view(title: str, words: str) -> Block:
    """A window without a submit button: what was asked for is not possible, or not any more."""
    view = _view(ids.WINDOW, title, Metadata())
    return {**view, "blocks": [section(sentence(words) or "…")], "close": plain("Close", _LONGEST_TITLE)}


def _view(callback_id: str, title: str, metadata: Metadata) -> Block:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, _LONGEST_TITLE),
        "close": plain("Cancel", _LONGEST_TITLE),
        "private_metadata": metadata.to_text(),
    }
