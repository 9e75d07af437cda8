"""Nobody watches the films of these tests."""

from tests.drawn_once import few_frames as few_frames
