"""What is to be made: the immutable wish that a task carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NewType, TypeAlias

JobId = NewType("JobId", str)

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class Kind(StrEnum):
    """What comes out of a generation."""

    IMAGE = "image"
    VIDEO = "video"
    AVATAR_VIDEO = "avatar_video"
    AUDIO = "audio"

    @property
    def word(self) -> str:
        """What a person calls it: an avatar video and a video with new sound are both a video."""
        return "image" if self is Kind.IMAGE else "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One thing to be made by one provider.

    `call` is the provider's own name of the operation (Creatify: `gen_image`, `gen_video`, `regen_image`,
    `regen_video`). `source_job` is the provider's job that the call starts from, where it starts from one.
    `inputs` are plain JSON values under the names of the form's fields; `prompt` is always among them.
    """

    provider: str
    call: str
    kind: Kind
    inputs: Mapping[str, Json] = field(default_factory=dict)
    source_job: JobId | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", MappingProxyType(dict(self.inputs)))

    @property
    def prompt(self) -> str:
        return self.text("prompt")

    def text(self, name: str) -> str:
        """The input called `name` as text, empty when it was not given."""
        value = self.inputs.get(name)
        return "" if value is None else str(value)
