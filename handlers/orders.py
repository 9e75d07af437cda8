"""From what a person gave to a checked generation: the last step before an order is written down."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.addresses import LONGEST_URL, check_public_url
from bot.domain.generation import Generation, Json, Kind
from bot.domain.task import ChannelId, Status, Task, TeamId, UserId
from bot.errors import FormError, PersonError
from bot.providers.provider import Capabilities, Provider
from bot.service import Order
from bot.views import text
from bot.views.text.motion import MOTION
from bot.views.text.wishes import wish_words
from handlers.desk import Desk, Payload

CREATIFY: Final = "creatify"
CREATIFY_URL_LIMIT: Final = 200
"""https://docs.creatify.ai/api-reference/product_to_videos/post-apiproduct_to_videos-gen_image"""

AKOOL: Final = "akool"
HEYGEN: Final = "heygen"
KEYS: Final[Mapping[str, tuple[str, str]]] = {
    CREATIFY: ("Creatify", "CREATIFY_API_ID and CREATIFY_API_KEY"),
    AKOOL: ("Akool", "AKOOL_CLIENT_ID and AKOOL_CLIENT_SECRET"),
    HEYGEN: ("HeyGen", "HEYGEN_API_KEY"),
}
"""What switches a provider on."""

URL_INPUTS: Final = ("product_url", "scene_url", "image_url", "audio_url")


def painter(desk: Desk) -> tuple[Provider, str]:
    """Who makes product images, and by which call. Raises PersonError while nobody is set up to."""
    return _able(desk, lambda can: can.makes_image, usual=CREATIFY)


def product_image(desk: Desk, inputs: Mapping[str, Json]) -> Generation:
    """A new product image. Raises PersonError; FormError is keyed by input name."""
    return _checked(desk, Generation(provider=CREATIFY, call="gen_image", kind=Kind.IMAGE, inputs=inputs))


def video_of(desk: Desk, image: Task, family: Sequence[Task], inputs: Mapping[str, Json]) -> Generation:
    """The video of a delivered image; a fresh one where its job has made, or failed to make, one before."""
    can = desk.service.provider_of(image).can
    tried = any(task.job_id == image.job_id and task.kind is Kind.VIDEO for task in family)
    call = can.remakes_video if tried else can.makes_video
    return _from_job(desk, image, call, Kind.VIDEO, {**_subject(image), **inputs})


def image_again(desk: Desk, task: Task, image: Task, inputs: Mapping[str, Json]) -> Generation:
    """Another picture from the same product; `task` may be a video of `image`, whose job starts it."""
    call = desk.service.provider_of(task).can.remakes_image
    kept = {**image.generation.inputs, **inputs}
    return _from_job(desk, task, call, Kind.IMAGE, kept)


def video_again(desk: Desk, task: Task, inputs: Mapping[str, Json]) -> Generation:
    """Another film from the same picture."""
    call = desk.service.provider_of(task).can.remakes_video
    return _from_job(desk, task, call, Kind.VIDEO, {**task.generation.inputs, **inputs})


def animator(desk: Desk) -> tuple[Provider, str]:
    """Who sets pictures in motion, and by which call. Raises PersonError while nobody is set up to."""
    return _able(desk, lambda can: can.animates, usual=AKOOL)


def animation(desk: Desk, inputs: Mapping[str, Json]) -> Generation:
    """A picture set in motion: by an effect, by what the prompt says, or else by a quiet movement."""
    is_said = inputs.get("effect_code") or inputs.get("prompt")
    return _checked(desk, open_animation(desk, inputs if is_said else {**inputs, "prompt": MOTION}))


def open_animation(desk: Desk, inputs: Mapping[str, Json]) -> Generation:
    """The same while it is filled in: good for a price, not for an order."""
    provider, call = animator(desk)
    return Generation(provider=provider.name, call=call, kind=Kind.VIDEO, inputs=inputs)


def speaker(desk: Desk) -> tuple[Provider, str]:
    """Whose avatars speak, and by which call. Raises PersonError while nobody is set up for that."""
    return _able(desk, lambda can: can.speaks, usual=HEYGEN)


def film(desk: Desk, inputs: Mapping[str, Json]) -> Generation:
    """A film that avatars speak, of one clip or several."""
    return _checked(desk, open_film(desk, inputs))


def open_film(desk: Desk, inputs: Mapping[str, Json]) -> Generation:
    """The same while it is filled in: good for a price, not for an order."""
    provider, call = speaker(desk)
    return Generation(provider=provider.name, call=call, kind=Kind.AVATAR_VIDEO, inputs=inputs)


def sound_under(desk: Desk, video: Task, inputs: Mapping[str, Json]) -> Generation:
    """The same film with sound, by its own provider, which prices it by its length."""
    call = desk.service.provider_of(video).can.adds_audio
    kept = {name: video.generation.inputs[name] for name in _HEARD if name in video.generation.inputs}
    return _from_job(desk, video, call, Kind.AUDIO, {"prompt": "", **kept, **inputs})


def mixer(desk: Desk) -> tuple[Provider, str]:
    """Who puts sound under the films of others. Raises PersonError where that is not installed."""
    for provider in desk.service.providers.values():
        if provider.can.mixes:
            return provider, provider.can.mixes
    raise PersonError(text.no_mixing())


def mix_under(desk: Desk, video: Task, file: str) -> Generation:
    """The same film with the sound of a file, put together here, whoever made the film."""
    if video.media is None:
        raise PersonError(text.moved_on(video))
    provider, call = mixer(desk)
    inputs: dict[str, Json] = {
        "prompt": wish_words(video.generation),
        "audio_file": file,
        "video": video.media.path,
    }
    return _checked(desk, Generation(provider=provider.name, call=call, kind=Kind.AUDIO, inputs=inputs))


def sound_again(desk: Desk, heard: Task, inputs: Mapping[str, Json]) -> Generation:
    """Other sound under the film that `heard` was made from."""
    old = heard.generation
    kept = {name: value for name, value in old.inputs.items() if name != "audio_url"}
    return _checked(desk, replace(old, inputs={**kept, **inputs}))


async def order_typed(
    desk: Desk, body: Payload, generation: Generation, *, follow_up: Kind | None = None
) -> None:
    """Write down what a slash command asked for; the same command delivered twice is one order."""
    await desk.service.request(
        Order(
            team=TeamId(body["team_id"]),
            channel=ChannelId(body["channel_id"]),
            person=UserId(body["user_id"]),
            generation=generation,
            dedupe=f"command:{body['trigger_id']}",
            follow_up=follow_up,
            reply_to=body.get("response_url", ""),
        )
    )


def was_seen(desk: Desk, wish: Generation, price: str) -> bool:
    """Whether the form said a price (credits) that covers this: a form is not redrawn at every letter."""
    try:
        return desk.prices.estimate(wish) <= Decimal(price)
    except ArithmeticError:
        return False


def _able(desk: Desk, ability: Callable[[Capabilities], str | None], *, usual: str) -> tuple[Provider, str]:
    """The first provider with this ability. `usual` is the one to be switched on where none has it."""
    for provider in desk.service.providers.values():
        if call := ability(provider.can):
            return provider, call
    raise PersonError(text.provider_off(*KEYS[usual]))


_HEARD: Final = ("prompt", "video_length", "effect_name")
"""What a film with sound keeps of the film without."""


def _subject(image: Task) -> dict[str, Json]:
    """What a video keeps of its image: the product and who shows it, not the words of the picture."""
    kept = ("product_url", "type", "avatar", "avatar_name", "aspect_ratio")
    return {name: image.generation.inputs[name] for name in kept if name in image.generation.inputs}


def _from_job(desk: Desk, task: Task, call: str | None, kind: Kind, inputs: Mapping[str, Json]) -> Generation:
    if call is None or task.job_id is None or task.status in {Status.DELETING, Status.DELETED}:
        raise PersonError(text.moved_on(task))
    name = task.generation.provider
    return _checked(
        desk, Generation(provider=name, call=call, kind=kind, inputs=inputs, source_job=task.job_id)
    )


def _checked(desk: Desk, generation: Generation) -> Generation:
    provider = desk.service.providers.get(generation.provider)
    if provider is None:
        raise PersonError(
            text.provider_off(*KEYS.get(generation.provider, (generation.provider, "its keys")))
        )
    if faults := _url_faults(desk, generation):
        raise FormError(faults)
    return provider.check(generation)


def _url_faults(desk: Desk, generation: Generation) -> dict[str, str]:
    """All at once, so that a person mends them at once."""
    faults = {}
    limit = CREATIFY_URL_LIMIT if generation.provider == CREATIFY else LONGEST_URL
    for name, url in _urls(generation):
        try:
            check_public_url(url, allow_loopback=desk.allow_loopback, limit=limit)
        except PersonError as error:
            faults[name] = str(error)
    return faults


def _urls(generation: Generation) -> Iterator[tuple[str, str]]:
    """Every link that somebody gave, by the name of its field. A background may be a colour as well."""
    yield from ((name, url) for name in URL_INPUTS if (url := generation.text(name)))
    background = generation.text("background")
    if background and not background.startswith("#"):
        yield "background", background
    clips = generation.inputs.get("clips")
    for place, clip in enumerate(clips if isinstance(clips, list) else []):
        if isinstance(clip, dict) and (url := str(clip.get("audio_url") or "")):
            yield f"clips.{place}.audio_url", url
