"""Every patch of `make mutants` fits the code as it is, and the test it names exists."""

from pathlib import Path

import pytest

from tests.mutants.__main__ import patched
from tests.mutants.defences import MUTANTS, Mutant
from tests.named import is_test

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.without)
def test_a_patch_takes_something_out(mutant: Mutant) -> None:
    whole = (ROOT / mutant.path).read_text()

    assert patched(whole, mutant) != whole


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.without)
def test_the_test_that_must_fail_exists(mutant: Mutant) -> None:
    assert is_test(mutant.test)


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    assert len({mutant.without for mutant in MUTANTS}) == len(MUTANTS) >= 20
