"""Windows redrawn in the order of what was chosen in them."""

import asyncio

from handlers.turns import MOST_WINDOWS, Turns


async def test_a_choice_that_a_newer_one_overtook_is_not_drawn() -> None:
    turns, drawn = Turns(), list[str]()

    async def redraw(moment: str) -> None:
        async with turns.take("V1", moment) as is_newest:
            if is_newest:
                await asyncio.sleep(0)
                drawn.append(moment)

    await asyncio.gather(redraw("3.0"), redraw("1.0"), redraw("2.0"))

    assert drawn == ["3.0"]


async def entered(turns: Turns) -> bool:
    async with turns.take("V1", "2.0") as is_newest:
        return is_newest


async def test_choices_in_one_window_wait_for_each_other_and_not_for_another_s() -> None:
    turns = Turns()

    async with turns.take("V1", "1.0"), turns.take("V2", "1.0") as other:
        later = asyncio.create_task(entered(turns))
        await asyncio.sleep(0)

        assert other
        assert not later.done()

    assert await later


async def test_windows_of_long_ago_are_forgotten() -> None:
    turns = Turns()
    for number in range(MOST_WINDOWS + 10):
        async with turns.take(f"V{number}", "1.0"):
            pass

    assert len(turns) == MOST_WINDOWS
