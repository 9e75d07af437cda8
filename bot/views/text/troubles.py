"""What is said when Slack or a provider does not do its part. Sentences: they are kept with the task."""

from bot.views.escape import inert

_LONGEST_REASON = 300


def not_in_channel() -> str:
    return "I'm not in this channel. Type /invite @Greenlight, then press Try again."


def channel_archived() -> str:
    return "This channel is archived, so I cannot post here. Order it in another channel."


def channel_gone() -> str:
    return "I cannot find this channel any more. Order it in another channel."


def channel_restricted() -> str:
    return "A rule of this workspace keeps me from posting here. Ask a workspace admin, then press Try again."


def missing_scope(scope: str) -> str:
    """`scope` is what Slack says is needed, and may be empty."""
    named = inert(scope, 100)
    lacks = f"lacks the Slack scope {named}" if named else "lacks a Slack scope"
    return f"Greenlight {lacks}. A workspace admin has to install it again, then press Try again."


def archived_before_delivery() -> str:
    return "Its channel is archived, so I cannot post it. Once it is unarchived, press Try again."


def gone_before_delivery() -> str:
    return "I cannot find its channel any more. Once I can see it again, press Try again."


def never_shown() -> str:
    return "Slack took the file but did not show it. Press Try again in a few minutes."


def slack_away() -> str:
    return "Slack did not answer me for a while. Press Try again in a few minutes."


def storage_full() -> str:
    return "Slack's file storage is full. Make room or ask a workspace admin, then press Try again."


def upload_refused() -> str:
    return "This workspace does not let me upload such a file. Ask a workspace admin, then press Try again."


def upload_too_big() -> str:
    return "The file is bigger than this workspace allows. Ask a workspace admin, then press Try again."


def restored_from_backup() -> str:
    """An order that was open when a backup was made, which has been put back since."""
    doubt = "I was restored from a backup and cannot tell whether this was made meanwhile."
    return f"{doubt} If it was not, press Try again."


def token_dead() -> str:
    mend = "A workspace admin has to install it again, then press Try again."
    return f"Slack no longer accepts Greenlight's token. {mend}"


def slack_refused(code: str) -> str:
    """`code` is Slack's own error word."""
    return f"Slack refused this ({inert(code, 60)}). Press Try again; if it stays, tell a workspace admin."


def provider_refused(label: str, message: str) -> str:
    """`message` is the provider's own text."""
    words = inert(message, _LONGEST_REASON).rstrip(" .")
    return f"{label} refused this: “{words}”." if words else f"{label} refused this and gave no reason."


def keys_refused(label: str) -> str:
    return (
        f"{label} does not accept our keys. Whoever runs Greenlight has to mend that; then press Try again."
    )


def out_of_credit(label: str) -> str:
    return f"{label} has no credits left. Whoever runs Greenlight has to add some; then press Try again."


def job_gone(label: str) -> str:
    return f"{label} does not know this job any more. Order a new image."


def provider_away(label: str) -> str:
    return f"{label} could not be reached."


def provider_busy(label: str) -> str:
    return f"{label} is too busy to take this now."


def download_failed(label: str, why: str) -> str:
    words = inert(why, _LONGEST_REASON).rstrip(" .")
    return f"I could not fetch it from {label}: {words}." if words else f"I could not fetch it from {label}."


def leftovers(copy: str = "", *, slack: bool = False, tries_on: bool = False) -> str:
    """What a delete leaves behind: why the provider's `copy` stays, and whether that is tried again; `slack`
    keeps the file. Empty for nothing."""
    said = []
    if slack:
        said.append("Slack did not let me delete the file; a workspace admin can.")
    if copy:
        said.append(f"{copy} I keep trying." if tries_on else copy)
    return " ".join(said)


def no_delete_call(label: str) -> str:
    return f"{label} keeps its copy: it has no delete call."


def copy_busy(label: str) -> str:
    return f"{label} keeps its copy: still processing."


def copy_kept(label: str, reason: str) -> str:
    """`reason`: the provider's words, "" for none."""
    words = inert(reason, _LONGEST_REASON).rstrip(" .")
    return f"{label} keeps its copy: “{words}”." if words else f"{label} keeps its copy and does not say why."


def copy_shared(label: str, other: str) -> str:
    return f"{label} keeps its copy: {other} lies in it as well."


def copy_behind_keys(label: str) -> str:
    return f"{label} keeps its copy: it does not accept our keys."


def copy_unanswered(label: str) -> str:
    return f"{label} may keep its copy: it gave no clear answer."


def owner_out_of_credit(label: str) -> str:
    return f"{label} says that the account is out of credits. Orders fail until there are more."


def owner_keys_refused(label: str) -> str:
    return f"{label} does not accept our keys. Orders fail until they are mended."


def provider_off(label: str, variables: str) -> str:
    """A provider without keys. `variables` names what whoever runs Greenlight has to set."""
    return f"{label} is not set up here. Whoever runs Greenlight has to set {variables}."


def slack_too_slow() -> str:
    return "Slack was too slow to open the form. Please try once more."


def not_written_down() -> str:
    return "I could not write that down, so nothing was started. Please try again in a minute."
