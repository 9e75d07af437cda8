"""What is said about pictures that are set in motion, and about sound."""

MOTION = "Slow, smooth camera movement"
"""How a picture moves when nobody says anything about it."""

BRINGS_MOTION = "An effect brings its own motion; the prompt is not used then."

IMAGE_WANTED = "Please give the https link of a picture."

NO_PUBLIC_LINK = (
    "I have no public link to this picture that I could send, so please give one. It is not needed once "
    "whoever runs Greenlight has set GREENLIGHT_PUBLIC_URL."
)


def no_picture() -> str:
    """The message shortcut on a message without a picture."""
    return "I see no picture in this message. Choose a message with a PNG, JPEG, GIF or WebP picture in it."


def picture_not_read() -> str:
    """Slack gave us a page instead of the file."""
    return (
        "Slack did not let me read this picture: Greenlight lacks the Slack scope files:read. "
        "A workspace admin has to install it again."
    )


def picture_not_seen() -> str:
    return "I cannot read this picture: it is gone, too large, or in a place that I am not invited to."


def audio_wanted() -> str:
    return "Please add an audio file."


def audio_not_read() -> str:
    return (
        "Slack did not let me read this file: Greenlight lacks the Slack scope files:read. "
        "A workspace admin has to install it again."
    )


def no_mixing() -> str:
    """The extra with PyAV is not installed."""
    return "Adding sound is not set up here. Whoever runs Greenlight has to install greenlight[demo]."


def no_avatars(label: str) -> str:
    """Nobody was chosen, and the list did not come in time."""
    return f"{label} did not list its avatars just now. Try again in a minute."


def clip_gone() -> str:
    return "This result is not there any more. Choose another, or none."


def clip_without_link() -> str:
    return (
        "I have no public link to this result that I could send. Whoever runs Greenlight has to set "
        "GREENLIGHT_PUBLIC_URL."
    )


def audio_too_large(most: int) -> str:
    """`most` in MB."""
    return f"This file is larger than {most} MB. Please add a smaller one."


def audio_gone() -> str:
    return "The audio file is not in Slack any more. Please add it once more."


def video_not_kept() -> str:
    """Retention has removed our copy."""
    return "The video itself is not kept here any more, so I cannot put sound under it."
