import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import PersonError
from bot.service.orders import _LETTERS
from bot.views import ids
from tests.domain.examples import task


@given(st.integers(0, 999_999_999))
def test_a_button_names_its_task_and_version(version: int) -> None:
    it = task(version=version)
    assert ids.read_button_value(ids.button_value(it)) == (it.id, it.version)


@pytest.mark.parametrize(
    "value",
    ["", "GL-7K3Q", "GL-7K3Q:", ":3", "GL-7K3Q:-1", "https://evil.example", "GL-7K3Q:1:2", "GL-0O1I:3"],
)
def test_a_value_of_another_shape_is_refused_in_words(value: str) -> None:
    with pytest.raises(PersonError, match="button"):
        ids.read_button_value(value)


@pytest.mark.parametrize(
    "said",
    [
        "GL-7K3Q",
        "gl-7k3q",
        "GL7K3Q",
        "7k3q",
        " `GL-7K3Q` ",
        "GL\u20137K3Q",
        "gl 7k3q",
        "“GL-7K3Q”.",
        "#GL_7K3Q",
    ],
)
def test_an_id_is_read_however_it_is_typed(said: str) -> None:
    assert ids.read_task_id(said) == "GL-7K3Q"


@given(st.text(alphabet=_LETTERS, min_size=4, max_size=8))
def test_every_id_that_can_be_given_is_read(letters: str) -> None:
    assert ids.read_task_id(f"GL-{letters}") == f"GL-{letters}"


@pytest.mark.parametrize("said", ["", "7K3", "GL-", "<@U0ANN00001>", "7K3Q 8M2X", "GL-7K3O"])
def test_what_is_no_id_is_refused_in_words(said: str) -> None:
    with pytest.raises(PersonError, match="GL-7K3Q"):
        ids.read_task_id(said)


def test_a_button_carries_nothing_but_id_and_version() -> None:
    assert re.fullmatch(r"GL-[A-Z0-9]+:\d+", ids.button_value(task(version=7)))
