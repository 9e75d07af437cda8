"""The forms that put sound under a video: by its provider, or from a file of one's own; and their reader."""

from dataclasses import dataclass
from typing import Final

from bot.addresses import clean_slack_url
from bot.domain.generation import Json
from bot.domain.task import TaskId
from bot.errors import FormError, PersonError
from bot.views import ids
from bot.views.blocks import context
from bot.views.forms.animate import AI_AUDIO, AUDIO, OWN_AUDIO
from bot.views.forms.fields import choice_field, file_field, text_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.review import asked_note
from bot.views.forms.values import StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels, money
from bot.views.text.answers import order_gone
from bot.views.text.motion import audio_wanted

ADDED: Final = {AI_AUDIO: AUDIO[AI_AUDIO], OWN_AUDIO: AUDIO[OWN_AUDIO]}
FILE_TYPES: Final = ("mp3", "m4a", "wav", "ogg", "flac", "aac")


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioForm:
    """Sound for the video of `task`: made by its provider, from a link, or (`file`) uploaded to Slack."""

    task: TaskId
    audio_type: str = AI_AUDIO
    audio_url: str = ""
    file: str = ""
    response_url: str = ""

    def inputs(self) -> dict[str, Json]:
        if self.file:
            return {ids.AUDIO_FILE: self.file}
        own: dict[str, Json] = {ids.AUDIO_URL: self.audio_url} if self.audio_type == OWN_AUDIO else {}
        return {ids.AUDIO: self.audio_type, **own}


def add_audio_form(
    metadata: Metadata,
    *,
    price: str,
    audio_type: str = AI_AUDIO,
    audio_url: str = "",
    takes_file: bool = False,
    asked: str = "",
    form: str = ids.ADD_AUDIO,
) -> Block:
    """For a video whose provider makes or takes the sound. `price` is in words; `takes_file`: a file may be
    given in place of that."""
    hint = "In place of the above: put under the video here, for free."
    file = file_field(ids.AUDIO_FILE, labels.AUDIO_FILE, types=FILE_TYPES, hint=hint, optional=True)
    blocks = [
        *asked_note(asked),
        choice_field(ids.AUDIO, labels.AUDIO, ADDED, initial=audio_type),
        text_field(
            ids.AUDIO_URL,
            labels.AUDIO_URL,
            initial=audio_url,
            placeholder="https://…",
            hint="For Own URL.",
            optional=True,
        ),
        *([file] if takes_file else []),
        context(money.about_first(price)),
    ]
    return form_view(
        form, "Regenerate" if form == ids.REGENERATE_VIDEO else labels.ADD_AUDIO, blocks, metadata
    )


def audio_file_form(metadata: Metadata, *, asked: str = "", form: str = ids.ADD_AUDIO) -> Block:
    """For any other video: the file is put under it here, for free; once more, it may be the same one."""
    is_again = form == ids.REGENERATE_VIDEO
    hint = "It begins with the video and ends with it."
    blocks = [
        *asked_note(asked),
        file_field(
            ids.AUDIO_FILE,
            labels.AUDIO_FILE,
            types=FILE_TYPES,
            hint=f"{hint} Without another, the file from before." if is_again else hint,
            optional=is_again,
        ),
        context("Free: the sound is put under the video here."),
    ]
    return form_view(form, "Regenerate" if is_again else labels.ADD_AUDIO, blocks, metadata)


def read_add_audio(
    values: StateValues, private_metadata: str, *, file: bool, again: bool = False
) -> AudioForm:
    """`file`: the form asks for a file alone, and needs none when it is filled in `again`.

    Raises FormError by block id, PersonError when the task is lost.
    """
    given, kept = Values(values), read_metadata(private_metadata)
    if kept.task is None:
        raise PersonError(order_gone())
    chosen = given.option(ids.AUDIO)
    read = AudioForm(
        task=kept.task,
        audio_type=chosen if chosen in ADDED else AI_AUDIO,
        audio_url=clean_slack_url(given.text(ids.AUDIO_URL)),
        file=given.file(ids.AUDIO_FILE),
        response_url=kept.response_url,
    )
    if file and not read.file and not again:
        raise FormError({ids.AUDIO_FILE: audio_wanted()})
    if not file and not read.file and read.audio_type == OWN_AUDIO and not read.audio_url:
        raise FormError({ids.AUDIO_URL: "Please give the https link of the audio, or choose AI audio."})
    return read
