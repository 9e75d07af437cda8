"""Ids that may stand only once: block ids in a message or view, action ids in a block."""

from collections.abc import Iterator

from bot.sandbox.blockkit.problem import Problem, Problems


def repeated_ids(blocks: object, pointer: str) -> Problems:
    """Say which ids are used again; Slack makes up those that are missing."""
    if not isinstance(blocks, list):
        return
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        own = block.get("block_id")
        if isinstance(own, str) and own in seen:
            yield Problem(f'`block_id` "{own}" already exists', f"{pointer}/{index}/block_id")
        if isinstance(own, str):
            seen.add(own)
        yield from _repeated_actions(block, f"{pointer}/{index}")


def _repeated_actions(block: dict[str, object], pointer: str) -> Problems:
    seen: set[str] = set()
    for element, where in _elements(block, pointer):
        own = element.get("action_id")
        if isinstance(own, str) and own in seen:
            yield Problem(f'`action_id` "{own}" already exists', f"{where}/action_id")
        if isinstance(own, str):
            seen.add(own)


def _elements(block: dict[str, object], pointer: str) -> Iterator[tuple[dict[str, object], str]]:
    for name in ("elements", "actions"):
        listed = block.get(name)
        for index, element in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(element, dict):
                yield element, f"{pointer}/{name}/{index}"


def repeated_focus(blocks: object, pointer: str) -> Problems:
    """Only one element of a view can have the cursor when it opens."""
    focused = 0
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        element = block.get("element") if isinstance(block, dict) else None
        if isinstance(element, dict) and element.get("focus_on_load") is True:
            focused += 1
            if focused > 1:
                yield Problem(
                    "only one element can have `focus_on_load` set to true",
                    f"{pointer}/{index}/element/focus_on_load",
                )
