"""auth.test, team.info, bots.info, apps.connections.open: the app asks about itself."""

from bot.sandbox.slack import cast
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.wire import Json, SlackError


async def auth_test(slack: Slack, args: Arguments) -> Json:  # noqa: ARG001 - every method has this shape
    """https://docs.slack.dev/reference/methods/auth.test"""
    return {
        "ok": True,
        "url": f"{slack.config.public_url}/",
        "team": cast.TEAM_NAME,
        "user": slack.workspace.bot.name,
        "team_id": cast.TEAM,
        "user_id": cast.BOT_USER,
        "bot_id": cast.BOT,
        "is_enterprise_install": False,
    }


async def team_info(slack: Slack, args: Arguments) -> Json:  # noqa: ARG001 - every method has this shape
    """https://docs.slack.dev/reference/methods/team.info"""
    team = {"id": cast.TEAM, "name": cast.TEAM_NAME, "domain": cast.TEAM_DOMAIN, "email_domain": ""}
    return {"ok": True, "team": team | {"url": f"{slack.config.public_url}/", "icon": {}}}


async def bots_info(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/bots.info"""
    if args.text("bot", cast.BOT) != cast.BOT:
        raise SlackError("bot_not_found")
    bot = {"id": cast.BOT, "deleted": False, "name": slack.workspace.bot.real_name, "icons": {}}
    return {"ok": True, "bot": bot | {"updated": 1, "app_id": cast.APP, "user_id": cast.BOT_USER}}


async def open_connection(slack: Slack, args: Arguments) -> Json:  # noqa: ARG001 - as above
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    return {"ok": True, "url": slack.sockets.new_url()}


async def api_test(slack: Slack, args: Arguments) -> Json:  # noqa: ARG001 - as above
    """https://docs.slack.dev/reference/methods/api.test"""
    if args.text("error"):
        raise SlackError(args.text("error"), args=args.summary())
    return {"ok": True, "args": args.summary()}
