"""What a preset makes of an order, by its sort."""

from dataclasses import replace

import pytest

from bot.domain.generation import Json
from bot.domain.presets import PARTS, Part, Preset, Sort
from tests.domain.examples import CHANNEL, TEAM

ALL = Preset(
    team=TEAM,
    channel=CHANNEL,
    name="Spring",
    style="soft light",
    values={
        "aspect_ratio": "9x16",
        "avatar": "a-1",
        "avatar_name": "Ada",
        "speaker": "s-1",
        "speaker_name": "Sol",
        "voice": "v-1",
        "voice_name": "Vox",
        "effect": "e-1",
        "effect_name": "Spin",
    },
)
LOCKED = replace(ALL, locked=frozenset(Part))

FILLED: dict[Sort, dict[str, Json]] = {
    Sort.PRODUCT: {
        "aspect_ratio": "9x16",
        "avatar": "a-1",
        "avatar_name": "Ada",
        "type": "product_avatar",
        "prompt": "on marble. soft light",
    },
    Sort.VIDEO: {"prompt": "on marble. soft light"},
    Sort.ANIMATION: {"prompt": "on marble. soft light"},
    Sort.FILM: {
        "aspect_ratio": "9:16",
        "avatar": "s-1",
        "avatar_name": "Sol",
        "voice": "v-1",
        "voice_name": "Vox",
        "prompt": "on marble",
    },
}


@pytest.mark.parametrize("sort", Sort)
def test_an_order_starts_with_what_its_sort_takes(sort: Sort) -> None:
    made = ALL.starts({"prompt": "on marble"}, sort)

    assert made == {**FILLED[sort], "preset": "Spring"}


@pytest.mark.parametrize("sort", Sort)
def test_what_is_not_locked_can_be_changed_and_what_is_locked_cannot(sort: Sort) -> None:
    other = {name: f"other {name}" for given in ALL.fills(sort).values() for name in given}

    free = ALL.applies({"prompt": "", **other}, sort)
    bound = LOCKED.applies({"prompt": "", **other}, sort)

    assert {name: free[name] for name in other} == other
    assert {name: bound[name] for name in other} == {
        name: value for given in ALL.fills(sort).values() for name, value in given.items()
    }


@pytest.mark.parametrize(("sort", "part"), [(sort, part) for sort in Sort for part in PARTS[sort]])
def test_a_contradiction_is_told_by_its_part(sort: Sort, part: Part) -> None:
    (name, *_) = ALL.fills(sort)[part]
    bound = replace(ALL, locked=frozenset({part}))

    assert bound.contradicted({name: "other"}, sort) is part
    assert ALL.contradicted({name: "other"}, sort) is None
    assert bound.contradicted(dict(bound.fills(sort)[part]), sort) is None


def test_a_style_is_added_once_and_to_no_script_and_to_no_effect() -> None:
    once = ALL.applies({"prompt": "on marble."}, Sort.PRODUCT)

    assert ALL.applies(once, Sort.PRODUCT) == once
    assert ALL.starts({"prompt": ""}, Sort.ANIMATION)["effect_code"] == "e-1"
    assert not ALL.starts({"prompt": ""}, Sort.ANIMATION)["prompt"]


def test_whoever_is_locked_speaks_in_every_clip_and_is_only_heard_over_a_result() -> None:
    clips: list[Json] = [
        {"script": "b", "avatar": "x"},
        {"clip": "GL-2222", "script": "c"},
        {"clip": "GL-3333"},
    ]

    made = LOCKED.applies({"prompt": "a", "clips": clips}, Sort.FILM)

    voice = {"voice": "v-1", "voice_name": "Vox"}
    speaker = {"avatar": "s-1", "avatar_name": "Sol", **voice}
    assert {name: made[name] for name in speaker} == speaker
    assert made["clips"] == [
        {"script": "b", **speaker},
        {"clip": "GL-2222", "script": "c", **voice},
        {"clip": "GL-3333"},
    ]


def test_only_a_standard_preset_that_locks_something_binds() -> None:
    assert [it.binds for it in (ALL, LOCKED, replace(ALL, is_standard=True))] == [False, False, False]
    assert replace(LOCKED, is_standard=True).binds
