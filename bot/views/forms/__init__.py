"""Forms, each beside the reader of its submission; they share their ids."""

from bot.views.forms.avatars import avatar_options
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.product import (
    ProductForm,
    new_generation_form,
    product_image_form,
    product_video_form,
    read_new_generation,
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
)
from bot.views.forms.settings import SettingsForm, read_settings, settings_form
from bot.views.forms.values import StateValues
from bot.views.forms.windows import loading_view, say_view, title_of

__all__ = [
    "ChangesForm",
    "Metadata",
    "ProductForm",
    "SettingsForm",
    "StateValues",
    "TaskForm",
    "avatar_options",
    "loading_view",
    "make_video_form",
    "new_generation_form",
    "product_image_form",
    "product_video_form",
    "read_metadata",
    "read_new_generation",
    "read_product_image",
    "read_product_video",
    "read_request_changes",
    "read_settings",
    "read_task_form",
    "regenerate_image_form",
    "regenerate_video_form",
    "request_changes_form",
    "say_view",
    "settings_form",
    "title_of",
]
