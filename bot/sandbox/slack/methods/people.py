"""users.* and usergroups.*: who works here. https://docs.slack.dev/reference/methods#users"""

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.methods.method import next_page, page
from bot.sandbox.slack.shapes import user_json, usergroup_json
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.wire import Json, SlackError


async def info(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.info"""
    user = slack.workspace.users.get(args.required("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"ok": True, "user": user_json(user)}


async def list_users(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.list"""
    own = [user for user in slack.workspace.users.values() if not user.is_stranger]
    shown, cursor = page(own, args, default=1000, most=1000)
    return {
        "ok": True,
        "members": [user_json(user) for user in shown],
        "cache_ts": slack.workspace.started,
        **next_page(cursor),
    }


async def list_usergroups(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.list"""
    with_users = args.flag("include_users")
    groups = slack.workspace.usergroups.values()
    return {"ok": True, "usergroups": [usergroup_json(g, with_users=with_users) for g in groups]}


async def list_usergroup_members(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.users.list"""
    group = slack.workspace.usergroups.get(args.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"ok": True, "users": list(group.users)}
