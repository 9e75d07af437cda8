"""What a newcomer meets: the demo as it is started from a terminal, used by hand in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import FilePayload, Locator, expect

from tests.browser.running_demo import Demo
from tests.browser.scenes import BEN, CLEO
from tests.browser.visitor import Visitor
from tests.media.test_mixing import tone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def seconds_of(film: Locator) -> float:
    await expect(film).to_have_js_property("readyState", 4)
    return float(await film.evaluate("film => film.duration"))


async def test_the_terminal_says_where_to_look_who_one_is_and_what_to_try(demo: Demo) -> None:
    for words in ("is running: http://127.0.0.1:", "nothing costs money", "You are Ann", "Make video"):
        assert words in demo.welcome


async def test_a_first_visit_shows_a_picture_to_decide_about(ann: Visitor) -> None:
    await ann.arrives()
    await expect(ann.thread.get_by_text("@Ann Marlow your image is ready. 1 credit.")).to_be_visible()
    await expect(ann.thread.get_by_role("img", name="Image: clean background")).to_be_visible()
    for label in ("Approve", "Request changes", "Make video", "Regenerate image", "Delete"):
        await expect(ann.thread.get_by_role("button", name=label, exact=True)).to_be_visible()


async def test_a_first_visit_leads_to_a_finished_video(ann: Visitor) -> None:
    await ann.arrives("?channel=C0LAUNCH01")
    await ann.channel.get_by_role("link", name="Watch it").click()
    film = ann.thread.locator("video")
    assert await seconds_of(film) > 1
    await expect(ann.thread.get_by_text("v2 approved by @Cleo Hart · 1 older · 4 credits")).to_be_visible()


async def test_from_an_order_to_an_approved_image_a_video_and_its_end(ann: Visitor, demo: Demo) -> None:
    shoe = demo.sample("shoe")
    await ann.arrives("?channel=C0STUDIO01")
    tour = ann.page.get_by_role("region", name="A first minute")
    await expect(tour).to_be_visible()
    await ann.types("/product-image")
    form = ann.dialog("Product image")
    await form.get_by_label("Type").select_option("Product Avatar")
    await form.get_by_label("Avatar").fill("mar")
    await form.get_by_role("option").filter(has_text="Mar").first.click()
    await ann.sends("Product image", "Make image", Product_image_URL=shoe, Prompt="on wet asphalt")
    await ann.opens("on wet asphalt")
    await expect(ann.thread.get_by_role("img", name="on wet asphalt")).to_be_visible()

    await ann.becomes(BEN)
    await ann.opens("on wet asphalt")
    await ann.presses("Request changes")
    await ann.sends("Request changes", "Send", Changes="warmer light")
    await expect(
        ann.thread.get_by_text("@Ben Okafor asks: “warmer light”. Nothing spent yet.")
    ).to_be_visible()
    await ann.presses("Regenerate image")
    await ann.sends("Regenerate image", "Regenerate")
    await expect(ann.thread.get_by_text("your image is ready")).to_have_count(2)
    await ann.presses("Approve")
    await expect(ann.thread.get_by_text("Next: Make video (about 3 credits).")).to_be_visible()
    await ann.presses("Make video")
    await expect(ann.dialog("Make video").get_by_text("About 3 credits")).to_be_visible()
    await ann.sends("Make video", "Make video", Prompt="the shoe splashes through a puddle")
    films = ann.thread.locator("video")
    assert await seconds_of(films) > 1
    await expect(tour.get_by_role("img", name="Done")).to_have_count(3)
    await tour.get_by_role("button", name="Close the tour").click()

    await expect(ann.thread.get_by_text("your video is ready.")).to_be_visible()  # the film comes before it
    await ann.presses("Delete")
    sure = ann.dialog("Delete this video?")
    await expect(sure).to_contain_text("Credits are not returned.")
    await sure.get_by_role("button", name="Delete", exact=True).click()
    await expect(ann.thread.get_by_text("Deleted by @Ben Okafor.").first).to_be_visible()
    await expect(films).to_have_count(0)
    assert await demo.charges(shoe) == [("gen_image", 1), ("regen_image", 1), ("gen_video", 3)]


async def test_from_a_picture_to_an_animation_between_two_speakers_with_a_sound_of_one_s_own(
    ann: Visitor, demo: Demo
) -> None:
    await ann.arrives("?channel=C0STUDIO01")
    await ann.types(f"/product-image {demo.sample('mug')} in the rain")
    await ann.opens("in the rain")
    await ann.presses("Animate")
    await ann.chooses("Animate an image", "Effect", "Levitate")
    form = ann.dialog("Animate an image")
    await expect(form.get_by_role("img", name="Levitate")).to_be_visible()
    await ann.sends("Animate an image", "Animate")
    await expect(ann.thread.get_by_text("your video is ready. 20 credits.")).to_be_visible()

    await ann.types("/avatar-video Meet the mug. …")
    film = ann.dialog("Avatar video")
    await ann.chooses("Avatar video", "Avatar", "Annie")
    for number in (2, 3):
        await film.get_by_role("button", name="Add another clip").click()
        await expect(film.get_by_label("Script", exact=True)).to_have_count(number)
    await ann.chooses("Avatar video", "Clip", "video · by Akool", place=1)
    await expect(film.get_by_text("About 3 credits, by 150 words a minute")).to_be_visible()
    await ann.chooses("Avatar video", "Avatar", "Annie", place=2)
    await film.get_by_label("Script", exact=True).nth(2).fill("Buy it now.")
    await ann.sends("Avatar video", "Make video")
    await expect(ann.thread.get_by_text("your video is ready. 3 credits.")).to_be_visible()

    await ann.presses("Add audio")
    song = FilePayload(name="song.wav", mimeType="audio/wav", buffer=tone(2))
    await ann.dialog("Add audio").get_by_label("Audio file").set_input_files(song)
    await ann.sends("Add audio", "Add audio")
    await expect(ann.thread.get_by_text("your video is ready. Free.")).to_be_visible()
    assert await seconds_of(ann.thread.locator("video").last) > 1
    lineage = "v2 video delivered · v3 video delivered · v4 video with audio delivered · 1 Creatify credit"
    await expect(ann.thread.get_by_text(lineage)).to_be_visible()


async def test_a_command_alone_opens_a_form_that_says_the_price_and_what_is_wrong(ann: Visitor) -> None:
    await ann.arrives("?channel=C0STUDIO01")
    await ann.types("/product-video")
    form = ann.dialog("Product video")
    both = "About 1 credit for the image. Approving it makes the video: about 3 credits."
    await expect(form.get_by_text(both)).to_be_visible()
    await form.get_by_label("Product image URL").fill("ftp://shop.example/bag.jpg")
    await form.get_by_role("button", name="Make image").click()
    await expect(form.get_by_text("Please give a link that starts with https://.")).to_be_visible()
    await form.get_by_role("button", name="Cancel").click()
    await expect(form).to_have_count(0)


async def test_an_order_that_cannot_be_read_is_answered_in_private(ann: Visitor) -> None:
    await ann.arrives("?channel=C0STUDIO01")
    await ann.types("/product-image a bag on a beach")
    await ann.reads("Please give the link of a picture, like this:")


async def test_a_guest_is_told_privately_what_guests_may_do(ann: Visitor) -> None:
    await ann.arrives("?user=U0GUEST001&channel=C0LAUNCH01")
    await ann.opens("clean background")
    await ann.presses("Approve")
    answer = ann.thread.get_by_role("article").filter(has_text="Only visible to you")
    await expect(answer).to_contain_text("Guests may look, but not spend, approve or request changes here.")
    await ann.presses("Make video")
    await expect(ann.dialog("Make video").get_by_text("Guests may look")).to_be_visible()
    await expect(ann.dialog("Make video").get_by_role("button", name="Make video")).to_have_count(0)


async def test_help_tasks_one_task_and_the_balance_are_answered_in_private(ann: Visitor) -> None:
    await ann.arrives("?channel=C0LAUNCH01")
    await expect(ann.channel.get_by_text("v1 image delivered · 1 credit")).to_be_visible()
    await ann.types("/greenlight help")
    await ann.reads("a product image")
    await ann.types("/greenlight tasks")
    await ann.reads("#spring-launch · @Ann Marlow · 1 credit · “clean background")
    bag = ann.channel.get_by_role("article").filter(has_text="Image for @Ann Marlow").first
    task = await bag.locator("strong").first.inner_text()
    await ann.types(f"/greenlight show {task}")
    await ann.reads("asked for by @Ann Marlow")
    await ann.types("/greenlight balance")
    await ann.reads("credits left")


async def test_settings_open_for_an_admin_alone(ann: Visitor) -> None:
    await ann.arrives("?channel=C0STUDIO01")
    await ann.types("/greenlight settings")
    refusal = ann.dialog("Settings")
    await expect(refusal.get_by_text("Only a workspace admin can change the settings.")).to_be_visible()
    await refusal.get_by_role("button", name="Close").click()

    await ann.becomes(CLEO)
    await ann.types("/greenlight settings")
    await expect(ann.dialog("Settings").get_by_label("Ask before spending over")).to_have_value("5")
    await ann.sends("Settings", "Save")
    await ann.reads("Saved. These settings hold for this channel.")


async def test_the_shortcut_orders_into_the_channel_one_chooses(ann: Visitor, demo: Demo) -> None:
    lamp = demo.sample("lamp")
    before = await demo.charges(lamp)
    await ann.arrives("?channel=C0LAUNCH01")
    await ann.page.locator("#composer").get_by_role("button", name="Shortcuts").click()
    await ann.page.get_by_role("menuitem", name="New generation").click()
    await ann.dialog("New generation").get_by_label("Channel").select_option(label="studio")
    await ann.sends("New generation", "Make image", Product_image_URL=lamp, Prompt="a lamp in the evening")
    await ann.goes_to("studio")
    await ann.opens("a lamp in the evening")
    await expect(ann.thread.get_by_role("img", name="a lamp in the evening")).to_be_visible()
    assert await demo.charges(lamp) == [*before, ("gen_image", 1)]


async def test_a_bot_that_was_not_invited_says_so_and_goes_on_when_it_is(ann: Visitor, demo: Demo) -> None:
    await ann.arrives("?channel=C0QUIET001")
    await ann.types(f"/product-image {demo.sample('chair')} by a window")
    await ann.reads("I'm not in this channel. Type /invite @Greenlight, then press Try again.")
    await ann.types("/invite @Greenlight")
    await ann.channel.get_by_role("button", name="Try again").click()
    sure = ann.dialog("Try again")
    await expect(sure).to_contain_text("About 1 credit.")
    await sure.get_by_role("button", name="Try again").click()
    await ann.opens("by a window")
    await expect(ann.thread.get_by_role("img", name="by a window")).to_be_visible()


async def test_app_home_lists_what_one_ordered(ann: Visitor) -> None:
    await ann.arrives()
    await expect(ann.thread.get_by_text("your image is ready").first).to_be_visible()
    await ann.page.get_by_role("button", name="App Home").click()
    home = ann.page.get_by_role("region", name="Home")
    await expect(home).to_contain_text("Waiting for you")
    await expect(home).to_contain_text(re.compile("image delivered · .*#spring-launch"))


async def test_an_answer_cut_after_a_paid_call_neither_loses_the_picture_nor_pays_twice(
    ann: Visitor, demo: Demo
) -> None:
    bottle = demo.sample("bottle")
    await ann.looks_behind_the_glass()
    knob = ann.page.get_by_role("button", name="Take the order, cut the answer")
    await knob.click()
    await expect(ann.page.get_by_role("list", name="Waiting to happen")).to_contain_text(
        "Take the order, cut the answer"
    )
    await ann.types(f"/product-image {bottle} in cold water")
    await ann.page.get_by_role("tab", name="Calls").click()
    calls = ann.page.get_by_role("tabpanel", name="Calls")
    await expect(calls.get_by_text("no answer", exact=True)).to_be_visible()
    await ann.opens("in cold water")
    await expect(ann.thread.get_by_role("img", name="in cold water")).to_be_visible()
    assert await demo.charges(bottle) == [("gen_image", 1)]


async def test_a_bot_stopped_in_the_middle_of_an_order_finishes_it_when_it_is_back(
    ann: Visitor, demo: Demo
) -> None:
    chair = demo.sample("chair")
    await ann.looks_behind_the_glass()
    before = await demo.charges(chair)
    bot = ann.page.get_by_role("group", name="The bot")
    await ann.types(f"/product-image {chair} under a skylight")
    await ann.page.get_by_role("tab", name="Tasks").click()
    await expect(ann.page.get_by_role("tabpanel", name="Tasks")).to_contain_text("under a skylight")
    await bot.get_by_role("button", name="Stop").click()
    await expect(bot).to_contain_text("Greenlight is stopped")
    await ann.types("/greenlight help")
    await expect(ann.page.get_by_text("/greenlight failed")).to_be_visible()
    await bot.get_by_role("button", name="Start").click()
    await expect(bot).to_contain_text("Greenlight is running")
    await ann.opens("under a skylight")
    await expect(ann.thread.get_by_role("img", name="under a skylight")).to_be_visible()
    assert await demo.charges(chair) == [*before, ("gen_image", 1)]
