"""The Settings: every variable with its default, and what follows from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.domain.caps import Caps, Most
from bot.domain.pricing import DEFAULT_ESTIMATES, PRICED_CALLS, PriceList
from bot.errors import SettingsError
from bot.settings import values
from bot.settings.keyfile import key_print, read_or_make_key

LONGEST_WEBHOOK_URL: Final = 200
"""Creatify takes no longer one.
https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_image"""

TOKEN_LENGTH: Final = 43
SHORTEST_SECRET: Final = 6
"""Taking a shorter one out of the logs would only make them unreadable."""

_SECRET_ENDINGS: Final = ("KEY", "SECRET", "TOKEN", "PASSWORD")
_WEBHOOK_PATH: Final = "/webhooks/creatify/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackKeys:
    """What is needed to be a Slack app: a bot token, and one of the other two."""

    bot_token: SecretStr
    signing_secret: SecretStr | None
    app_token: SecretStr | None


def _secret(read: Callable[[str], str]) -> BeforeValidator:
    return BeforeValidator(lambda text: SecretStr(read(text)))


_Secret = Annotated[SecretStr | None, _secret(values.secret)]
_ServiceUrl = Annotated[str, BeforeValidator(values.service_url)]


class Settings(BaseSettings):
    """All that the bot is told, read once. Secrets show as stars wherever this is printed.

    `others` are the variables that are neither Slack's nor ours: another package's provider names its own.
    `warnings` are whole sentences for the one who starts the bot.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=False
    )

    slack_bot_token: Annotated[SecretStr | None, _secret(values.bot_token)] = Field(
        None, validation_alias="SLACK_BOT_TOKEN"
    )
    slack_signing_secret: Annotated[SecretStr | None, _secret(values.signing_secret)] = Field(
        None, validation_alias="SLACK_SIGNING_SECRET"
    )
    slack_app_token: Annotated[SecretStr | None, _secret(values.app_token)] = Field(
        None, validation_alias="SLACK_APP_TOKEN"
    )
    slack_api_url: Annotated[str, BeforeValidator(values.slack_url)] = Field(
        "https://slack.com/api/", validation_alias="SLACK_API_URL"
    )

    creatify_api_id: _Secret = Field(None, validation_alias="CREATIFY_API_ID")
    creatify_api_key: _Secret = Field(None, validation_alias="CREATIFY_API_KEY")
    creatify_base_url: _ServiceUrl = Field("https://api.creatify.ai", validation_alias="CREATIFY_BASE_URL")
    akool_client_id: _Secret = Field(None, validation_alias="AKOOL_CLIENT_ID")
    akool_client_secret: _Secret = Field(None, validation_alias="AKOOL_CLIENT_SECRET")
    akool_api_key: _Secret = Field(None, validation_alias="AKOOL_API_KEY")
    akool_base_url: _ServiceUrl = Field("https://openapi.akool.com", validation_alias="AKOOL_BASE_URL")
    heygen_api_key: _Secret = Field(None, validation_alias="HEYGEN_API_KEY")
    heygen_webhook_secret: _Secret = Field(None, validation_alias="HEYGEN_WEBHOOK_SECRET")
    heygen_api_version: Literal["v3", "v1"] = Field("v3", validation_alias="HEYGEN_API_VERSION")
    heygen_base_url: _ServiceUrl = Field("https://api.heygen.com", validation_alias="HEYGEN_BASE_URL")

    public_url: Annotated[str | None, BeforeValidator(values.public_url)] = Field(
        None, validation_alias="GREENLIGHT_PUBLIC_URL"
    )
    given_database: Annotated[Path | SecretStr | None, BeforeValidator(values.database)] = Field(
        None, validation_alias="GREENLIGHT_DATABASE_URL"
    )
    data_dir: Annotated[Path, BeforeValidator(values.at_home)] = Field(
        Path(".greenlight"), validation_alias="GREENLIGHT_DATA_DIR"
    )
    host: Annotated[str, BeforeValidator(values.host)] = Field(
        "127.0.0.1", validation_alias="GREENLIGHT_HOST"
    )
    port: Annotated[int, BeforeValidator(values.whole_number(0, 65_535))] = Field(
        8801, validation_alias="GREENLIGHT_PORT"
    )
    given_secret_key: Annotated[SecretStr | None, _secret(values.secret_key)] = Field(
        None, validation_alias="GREENLIGHT_SECRET_KEY"
    )
    media_hosts: Annotated[frozenset[str], BeforeValidator(values.hosts)] = Field(
        frozenset(), validation_alias="GREENLIGHT_MEDIA_HOSTS"
    )
    admins: Annotated[frozenset[str], BeforeValidator(values.people)] = Field(
        frozenset(), validation_alias="GREENLIGHT_ADMINS"
    )
    credit_prices: Annotated[Mapping[str, Decimal], BeforeValidator(values.credit_prices)] = Field(
        {}, validation_alias="GREENLIGHT_CREDIT_PRICES"
    )
    currency: Annotated[str, BeforeValidator(values.currency)] = Field(
        "USD", validation_alias="GREENLIGHT_CURRENCY"
    )
    given_prices: Annotated[Mapping[tuple[str, str], Decimal], BeforeValidator(values.call_prices)] = Field(
        {}, validation_alias="GREENLIGHT_PRICE_LIST"
    )
    keep_days: Annotated[int, BeforeValidator(values.whole_number(1, 36_500))] = Field(
        180, validation_alias="GREENLIGHT_KEEP_DAYS"
    )
    running_per_person: Annotated[int, BeforeValidator(values.whole_number(1, 100_000))] = Field(
        50, validation_alias="GREENLIGHT_RUNNING_PER_PERSON"
    )
    running_per_channel: Annotated[int, BeforeValidator(values.whole_number(1, 100_000))] = Field(
        100, validation_alias="GREENLIGHT_RUNNING_PER_CHANNEL"
    )
    running_per_provider: Annotated[int, BeforeValidator(values.whole_number(1, 100_000))] = Field(
        200, validation_alias="GREENLIGHT_RUNNING_PER_PROVIDER"
    )
    queued_per_person: Annotated[int, BeforeValidator(values.whole_number(1, 100_000))] = Field(
        1000, validation_alias="GREENLIGHT_QUEUED_PER_PERSON"
    )
    queued_per_channel: Annotated[int, BeforeValidator(values.whole_number(1, 100_000))] = Field(
        2000, validation_alias="GREENLIGHT_QUEUED_PER_CHANNEL"
    )
    queued_per_provider: Annotated[int, BeforeValidator(values.whole_number(1, 100_000))] = Field(
        5000, validation_alias="GREENLIGHT_QUEUED_PER_PROVIDER"
    )
    allow_loopback: Annotated[bool, BeforeValidator(values.flag)] = Field(
        False, validation_alias="GREENLIGHT_ALLOW_LOOPBACK"
    )
    speed: Annotated[float, BeforeValidator(values.speed)] = Field(1.0, validation_alias="GREENLIGHT_SPEED")

    others: Mapping[str, SecretStr] = Field({}, repr=False)
    warnings: tuple[str, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature, as below
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what it is given: `load_settings` says where values come from, and a test gives its own."""
        return (init_settings,)

    @model_validator(mode="after")
    def _fits_together(self) -> "Settings":
        self._no_half_provider()
        self._reachable()
        if "speed" in self.model_fields_set and not self.allow_loopback:
            raise ValueError(
                "GREENLIGHT_SPEED is for the sandbox and tests only: unset it, or set "
                "GREENLIGHT_ALLOW_LOOPBACK=1 as well if this is one."
            )
        self._known_calls()
        return self

    @property
    def socket_mode(self) -> bool:
        """Whether Slack reaches us through a socket that we open, rather than by calling us."""
        return self.slack_app_token is not None

    @property
    def database(self) -> Path | str:
        """SQLite's file, or PostgreSQL's URL."""
        given = self.given_database or self.data_dir / "greenlight.db"
        return given.get_secret_value() if isinstance(given, SecretStr) else given

    def require_slack(self) -> SlackKeys:
        """What `serve` cannot do without. Raises SettingsError naming the variable."""
        if self.slack_bot_token is None:
            raise SettingsError(
                "SLACK_BOT_TOKEN is not set: put the bot token (xoxb-…) of your Slack app into the "
                "environment or .env, or try `greenlight demo`, which needs none."
            )
        if self.slack_app_token is None and self.slack_signing_secret is None:
            raise SettingsError(
                "SLACK_SIGNING_SECRET is not set: put the signing secret from “Basic Information” there, or "
                "set SLACK_APP_TOKEN to use Socket Mode."
            )
        return SlackKeys(
            bot_token=self.slack_bot_token,
            signing_secret=self.slack_signing_secret,
            app_token=self.slack_app_token,
        )

    def provider_keys(self) -> Mapping[str, str]:
        """What providers are made from, keys and addresses, by the variables' names. Holds plain secrets."""
        ours = {name: _plain(getattr(self, field)) for name, field in VARIABLES.items() if _is_provider(name)}
        theirs = {name: value.get_secret_value() for name, value in self.others.items()}
        return theirs | {name: value for name, value in ours.items() if value is not None}

    def price_list(self) -> PriceList:
        """The known estimates with those that were given in their place."""
        return PriceList(
            estimates=MappingProxyType({**DEFAULT_ESTIMATES, **self.given_prices}),
            credit_worth=self.credit_prices,
            currency=self.currency,
        )

    def caps(self) -> Caps:
        """How much may run and wait at once."""
        return Caps(
            running=Most(
                person=self.running_per_person,
                channel=self.running_per_channel,
                provider=self.running_per_provider,
            ),
            queued=Most(
                person=self.queued_per_person,
                channel=self.queued_per_channel,
                provider=self.queued_per_provider,
            ),
        )

    def secret_key(self) -> bytes:
        """The key of webhook and media tokens: the one given, else the one kept in the data folder.

        Makes it when there is none. Raises SettingsError when it cannot be read or kept.
        """
        if self.given_secret_key is not None:
            return self.given_secret_key.get_secret_value().encode()
        return read_or_make_key(self.data_dir / "secret_key")

    def key_print(self) -> str:
        """By which the processes on one database see whether they hold the same key."""
        return key_print(self.secret_key())

    def secret_values(self) -> tuple[str, ...]:
        """Every secret there is, so that the logs can be kept free of them."""
        ours = (getattr(self, field) for field in VARIABLES.values())
        theirs = (value for name, value in self.others.items() if name.endswith(_SECRET_ENDINGS))
        found = (value.get_secret_value() for value in (*ours, *theirs) if isinstance(value, SecretStr))
        return tuple(value for value in found if len(value) >= SHORTEST_SECRET)

    def _no_half_provider(self) -> None:
        pairs = (
            ("CREATIFY_API_ID", "CREATIFY_API_KEY"),
            ("AKOOL_CLIENT_ID", "AKOOL_CLIENT_SECRET"),
        )
        for first, second in pairs:
            self._needs(first, second)
            self._needs(second, first)
        self._needs("AKOOL_API_KEY", "AKOOL_CLIENT_ID")
        self._needs("HEYGEN_WEBHOOK_SECRET", "HEYGEN_API_KEY")

    def _needs(self, name: str, other: str) -> None:
        if getattr(self, VARIABLES[name]) is not None and getattr(self, VARIABLES[other]) is None:
            raise ValueError(f"{other} is not set, but {name} is: set both, or unset both.")

    def _reachable(self) -> None:
        if self.public_url is None:
            return
        if self.public_url.startswith("http:") and not self.allow_loopback:
            raise ValueError(
                "GREENLIGHT_PUBLIC_URL must start with https://, because providers call it from outside."
            )
        longest = LONGEST_WEBHOOK_URL - len(_WEBHOOK_PATH) - TOKEN_LENGTH
        if len(self.public_url) > longest:
            raise ValueError(
                f"GREENLIGHT_PUBLIC_URL is too long: it may have {longest} characters, because Creatify "
                f"takes webhook addresses of at most {LONGEST_WEBHOOK_URL}."
            )

    def _known_calls(self) -> None:
        for provider, call in self.given_prices:
            known = PRICED_CALLS.get(provider, (call,))
            if call not in known:
                raise ValueError(
                    f"GREENLIGHT_PRICE_LIST: {provider} has no call {call!r}, only {', '.join(known)}."
                )


VARIABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        str(field.validation_alias): name
        for name, field in Settings.model_fields.items()
        if field.validation_alias is not None
    }
)
"""Every variable that is read, and the field that it fills."""


def _is_provider(name: str) -> bool:
    return not name.startswith(("SLACK_", "GREENLIGHT_"))


def _plain(value: SecretStr | str | None) -> str | None:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
