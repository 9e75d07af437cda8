"""Forms, each beside the reader of its submission; they share their ids."""

from bot.views.forms.animate import (
    AnimateForm,
    animate_form,
    offer_mark,
    ordered_animation,
    read_animate,
    read_open_animate,
)
from bot.views.forms.audio import AudioForm, add_audio_form, audio_file_form, read_add_audio
from bot.views.forms.avatar_video import (
    MOST_CLIPS,
    AvatarVideoForm,
    ClipForm,
    avatar_video_form,
    ratios_of,
    read_avatar_video,
)
from bot.views.forms.batch import (
    MOST_BYTES,
    BatchForm,
    Column,
    TableRow,
    What,
    batch_form,
    batch_outcome,
    read_batch,
    read_table,
)
from bot.views.forms.choices import choice_options
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.offer import MOST_PRESETS, Offer, chosen_name
from bot.views.forms.ordered import ordered_film, ordered_product
from bot.views.forms.presets import known_name, presets_form, read_presets
from bot.views.forms.product import (
    ProductForm,
    new_generation_form,
    product_image_form,
    product_video_form,
    read_new_generation,
    read_open_product,
    read_product_image,
    read_product_video,
)
from bot.views.forms.review import (
    ChangesForm,
    TaskForm,
    make_video_form,
    read_request_changes,
    read_task_form,
    regenerate_image_form,
    regenerate_video_form,
    request_changes_form,
    with_change,
)
from bot.views.forms.settings import SettingsForm, read_settings, settings_form
from bot.views.forms.values import FILLED_BY, StateValues
from bot.views.forms.windows import loading_view, say_view, title_of

__all__ = [
    "FILLED_BY",
    "MOST_BYTES",
    "MOST_CLIPS",
    "MOST_PRESETS",
    "AnimateForm",
    "AudioForm",
    "AvatarVideoForm",
    "BatchForm",
    "ChangesForm",
    "ClipForm",
    "Column",
    "Metadata",
    "Offer",
    "ProductForm",
    "SettingsForm",
    "StateValues",
    "TableRow",
    "TaskForm",
    "What",
    "add_audio_form",
    "animate_form",
    "audio_file_form",
    "avatar_video_form",
    "batch_form",
    "batch_outcome",
    "choice_options",
    "chosen_name",
    "known_name",
    "loading_view",
    "make_video_form",
    "new_generation_form",
    "offer_mark",
    "ordered_animation",
    "ordered_film",
    "ordered_product",
    "presets_form",
    "product_image_form",
    "product_video_form",
    "ratios_of",
    "read_add_audio",
    "read_animate",
    "read_avatar_video",
    "read_batch",
    "read_metadata",
    "read_new_generation",
    "read_open_animate",
    "read_open_product",
    "read_presets",
    "read_product_image",
    "read_product_video",
    "read_request_changes",
    "read_settings",
    "read_table",
    "read_task_form",
    "regenerate_image_form",
    "regenerate_video_form",
    "request_changes_form",
    "say_view",
    "settings_form",
    "title_of",
    "with_change",
]
