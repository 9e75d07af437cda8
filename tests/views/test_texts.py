"""Small messages, sentences and lists."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.pricing import PriceList
from bot.domain.task import Status, UserId
from bot.errors import OverBudget
from bot.views import text
from bot.views.lists import balance_message, help_message
from bot.views.text.times import bar, length
from tests.domain.examples import ANN, BEN, PICTURE, task
from tests.views.reading import PERMALINK, buttons_of, dialog_of, rows_of, words_of
from tests.views.scenes import PRICES, child


def test_a_dear_order_is_asked_about_with_its_price() -> None:
    asked = text.spend_question(task(estimate=Decimal(20)), PRICES)
    assert asked.text.startswith("Spend about 20 credits?")
    assert rows_of(asked) == [["Spend", "Cancel"]]


def test_money_is_said_where_a_credit_has_a_price() -> None:
    priced = PriceList(credit_worth={"creatify": Decimal("0.2")})
    assert "about 20 credits (4.00 USD)" in text.spend_question(task(estimate=Decimal(20)), priced).text


@pytest.mark.parametrize(
    ("admins", "may_lift", "who"),
    [
        ([ANN, BEN], False, f"<@{ANN}> or <@{BEN}>"),
        ([], False, "A workspace admin"),
        ([ANN, BEN], True, "You"),
    ],
)
def test_a_stop_says_who_can_lift_it_to_an_admin_that_it_is_them(
    admins: list[UserId], may_lift: bool, who: str
) -> None:
    over = OverBudget(limit=Decimal(1), used=Decimal("1.2"), is_personal=False)
    said = text.over_budget(task(), over, prices=PRICES, admins=admins, may_lift=may_lift)

    assert f" {who} can change that in /greenlight settings; then press Try again." in said


def test_an_order_where_the_bot_is_not_says_how_to_invite_it() -> None:
    refused = text.refused_privately(task(Status.REFUSED, reason=text.not_in_channel()))
    assert refused.text == "I'm not in this channel. Type /invite @Greenlight, then press Try again."
    assert dialog_of(buttons_of(refused)["Try again"]) == "About 1 credit."


def test_a_refusal_that_trying_again_would_not_mend_has_no_button() -> None:
    refused = text.refused_privately(
        task(Status.REFUSED, reason=f"Only <@{BEN}> can request something here.")
    )
    assert rows_of(refused) == []
    assert f"<@{BEN}>" in refused.text


def test_another_channel_hears_of_finished_work_with_a_link() -> None:
    heard = text.finished_elsewhere(task(Status.DELIVERED), PERMALINK)
    assert heard.text.startswith(f"Image for <@{ANN}> is ready “clean background”. <https://acorn.slack.com/")


def test_messages_of_the_channel_itself_do_not_show_the_id() -> None:
    film = child("GL-AAA2", Status.APPROVED, decided_by=BEN)
    for message in (text.approved_film(film, PERMALINK), text.finished_elsewhere(film, PERMALINK)):
        assert "GL-" not in words_of(message)


def test_a_late_click_is_told_what_happened_instead() -> None:
    assert text.moved_on(task(Status.APPROVED, decided_by=BEN)) == (
        f"Too late: GL-7K3Q is approved now by <@{BEN}>. Nothing was changed."
    )


@pytest.mark.parametrize(
    ("copy", "slack", "tries_on", "said"),
    [
        ("", False, False, ""),
        (text.no_delete_call("Creatify"), False, False, "Creatify keeps its copy: it has no delete call."),
        (text.copy_busy("Akool"), False, True, "Akool keeps its copy: still processing. I keep trying."),
        ("", True, False, "Slack did not let me delete the file; a workspace admin can."),
    ],
)
def test_leftovers_of_a_delete_are_said(copy: str, slack: bool, tries_on: bool, said: str) -> None:
    assert text.leftovers(copy, slack=slack, tries_on=tries_on) == said


def test_what_a_provider_says_of_a_kept_copy_mentions_nobody() -> None:
    assert text.copy_kept("Akool", "") == "Akool keeps its copy and does not say why."
    assert text.copy_kept("Akool", "ask <!channel>.").startswith("Akool keeps its copy: “ask ")
    assert "<!channel>" not in text.copy_kept("Akool", "ask <!channel>.")


def test_a_missing_scope_is_named() -> None:
    assert "files:write" in text.missing_scope("files:write")
    assert text.missing_scope("").startswith("Greenlight lacks a Slack scope.")


def test_a_file_has_the_ending_of_its_bytes() -> None:
    assert text.file_name(task(Status.DELIVERED, media=PICTURE)) == "GL-7K3Q.png"
    assert text.file_name(child("GL-AAA2", Status.FETCHING)) == "GL-AAA2.mp4"
    assert text.file_title(task()) == "Image: clean background"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (20, "0:20"), (725, "12:05"), (3723, "1:02:03"), (-5, "0:00")]
)
def test_lengths_of_time(seconds: int, words: str) -> None:
    assert length(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(("elapsed", "cells"), [(0, "▓░░░░"), (20, "▓▓▓░░"), (44, "▓▓▓▓░"), (500, "▓▓▓▓░")])
def test_the_bar_moves_and_is_never_full(elapsed: int, cells: str) -> None:
    assert bar(timedelta(seconds=elapsed), timedelta(seconds=45)) == cells


def test_the_help_names_every_command() -> None:
    said = help_message().text
    for command in ("/product-image", "/product-video", "tasks", "show", "settings", "balance", "cancel"):
        assert command in said


def test_balances_are_said_by_provider() -> None:
    assert balance_message({"Creatify": "412.5 credits"}).text == "*Creatify* 412.5 credits left"
    assert balance_message({}).text == "No provider is set up here."
