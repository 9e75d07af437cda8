"""Which picture of a message is meant, in every place where one can stand."""

from typing import Any

import pytest

from bot.views.pictures import Picture, picture_in

URL = "https://shop.example/bag.jpg"


@pytest.mark.parametrize(
    ("message", "picture"),
    [
        ({"files": [{"id": "F1", "mimetype": "image/png"}]}, Picture(file="F1")),
        (
            {"files": [{"id": "F1", "mimetype": "video/mp4"}, {"id": "F2", "mimetype": "image/webp"}]},
            Picture(file="F2"),
        ),
        ({"blocks": [{"type": "image", "slack_file": {"id": "F3"}}]}, Picture(file="F3")),
        ({"blocks": [{"type": "image", "image_url": URL}]}, Picture(url=URL)),
        (
            {"blocks": [{"type": "section", "accessory": {"type": "image", "image_url": URL}}]},
            Picture(url=URL),
        ),
        ({"attachments": [{"image_url": URL}]}, Picture(url=URL)),
        ({"attachments": [{"files": [{"id": "F4", "mimetype": "image/gif"}]}]}, Picture(file="F4")),
        ({"attachments": [{"blocks": [{"type": "image", "image_url": URL}]}]}, Picture(url=URL)),
        ({"text": "hello", "blocks": [{"type": "section", "text": {"text": URL}}]}, None),
        ({"files": "F1", "blocks": [None, 7], "attachments": {"image_url": URL}}, None),
        ({"files": [{"id": 5, "mimetype": None}], "blocks": [{"type": "image", "image_url": 5}]}, None),
    ],
)
def test_the_first_picture_that_people_see(message: dict[str, Any], picture: Picture | None) -> None:
    assert picture_in(message) == picture
