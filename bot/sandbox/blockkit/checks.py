"""The bricks of every rule: a check looks at one value and yields its problems."""

import re
from collections.abc import Mapping

from bot.sandbox.blockkit.problem import Check, Problem, Problems


def string(at_most: int, *, at_least: int = 1) -> Check:
    """A string by its number of code points: an emoji counts as one."""

    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, str):
            yield Problem("must provide a string", pointer)
        elif len(value) < at_least:
            yield Problem(f"must be more than {at_least - 1} characters", pointer)
        elif len(value) > at_most:
            yield Problem(f"must be less than {at_most + 1} characters", pointer)

    return check


def pattern(regex: str) -> Check:
    compiled = re.compile(regex)

    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, str):
            yield Problem("must provide a string", pointer)
        elif not compiled.search(value) or value.endswith("\n"):
            yield Problem(f"input must match regex pattern: {regex}", pointer)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, str) or value not in allowed:
            yield Problem("must be a valid enum value", pointer)

    return check


def boolean(value: object, pointer: str) -> Problems:
    if not isinstance(value, bool):
        yield Problem("must provide a boolean", pointer)


def integer(at_least: int, at_most: int | None = None) -> Check:
    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem("must provide an integer", pointer)
        elif value < at_least:
            yield Problem(f"must be greater than {at_least - 1}", pointer)
        elif at_most is not None and value > at_most:
            yield Problem(f"must be less than {at_most + 1}", pointer)

    return check


def array(item: Check, *, at_most: int | None = None, at_least: int = 0) -> Check:
    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, list):
            yield Problem("must provide an array", pointer)
            return
        if len(value) < at_least:
            yield Problem(f"no fewer than {at_least} items allowed", pointer)
        if at_most is not None and len(value) > at_most:
            yield Problem(f"no more than {at_most} items allowed", pointer)
        for index, entry in enumerate(value):
            yield from item(entry, f"{pointer}/{index}")

    return check


def properties(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these properties and, as Slack insists, with no others."""
    known = {**required, **optional}

    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem("must provide an object", pointer)
            return
        for name in required:
            if name not in value:
                yield Problem(f"missing required field: {name}", pointer)
        for name, entry in value.items():
            if name not in known:
                yield Problem(f"invalid additional property: {name}", pointer)
            else:
                yield from known[name](entry, f"{pointer}/{name}")

    return check


def typed(
    name: str, required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None
) -> Check:
    """An object that names its own type."""
    return properties({"type": one_of(name), **(required or {})}, optional or {})


def by_type(kinds: Mapping[str, Check]) -> Check:
    """One of several objects, told apart by `type`; any other type is not supported here."""

    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem("must provide an object", pointer)
        elif "type" not in value:
            yield Problem("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield Problem(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from kinds[value["type"]](value, pointer)

    return check


def exactly_one(*names: str) -> Check:
    """Of these properties one must be there, and only one."""
    listed = " or ".join(f"`{name}`" for name in names)

    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, dict):
            return
        present = [name for name in names if name in value]
        if not present:
            yield Problem(f"must define either {listed}", pointer)
        elif len(present) > 1:
            yield Problem(f"cannot define both {' and '.join(f'`{name}`' for name in present)}", pointer)

    return check


def at_least_one(*names: str) -> Check:
    listed = " or ".join(f"`{name}`" for name in names)

    def check(value: object, pointer: str) -> Problems:
        if isinstance(value, dict) and not any(name in value for name in names):
            yield Problem(f"must define either {listed}", pointer)

    return check


def all_of(*checks: Check) -> Check:
    def check(value: object, pointer: str) -> Problems:
        for each in checks:
            yield from each(value, pointer)

    return check
