"""Who works at Acorn Goods, and the channels they talk in."""

from typing import Final

from bot.sandbox.slack.state import Channel, User, Usergroup

TEAM: Final = "T0GREEN001"
TEAM_NAME: Final = "Acorn Goods"
TEAM_DOMAIN: Final = "acorn-goods"
OTHER_TEAM: Final = "T0AGENCY01"
APP: Final = "A0GREEN001"
BOT: Final = "B0GREEN001"
BOT_USER: Final = "U0GREEN001"
SLACKBOT: Final = "USLACKBOT"

ANN: Final = "U0ANN00001"
BEN: Final = "U0BEN00001"
CLEO: Final = "U0CLEO0001"
GUS: Final = "U0GUEST001"
SAM: Final = "U0STRAN001"

LAUNCH: Final = "C0LAUNCH01"
STUDIO: Final = "C0STUDIO01"
QUIET: Final = "C0QUIET001"
ATTIC: Final = "C0ATTIC001"
SHARED: Final = "C0SHARED01"


def people() -> list[User]:
    return [
        User(id=ANN, name="ann", real_name="Ann Marlow", team_id=TEAM, color="e96699"),
        User(id=BEN, name="ben", real_name="Ben Okafor", team_id=TEAM, color="4bbe2e"),
        User(id=CLEO, name="cleo", real_name="Cleo Hart", team_id=TEAM, is_admin=True, color="e7392d"),
        User(id=GUS, name="gus", real_name="Gus Lind", team_id=TEAM, is_restricted=True, color="8d4b84"),
        User(id=SAM, name="sam", real_name="Sam Pike", team_id=OTHER_TEAM, is_stranger=True, color="2b6836"),
        User(id=SLACKBOT, name="slackbot", real_name="Slackbot", team_id=TEAM, color="757575"),
    ]


def the_bot(name: str) -> User:
    return User(
        id=BOT_USER,
        name=name.lower().replace(" ", "-"),
        real_name=name,
        team_id=TEAM,
        is_bot=True,
        color="1d7a4f",
    )


def channels(created: int) -> list[Channel]:
    team = [ANN, BEN, CLEO]
    return [
        Channel(id=LAUNCH, name="spring-launch", created=created, members=[*team, GUS, BOT_USER]),
        Channel(
            id=STUDIO, name="studio", created=created, is_private=True, members=[ANN, BEN, CLEO, BOT_USER]
        ),
        Channel(id=QUIET, name="quiet", created=created, members=[*team]),
        Channel(id=ATTIC, name="attic", created=created, is_archived=True, members=[*team, BOT_USER]),
        Channel(
            id=SHARED,
            name="with-agency",
            created=created,
            is_ext_shared=True,
            members=[*team, SAM, BOT_USER],
        ),
    ]


def usergroups() -> list[Usergroup]:
    return [Usergroup(id="S0DESIGN01", handle="designers", name="Designers", users=[BEN, CLEO])]
