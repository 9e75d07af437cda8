"""The forms of what was ordered once, as they were filled in then."""

from collections.abc import Mapping

from bot.domain.generation import Generation, Json, Kind
from bot.views import ids
from bot.views.forms.avatar_video import USUAL_RATIO, YES, AvatarVideoForm, ClipForm
from bot.views.forms.product import ANYSHOT, ProductForm
from bot.views.forms.product import USUAL_RATIO as USUAL_PRODUCT_RATIO


def ordered_product(wish: Generation) -> ProductForm:
    """That of a picture; or of a video, whose prompt is about its motion and not about the picture."""
    is_image = wish.kind is Kind.IMAGE
    return ProductForm(
        what=Kind.IMAGE if is_image else Kind.VIDEO,
        product_url=wish.text(ids.PRODUCT_URL),
        prompt=wish.prompt if is_image else "",
        aspect_ratio=wish.text(ids.ASPECT_RATIO) or USUAL_PRODUCT_RATIO,
        type=wish.text(ids.TYPE) or ANYSHOT,
        avatar=wish.text(ids.AVATAR),
        avatar_name=wish.text("avatar_name"),
        scene_url=wish.text(ids.SCENE_URL),
        motion_style=wish.text(ids.MOTION_STYLE),
    )


def ordered_film(wish: Generation) -> AvatarVideoForm:
    """What is of no form comes back empty."""
    further = wish.inputs.get("clips")
    entries = further if isinstance(further, list) else []
    return AvatarVideoForm(
        clips=(
            _clip(wish.inputs, script=ids.PROMPT),
            *(_clip(entry, script=ids.SCRIPT) for entry in entries if isinstance(entry, dict)),
        ),
        background=wish.text(ids.BACKGROUND),
        aspect_ratio=wish.text(ids.ASPECT_RATIO) or USUAL_RATIO,
        captions=wish.text(ids.CAPTIONS) == YES,
        test=wish.text(ids.TEST) == YES,
    )


def _clip(given: Mapping[str, Json], *, script: str) -> ClipForm:
    def text(name: str) -> str:
        value = given.get(name)
        return value if isinstance(value, str) else ""

    return ClipForm(
        avatar=text(ids.AVATAR),
        avatar_name=text("avatar_name"),
        voice=text(ids.VOICE),
        voice_name=text("voice_name"),
        script=text(script),
        audio_url=text(ids.AUDIO_URL),
        clip=text(ids.CLIP),
        clip_name=text("clip_name"),
        style=text(ids.STYLE),
        scale=text(ids.SCALE),
        offset_x=text(ids.OFFSET_X),
        offset_y=text(ids.OFFSET_Y),
    )
