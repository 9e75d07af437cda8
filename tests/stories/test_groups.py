"""A user group as approvers: chosen in the settings, held against who is in it now."""

from tests.stories.seams import refuse, whispered
from tests.stories.stage import ANN, BEN, CLEO, Stage, is_result, spoken
from tests.stories.test_settings import set_up

GROUP = {"text": {"type": "plain_text", "text": "Designers"}, "value": "S0DESIGN01"}
BY_GROUP = {"Who may approve": "The people of “Approver group”", "Approver group": GROUP}


async def test_the_members_of_a_group_approve_and_nobody_else(stage: Stage) -> None:
    await stage.type("/greenlight settings", by=CLEO)
    offered = await stage.choices("Approver group", by=CLEO)
    assert [option["value"] for option in offered] == ["S0DESIGN01"]
    await stage.fill(BY_GROUP, by=CLEO)
    await stage.message("These settings hold for this channel", seen_by=CLEO)
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(is_result)

    await stage.press("Approve", by=ANN)
    assert f"Only <@{BEN}> or <@{CLEO}> can approve here." in spoken(await whispered(stage))
    await stage.press("Approve", by=BEN)
    await stage.message(f"Approved by <@{BEN}>")

    await stage.type("/greenlight settings", by=CLEO)
    again = await stage.form(lambda view: "Last changes" in spoken({"blocks": view["blocks"]}), by=CLEO)
    assert "from everyone to the group S0DESIGN01" in spoken({"blocks": again["blocks"]})
    await stage.fill({"Approvals needed": "2"}, by=CLEO)
    await stage.message(lambda message: spoken(message).count("These settings hold") > 0, seen_by=CLEO)


async def test_nobody_approves_while_slack_does_not_say_who_is_in_the_group(stage: Stage) -> None:
    await set_up(stage, BY_GROUP)
    await refuse(stage, "usergroups.users.list", "no_such_subteam", times=0)
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(is_result)

    await stage.press("Approve", by=BEN)

    said = spoken(await whispered(stage, to=BEN))
    assert "Nobody can approve here while I do not know who the approvers are." in said
    assert "/greenlight settings" in said


async def test_where_the_plan_has_no_groups_none_is_offered(stage: Stage) -> None:
    await refuse(stage, "usergroups.list", "paid_teams_only", times=0)

    await stage.type("/greenlight settings", by=CLEO)
    view = await stage.modal(by=CLEO, with_submit=True)

    assert "Approver group" not in spoken({"blocks": view["blocks"]})
