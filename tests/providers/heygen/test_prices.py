"""What a film is thought to cost before it is made."""

from decimal import Decimal
from typing import Any

import pytest

from tests.providers.heygen.wishes import HEYGEN, wish


@pytest.mark.parametrize(
    ("inputs", "credit"),
    [
        ({"prompt": "Hello there", "avatar": "a"}, 1),
        ({"prompt": "word " * 75, "avatar": "a"}, 1),
        ({"prompt": "word " * 76, "avatar": "a"}, 2),
        ({"prompt": "word " * 150, "avatar": "a"}, 2),
        ({"prompt": "word " * 75, "image_url": "https://a/b.png"}, "0.5"),
        ({"prompt": "言" * 76, "avatar": "a"}, 2),
        ({"prompt": "", "avatar": "a", "audio_url": "https://a/s.mp3"}, 2),
        ({"prompt": "word " * 75, "avatar": "a", "clips": [{"avatar": "b", "script": "word " * 75}]}, 2),
        ({"prompt": "word " * 70, "avatar": "a", "clips": [{"picture_url": "p", "duration": "3"}]}, 2),
        ({"prompt": "word", "avatar": "a", "clips": [{"picture_url": "p", "duration": "long"}]}, 3),
        ({"prompt": "word", "avatar": "a", "clips": [{"picture_url": "p", "duration": "inf"}]}, 3),
        ({"prompt": "word " * 400, "avatar": "a", "test": True}, 0),
        ({"prompt": "", "avatar": "a", "audio_url": "", "duration": "0"}, 2),
    ],
)
def test_the_price_goes_by_the_script_in_steps_of_half_a_minute(
    inputs: dict[str, Any], credit: object
) -> None:
    assert HEYGEN.estimate(wish(**inputs)) == Decimal(str(credit))
