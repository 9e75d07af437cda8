"""Types are told by bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.generation import Kind
from bot.media import sniff
from bot.media.sniff import EXTENSIONS, fits


@pytest.mark.parametrize(
    ("start", "mime"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0..JFIF", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x18ftypM4V ", "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska", None),
        (b"\0\0\0\x1cftypavif", None),
        (b"\0\0\0\x1cftypheic", None),
        (b"\0\0\0\x1cftypM4A ", None),
        (b"RIFF\x10\0\0\0WAVEfmt ", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<!doctype html>", None),
        (b"ID3\x03", None),
        (b"\x89PNG\r\n", None),
        (b"", None),
    ],
)
def test_the_first_bytes_decide(start: bytes, mime: str | None) -> None:
    assert sniff(start) == mime


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_have_a_known_type_or_none(start: bytes) -> None:
    assert sniff(start) in {None, *EXTENSIONS}


def test_each_kind_takes_its_own_types() -> None:
    assert fits("image/gif", Kind.IMAGE)
    assert fits("video/mp4", Kind.AUDIO)
    assert not fits("video/mp4", Kind.IMAGE)
