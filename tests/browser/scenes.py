"""What the page is shown in its tests: a workspace, messages, and one view with every kind of input."""

from __future__ import annotations

import time
from typing import Any

Json = dict[str, Any]

ANN, BEN, CLEO, BOT = "U0ANN00001", "U0BEN00001", "U0CLEO0001", "U0GREEN001"
LAUNCH, STUDIO, ATTIC, SHARED, DM = "C0LAUNCH01", "C0STUDIO01", "C0ATTIC001", "C0SHARED01", "D0ANN00001"
START = int(time.time()) - 3600


def ts(minute: float, serial: int = 1) -> str:
    return f"{START + int(minute * 60)}.{serial:06d}"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str, action: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain(text), "value": "GL-7K3Q:4", **more}


def actions(block_id: str, *elements: Json) -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def options(*words: str) -> list[Json]:
    return [{"text": plain(word), "value": word.lower()} for word in words]


def field(label: str, kind: str, *, block: str = "", optional: bool = False, **element: Any) -> Json:
    block_id = block or label.lower().replace(" ", "_")
    shape = {"type": kind, "action_id": "v", **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": shape,
    }


def said(minute: float, text: str, user: str = ANN, **more: Any) -> Json:
    return {"type": "message", "user": user, "text": text, "ts": ts(minute), **more}


def by_bot(minute: float, text: str, **more: Any) -> Json:
    return said(minute, text, BOT, bot_id="B0GREEN001", **more)


def modal(view_id: str, title: str, *blocks: Json, submit: str | None = "Make it", **more: Any) -> Json:
    view: Json = {"id": view_id, "type": "modal", "title": plain(title), "blocks": list(blocks), **more}
    return view | ({"submit": plain(submit)} if submit else {})


PICTURE = {
    "id": "F0PICTURE1",
    "name": "trainer.png",
    "title": "Trainer on a clean background",
    "mimetype": "image/png",
}
FILM = {"id": "F0FILM0001", "name": "trainer.mp4", "title": "Trainer turning", "mimetype": "video/mp4"}
ROOT = ts(10)

REVIEW = (
    actions(
        "review",
        button(
            "Approve",
            "approve",
            style="primary",
            confirm={
                "title": plain("Approve?"),
                "text": mrkdwn("Approve and make the video? *About 3 credits.*"),
                "confirm": plain("Approve it"),
                "deny": plain("Not yet"),
            },
        ),
        button("Request changes", "changes"),
    ),
    actions(
        "more",
        button("Make video", "video"),
        button("Regenerate image", "again"),
        button("Animate", "animate"),
        button(
            "Delete",
            "delete",
            style="danger",
            confirm={
                "title": plain("Delete this image?"),
                "text": plain("Removes the picture here and our copy. Credits are not returned."),
                "confirm": plain("Delete it"),
                "deny": plain("Keep"),
                "style": "danger",
            },
        ),
    ),
)


def conversation() -> list[Json]:
    return [
        said(
            0, "Morning! The *spring* range is in, pictures go out _today_. <@U0BEN00001> see <#C0STUDIO01>"
        ),
        said(
            1,
            "• trainers\n• rain jacket\n&gt; keep it bright &amp; simple\n`a &lt; b` https://example.com/brief",
        ),
        said(4, "On it :tada:", BEN),
        by_bot(
            10,
            "GL-7K3Q Image for Ann",
            edited={"ts": ts(12)},
            blocks=[
                section("*GL-7K3Q* Image for <@U0ANN00001> · about 1 credit\n“clean background, soft light”"),
                {
                    "type": "context",
                    "block_id": "c1",
                    "elements": [mrkdwn("v1 ready · Ben and Cleo may approve")],
                },
            ],
        ),
        by_bot(
            12,
            "Your image is ready",
            thread_ts=ROOT,
            blocks=[
                section("<@U0ANN00001> your image is ready. 1 credit."),
                {
                    "type": "image",
                    "block_id": "pic",
                    "slack_file": {"id": "F0PICTURE1"},
                    "alt_text": "A trainer",
                    "title": plain("Trainer on a clean background"),
                },
                *REVIEW,
            ],
        ),
        said(13, "Could it be warmer?", BEN, thread_ts=ROOT),
        by_bot(14, "Trainer turning", thread_ts=ROOT, files=[FILM], reply_broadcast=True),
        {"ts": ts(20), "user": BEN, "deleted": "tombstone", "type": "message"},
        by_bot(30, "Only Ben or Cleo can approve here. I've left it waiting.", is_ephemeral=True),
    ]


def workspace() -> Json:
    def user(id_: str, name: str, colour: str, **more: Any) -> Json:
        return {"id": id_, "name": name.split()[0].lower(), "real_name": name, "color": colour, **more}

    def channel(id_: str, name: str, **more: Any) -> Json:
        members = [ANN, BEN, CLEO, BOT]
        return {"id": id_, "name": name, "members": members, "bot_is_member": True, **more}

    return {
        "team": {"id": "T0GREEN001", "name": "Acorn Goods"},
        "users": [
            user(ANN, "Ann Marlow", "e96699"),
            user(BEN, "Ben Okafor", "4b7fbe"),
            user(CLEO, "Cleo Hart", "b5622f", is_admin=True),
            user("U0GUEST001", "Gus Lind", "8d4b84", is_restricted=True),
            user(BOT, "Greenlight", "1d7a4f", is_bot=True),
        ],
        "channels": [
            channel(LAUNCH, "spring-launch"),
            channel(STUDIO, "studio", is_private=True),
            channel(SHARED, "with-agency", is_ext_shared=True),
            channel(ATTIC, "attic", is_archived=True),
            channel(DM, "", is_im=True),
        ],
        "messages": {LAUNCH: conversation(), STUDIO: [], SHARED: [], ATTIC: [said(0, "Old days")], DM: []},
        "commands": [
            {
                "command": "/product-image",
                "usage_hint": "[image-url] [prompt]",
                "description": "Make an image",
            },
            {
                "command": "/product-video",
                "usage_hint": "[image-url] [prompt]",
                "description": "Make a video",
            },
            {
                "command": "/greenlight",
                "usage_hint": "help · tasks",
                "description": "Tasks, settings, budget",
            },
        ],
        "shortcuts": [
            {"name": "New generation", "type": "global", "callback_id": "new_generation"},
            {"name": "Animate this image", "type": "message", "callback_id": "animate_image"},
        ],
        "views": [],
        "home": None,
        "people_can_type": True,
        "samples": [{"name": "red trainer", "url": "http://127.0.0.1:8800/samples/red-trainer.png"}],
        "notices": [],
    }


def image_form() -> Json:
    """The form of an image, as long as real ones are."""
    return modal(
        "V0IMAGE001",
        "New image",
        field("Product image URL", "url_text_input", placeholder=plain("https://…")),
        field("Prompt", "plain_text_input", multiline=True, max_length=3000, initial_value="soft light"),
        field(
            "Aspect ratio",
            "static_select",
            options=options("1:1", "9:16", "16:9"),
            initial_option=options("9:16")[0],
        ),
        field("Type", "radio_buttons", options=options("Product AnyShot", "Product Avatar")),
        field("Avatar", "external_select", min_query_length=0, placeholder=plain("Find an avatar")),
        field("Negative prompt", "plain_text_input", optional=True),
        section("*Price:* 1 credit"),
    )
