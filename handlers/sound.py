"""Sound under a finished video: the form that asks which, and the order that it becomes."""

from dataclasses import replace

from bot.domain.generation import Generation
from bot.domain.task import Task
from bot.views import forms, ids
from bot.views.forms import AudioForm, Metadata
from bot.views.message import Block
from bot.views.text import money
from handlers import orders
from handlers.desk import Desk, Payload
from handlers.submissions import order_child, read_result, values_of


def form_of(desk: Desk, video: Task, metadata: Metadata) -> Block:
    """Its provider's form where that adds sound; else a file is asked for. Raises PersonError where nobody
    can put sound under this video."""
    if desk.service.provider_of(video).can.adds_audio is None:
        orders.mixer(desk)
        return forms.audio_file_form(metadata)
    wish = orders.sound_under(desk, video, AudioForm(task=video.id).inputs())
    mixes = any(provider.can.mixes for provider in desk.service.providers.values())
    return forms.add_audio_form(_priced(desk, metadata, wish), price=_price(desk, wish), takes_file=mixes)


def form_again(desk: Desk, heard: Task, metadata: Metadata) -> Block:
    """The form that `heard` got its sound by, filled in as it was then; a file is asked for anew."""
    wish = heard.generation
    if desk.service.provider_of(heard).can.is_ours:
        orders.mixer(desk)
        return forms.audio_file_form(metadata, asked=heard.asked_change, form=ids.REGENERATE_VIDEO)
    return forms.add_audio_form(
        _priced(desk, metadata, wish),
        price=_price(desk, wish),
        audio_type=wish.text(ids.AUDIO),
        audio_url=wish.text(ids.AUDIO_URL),
        asked=heard.asked_change,
        form=ids.REGENERATE_VIDEO,
    )


async def submit(desk: Desk, body: Payload) -> None:
    """Raises FormError by block id, PersonError when the video is not there any more."""
    video, _ = await read_result(desk, body)
    read = _read(body, with_file=desk.service.provider_of(video).can.adds_audio is None)
    if read.file:
        wish = orders.mix_under(desk, video, read.file)
    else:
        wish = orders.sound_under(desk, video, read.inputs())
    await order_child(desk, body, video, wish, reply_to=read.response_url)


async def submit_again(desk: Desk, body: Payload, heard: Task) -> None:
    """Other sound under the same film; of a file, the same again where none was added."""
    is_file = desk.service.provider_of(heard).can.is_ours
    read = _read(body, with_file=is_file, again=True)
    inputs = {} if is_file and not read.file else read.inputs()
    wish = orders.sound_again(desk, heard, inputs)
    await order_child(desk, body, heard, wish, reply_to=read.response_url)


def _read(body: Payload, *, with_file: bool, again: bool = False) -> AudioForm:
    metadata = body["view"]["private_metadata"]
    return forms.read_add_audio(values_of(body), metadata, file=with_file, again=again)


def _priced(desk: Desk, metadata: Metadata, wish: Generation) -> Metadata:
    return replace(metadata, seen=str(desk.prices.estimate(wish)))


def _price(desk: Desk, wish: Generation) -> str:
    return money.price_of_generation(desk.prices, wish)
