from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.escape import (
    clean,
    cut,
    escape,
    inert,
    link,
    moment,
    one_line,
    quote,
    quote_plain,
    sentence,
    typed,
)
from tests.views.reading import active_parts, unseen

foreign = st.text() | st.text(alphabet="<>&@!#|;amplgt U0", max_size=60)


@given(foreign)
def test_escaped_text_has_nothing_active(text: str) -> None:
    assert not active_parts(escape(text))
    assert "<" not in escape(text)


@given(foreign, st.integers(2, 40))
def test_a_cut_never_tears_an_entity(text: str, limit: int) -> None:
    short = escape(text, limit)
    assert len(short) <= limit
    assert short.count("&") == sum(short.count(entity) for entity in ("&amp;", "&lt;", "&gt;"))


@given(st.text())
def test_cleaned_text_has_nothing_unseen(text: str) -> None:
    assert not unseen(clean(text))


@given(foreign, st.integers(3, 50))
def test_foreign_words_never_come_to_life_in_a_sentence_of_ours(text: str, limit: int) -> None:
    assert not active_parts(sentence(f"They said “{inert(text, limit)}”."))


def test_text_is_escaped_once() -> None:
    assert escape("Fish & Chips <3 &amp;") == "Fish &amp; Chips &lt;3 &amp;amp;"


def test_ordinary_text_stays_as_it_is() -> None:
    assert clean("Tasche, weiß — “groß”\nこんにちは") == "Tasche, weiß — “groß”\nこんにちは"


@pytest.mark.parametrize("crowd", ["@channel", "@HERE", "@every\u200bone", "@\u202ehere"])
def test_nobody_calls_a_crowd(crowd: str) -> None:
    assert not active_parts(escape(f"look {crowd} look"))


def test_an_address_that_only_begins_like_a_crowd_stays() -> None:
    assert escape("ann@hereford.example") == "ann@hereford.example"


def test_lengths_are_counted_in_code_points() -> None:
    assert cut("🎉" * 10, 10) == "🎉" * 10
    assert cut("🎉" * 11, 10) == "🎉" * 9 + "…"


def test_a_quotation_is_one_line_within_its_limit() -> None:
    assert quote("warmer\n\n light", 40) == "“warmer light”"
    assert quote_plain("clean background", 12) == "“clean bac…”"
    assert len(quote("&" * 100, 50)) <= 50


def test_our_own_mentions_live_in_a_sentence_and_no_others() -> None:
    assert sentence("Only <@U0BEN00001> or <!channel> & <#C0LAUNCH01>") == (
        "Only <@U0BEN00001> or &lt;!channel&gt; &amp; &lt;#C0LAUNCH01&gt;"
    )


def test_a_moment_is_shown_in_the_time_zone_of_its_reader() -> None:
    at = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
    assert moment(at) == f"<!date^{int(at.timestamp())}^{{time}}|14:02 UTC>"


def test_a_link_cannot_be_ended_from_within() -> None:
    assert link("https://a.example/x>y|z&w", "a > b") == "<https://a.example/x%3Ey%7Cz&amp;w|a &gt; b>"


def test_what_was_typed_comes_back_unchanged_but_for_control_characters() -> None:
    family = "👩\u200d👧 \u0645\u06cc\u200c\u062e\n\ttab"
    assert typed(f"{family}\x00\x1b", 100) == family


def test_one_line_has_no_line_ends() -> None:
    assert one_line(" a\r\nb\u2028c\td ") == "a b c d"
