"""Modals: what they send, how they say what is wrong, and that nothing typed is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import scenes
from tests.browser.fake_server import FakeServer, png
from tests.browser.scenes import ANN, BEN, STUDIO, field, image_form, modal, options, plain, section

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
Json = dict[str, Any]


async def opened(page: Page, server: FakeServer, view: Json) -> Locator:
    server.emit("view_open", view=view)
    dialog = page.get_by_role("dialog", name=view["title"]["text"])
    await dialog.wait_for()
    return dialog


async def submitted(server: FakeServer, view_id: str) -> Json:
    """The values that the page sent with a form."""
    values: Json = (await server.heard(f"{ANN}/views/{view_id}/submit"))[-1]["values"]
    return values


async def test_every_kind_of_input_sends_its_state(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    view = modal(
        "V0EVERY001",
        "Everything",
        field("Prompt", "plain_text_input", multiline=True),
        field("Product image URL", "url_text_input"),
        field("Length", "number_input", is_decimal_allowed=False),
        field("Mail", "email_text_input"),
        field("Ratio", "static_select", options=options("1:1", "9:16")),
        field("Approver", "users_select"),
        field("Channel", "conversations_select", default_to_current_conversation=True),
        field("Type", "radio_buttons", options=options("AnyShot", "Avatar")),
        field("Also", "checkboxes", options=options("Captions", "Audio")),
        field("Due", "datepicker"),
        field("At", "timepicker", initial_time="09:30"),
        field("Tags", "multi_static_select", options=options("Red", "Blue", "Green")),
        field("Approvers", "multi_users_select", initial_users=[BEN]),
        field("Empty", "plain_text_input", optional=True),
        field("None", "static_select", optional=True, options=options("1")),
    )
    dialog = await opened(page, server, view)
    await dialog.get_by_label("Prompt").fill("two\nlines")
    await dialog.get_by_label("Product image URL").fill("https://shop.example/a.png")
    await dialog.get_by_label("Length").fill("5")
    await dialog.get_by_label("Mail").fill("ann@acorn.example")
    await dialog.get_by_label("Ratio").select_option("9:16")
    await dialog.get_by_label("Approver", exact=True).select_option("Cleo Hart")
    await dialog.get_by_label("Avatar").check()
    await dialog.get_by_label("Captions").check()
    await dialog.get_by_label("Due").fill("2026-12-24")
    for tag in ("Red", "Green"):
        await dialog.get_by_label("Tags").click()
        await dialog.get_by_role("option", name=tag, exact=True).click()
    await dialog.get_by_role("button", name="Make it").click()
    values = {block: state["v"] for block, state in (await submitted(server, "V0EVERY001")).items()}
    kinds = {name: state.pop("type") for name, state in values.items()}
    assert kinds["channel"] == "conversations_select"
    assert values == {
        "prompt": {"value": "two\nlines"},
        "product_image_url": {"value": "https://shop.example/a.png"},
        "length": {"value": "5"},
        "mail": {"value": "ann@acorn.example"},
        "ratio": {"selected_option": options("9:16")[0]},
        "approver": {"selected_user": "U0CLEO0001"},
        "channel": {"selected_conversation": scenes.LAUNCH},
        "type": {"selected_option": options("Avatar")[0]},
        "also": {"selected_options": options("Captions")},
        "due": {"selected_date": "2026-12-24"},
        "at": {"selected_time": "09:30"},
        "tags": {"selected_options": options("Red", "Green")},
        "approvers": {"selected_users": [BEN]},
        "empty": {"value": None},
        "none": {"selected_option": None},
    }


async def test_errors_stand_at_their_fields_until_these_change(page: Page, server: FakeServer) -> None:
    server.answers[f"{ANN}/views/V0IMAGE001/submit"] = {
        "ok": False,
        "errors": {"product_image_url": "That is no public address.", "avatar": "Choose one."},
    }
    await server.visit(page)
    dialog = await opened(page, server, image_form())
    await dialog.get_by_role("button", name="Make it").click()
    url = dialog.get_by_label("Product image URL")
    await expect(dialog.get_by_text("That is no public address.")).to_be_visible()
    await expect(url).to_have_attribute("aria-invalid", "true")
    await expect(url).to_be_focused()
    await url.fill("https://shop.example/a.png")
    await expect(dialog.get_by_text("That is no public address.")).to_have_count(0)
    await expect(dialog.get_by_text("Choose one.")).to_be_visible()
    await expect(dialog.get_by_label("Prompt", exact=True)).to_have_value("soft light")


async def test_other_trouble_is_said_as_slack_says_it(page: Page, server: FakeServer) -> None:
    server.answers[f"{ANN}/views/V0IMAGE001/submit"] = {"ok": False, "error": "operation_timeout"}
    await server.visit(page)
    dialog = await opened(page, server, image_form())
    await dialog.get_by_role("button", name="Make it").click()
    await expect(dialog.get_by_text("We had some trouble connecting. Try again?")).to_be_visible()


async def test_a_loading_view_has_no_submit_and_becomes_the_form(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    loading = modal("V0IMAGE001", "New image", section("Loading …"), submit=None)
    dialog = await opened(page, server, loading)
    await expect(dialog.locator("footer button")).to_have_text(["Close"])
    server.emit("view_update", view=image_form())
    await expect(dialog.get_by_label("Product image URL")).to_be_focused()
    await expect(dialog.locator("footer button")).to_have_text(["Cancel", "Make it"])


async def test_an_update_keeps_what_was_typed_in_blocks_of_the_same_id(
    page: Page, server: FakeServer
) -> None:
    await server.visit(page)
    view = modal("V0SAME0001", "Keep", field("Prompt", "plain_text_input"), field("Clip", "plain_text_input"))
    dialog = await opened(page, server, view)
    await dialog.get_by_label("Prompt").fill("mine")
    await dialog.get_by_label("Clip").fill("old")
    prompt = field("Prompt", "plain_text_input", initial_value="theirs", placeholder=plain("new"))
    clip = field("Clip", "plain_text_input", block="clip_2", initial_value="fresh")
    server.emit("view_update", view=modal("V0SAME0001", "Keep", prompt, section("Price: 2 credits"), clip))
    await expect(dialog.get_by_text("Price: 2 credits")).to_be_visible()
    await expect(dialog.get_by_label("Prompt")).to_have_value("mine")
    await expect(dialog.get_by_label("Clip")).to_have_value("fresh")


async def test_pushed_views_stack_and_the_cross_shuts_them_all(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    below = await opened(page, server, image_form())
    await below.get_by_label("Prompt", exact=True).fill("kept")
    server.emit("view_push", view=modal("V0SECOND01", "Second", section("Deeper")))
    above = page.get_by_role("dialog", name="Second")
    await expect(above).to_be_visible()
    await expect(below).to_be_hidden()
    await above.get_by_role("button", name="Cancel").click()
    await expect(below.get_by_label("Prompt", exact=True)).to_have_value("kept")
    await below.get_by_role("button", name="Dismiss").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert await server.heard(f"{ANN}/views/V0SECOND01/close") == [{}]
    assert await server.heard(f"{ANN}/views/V0IMAGE001/close") == [{"all": True}]


async def test_only_the_answer_to_the_newest_question_fills_a_list(page: Page, server: FakeServer) -> None:
    async def slow_then_fast(body: Json) -> Json:
        await asyncio.sleep(0.4 if body["value"] == "" else 0)
        return {"options": options("Anna" if body["value"] else "Stale")}

    server.answers[f"{ANN}/options"] = slow_then_fast
    await server.visit(page)
    dialog = await opened(page, server, image_form())
    avatar = dialog.get_by_label("Avatar", exact=True)
    await avatar.click()
    await avatar.press_sequentially("an")
    await expect(dialog.locator("[role=listbox] [role=option]")).to_have_text(["Anna"])
    await asyncio.sleep(0.5)
    await expect(dialog.locator("[role=listbox] [role=option]")).to_have_text(["Anna"])
    await avatar.press("Enter")
    await expect(avatar).to_have_value("Anna")
    asked = server.called(f"{ANN}/options")[-1]
    assert asked == {"view_id": "V0IMAGE001", "block_id": "avatar", "action_id": "v", "value": "an"}


async def test_grouped_options_show_their_groups_and_a_choice_can_be_taken_back(
    page: Page, server: FakeServer
) -> None:
    group = {"label": plain("Studio"), "options": options("Anna", "Marcus")}
    server.answers[f"{ANN}/options"] = {"option_groups": [group]}
    await server.visit(page)
    dialog = await opened(page, server, image_form())
    avatar = dialog.get_by_label("Avatar", exact=True)
    await avatar.click()
    await expect(dialog.get_by_text("Studio")).to_be_visible()
    await dialog.get_by_role("option", name="Marcus").click()
    await expect(avatar).to_have_value("Marcus")
    await avatar.fill("")
    await dialog.get_by_label("Prompt", exact=True).click()
    await dialog.get_by_role("button", name="Make it").click()
    values = await submitted(server, "V0IMAGE001")
    assert values["avatar"]["v"]["selected_option"] is None


async def test_a_list_asks_only_after_as_many_letters_as_the_app_wants(
    page: Page, server: FakeServer
) -> None:
    server.answers[f"{ANN}/options"] = {"options": options("Marcus")}
    await server.visit(page)
    dialog = await opened(page, server, modal("V0LEAST001", "Voices", field("Voice", "external_select")))
    voice = dialog.get_by_label("Voice")
    await voice.click()
    await expect(dialog.get_by_text("Type at least 3 characters")).to_be_visible()
    await voice.press_sequentially("mar")
    await expect(dialog.get_by_role("option", name="Marcus")).to_be_visible()
    assert [call["value"] for call in server.called(f"{ANN}/options")] == ["mar"]


async def test_a_dispatching_input_and_a_button_in_a_view_act_at_once(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    ratio = field("Ratio", "static_select", options=options("1:1", "9:16")) | {"dispatch_action": True}
    view = modal("V0ACTS0001", "Acts", ratio, scenes.actions("more", scenes.button("Add one", "add")))
    dialog = await opened(page, server, view)
    await dialog.get_by_label("Ratio").select_option("9:16")
    await dialog.get_by_role("button", name="Add one").click()
    await expect(dialog.locator("[aria-busy]")).to_have_count(0)
    assert await server.heard(f"{ANN}/views/V0ACTS0001/action", 2) == [
        {"block_id": "ratio", "action_id": "v", "selected_option": options("9:16")[0]},
        {"block_id": "more", "action_id": "add", "value": "GL-7K3Q:4"},
    ]


async def test_a_file_input_sends_the_bytes(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    view = modal("V0FILE0001", "File", field("Product image", "file_input", filetypes=["png"], max_files=1))
    dialog = await opened(page, server, view)
    chosen = dialog.get_by_label("Product image")
    await expect(chosen).to_have_attribute("accept", ".png")
    await chosen.set_input_files({"name": "shoe.png", "mimeType": "image/png", "buffer": png(2, 2)})
    await dialog.get_by_role("button", name="Make it").click()
    [file] = (await submitted(server, "V0FILE0001"))["product_image"]["v"]["files"]
    assert file["name"] == "shoe.png"
    assert file["data_base64"]


async def test_an_open_view_survives_a_reload_of_the_page(page: Page, server: FakeServer) -> None:
    view = image_form() | {
        "state": {"values": {"prompt": {"v": {"type": "plain_text_input", "value": "was"}}}}
    }
    server.state["views"] = [view]
    await server.visit(page, channel=STUDIO)
    await expect(page.get_by_role("dialog").get_by_label("Prompt", exact=True)).to_have_value("was")


async def test_escape_shuts_a_list_first_and_the_modal_after(page: Page, server: FakeServer) -> None:
    server.answers[f"{ANN}/options"] = {"options": options("Anna")}
    await server.visit(page)
    dialog = await opened(page, server, image_form())
    await dialog.get_by_label("Avatar", exact=True).click()
    await dialog.get_by_role("option", name="Anna").wait_for()
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_visible()
    await expect(dialog.get_by_role("option", name="Anna")).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
