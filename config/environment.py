"""Every setting, read and validated once at the start.

Each field is an environment variable `BILDSTELLE_<NAME>` or a file of that name (in lower case) in `/run/secrets`,
as container engines mount secrets, or in systemd's `$CREDENTIALS_DIRECTORY`. `docs/settings.md` lists them; a test
compares that list with this model.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AnyHttpUrl,
    BeforeValidator,
    Field,
    PostgresDsn,
    RedisDsn,
    UrlConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.networks import AnyUrl
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from config.database import read_address
from config.gateway import GatewaySettings
from config.house import HouseSettings, PerLanguage
from pipelines.credit import validate_template
from pipelines.names import validate_path_template

ROOT = Path(__file__).resolve().parent.parent
SECRETS = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/run/secrets"))


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


SmtpUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["smtp", "smtps", "smtp+starttls"], host_required=True)]
Listed = Annotated[list[str], NoDecode, BeforeValidator(_split)]

_TOPIC = re.compile(r"arn:aws(-[a-z-]+)?:sns:[a-z0-9-]+:[0-9]+:[A-Za-z0-9_-]{1,256}(\.fifo)?")

# The PLUS Data Mining vocabulary without the terms that refer to further fields, which our files do not have.
DataMining = Literal[
    "UNSPECIFIED",
    "ALLOWED",
    "PROHIBITED-AIMLTRAINING",
    "PROHIBITED-GENAIMLTRAINING",
    "PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
    "PROHIBITED",
]


class Environment(HouseSettings, GatewaySettings, BaseSettings):
    """The operator's settings; the defaults suit one box with the embedded stack."""

    model_config = SettingsConfigDict(
        env_prefix="BILDSTELLE_",
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
        extra="ignore",
        env_ignore_empty=True,
    )

    # Who we are
    publisher: str = Field(
        "Landeshauptstadt Beispielstadt",
        min_length=1,
        description="The body that publishes; part of the credit line",
    )
    credit_template: str = Field(
        "©{publisher}/{creator}", description="Credit line where neither file nor desk gives one"
    )
    languages: Listed = Field(["de", "en"], description="Languages of a release, the first one leads")
    time_zone: str = Field("Europe/Berlin", description="Zone in which times are entered and shown")
    download_path: str = Field(
        "pressebilder/{taken:%y%m}/{name}", description="Human download URL below the press bucket"
    )
    terms: PerLanguage = Field(
        {
            "de": "Abdruck honorarfrei für redaktionelle Zwecke bei Nennung der Quelle; "
            "keine Werbung, keine entstellende Bearbeitung.",
            "en": "Free of charge for editorial use when the credit is given; no advertising, no distortion.",
        },
        description="Terms of use where a release sets none, per language (JSON)",
    )
    terms_url: AnyHttpUrl | None = Field(
        None, description="Page with the terms of use, named in every file; empty means the release's text version"
    )
    licensor_url: AnyHttpUrl | None = Field(
        None, description="Page for requesting other rights, named in every file; empty means terms_url"
    )
    data_mining: DataMining = Field(
        "PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
        description="Reservation of text and data mining in every file: a term of the PLUS vocabulary after `DMI-`",
    )
    instructions: str = Field(
        "", max_length=500, description="Instructions in every file; empty means the terms in the leading language"
    )

    # Where we run
    secret_key: str = Field(min_length=32, description="Signs sessions and tokens; keep it secret")
    public_url: AnyHttpUrl = Field(
        AnyHttpUrl("http://127.0.0.1:8000"), description="The desk's own address, as people type it"
    )
    allowed_hosts: Listed = Field([], description="Further host names the desk answers to")
    debug: bool = Field(False, description="Django's debug pages; never in production")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=5,
        description="Number of proxies in front, each adding one entry to X-Forwarded-For; 0 trusts no such header",
    )
    log_format: str = Field("json", pattern="^(json|console)$", description="json for machines, console for people")

    # Parts
    database_url: PostgresDsn = Field(
        description="PostgreSQL, as libpq writes it, with any of its parameters: `?sslmode=verify-full`"
    )
    broker_url: RedisDsn = Field(description="Valkey or Redis")
    s3_endpoint: AnyHttpUrl | None = Field(None, description="S3 API; empty means AWS")
    s3_region: str = Field("us-east-1", description="S3 region")
    s3_access_key: str = Field(min_length=1, description="The application's own S3 key")
    s3_secret_key: str = Field(min_length=1, description="The application's own S3 secret")
    s3_public_url: AnyHttpUrl = Field(description="The press bucket as the public reads it")
    s3_upload_url: AnyHttpUrl | None = Field(
        None, description="The S3 API as photographers reach it; empty means s3_endpoint"
    )
    s3_iam: bool = Field(
        True,
        description="Make upload keys by the store's IAM API; false where it has none and they are made by hand",
    )
    bucket_incoming: str = Field("incoming", description="Uploads")
    bucket_archive: str = Field("archive", description="Originals, renditions, press files: private")
    bucket_press: str = Field("press", description="What is public")
    events_token: str = Field(min_length=16, description="Token of POST /events/s3, as bearer or as Basic password")
    sns_topics: Listed = Field(
        [], description="ARNs of the SNS topics whose signed messages POST /events/s3 takes; empty means none"
    )
    sqs_url: AnyHttpUrl | None = Field(
        None, description="URL of the SQS queue that events are fetched from; empty means none"
    )

    # Rules of the house
    renditions: Path = Field(ROOT / "config/renditions.toml", description="The ladder of renditions")
    require_every_language: bool = Field(
        False, description="A photo without a caption in every language may not be published"
    )
    require_alt_text: bool = Field(False, description="A photo without alt text may not be published")
    require_ai_confirmation: bool = Field(
        False,
        description="A photo that its file says AI made or changed may not be published until a person confirms or "
        "changes its digital source type",
    )
    four_eyes: bool = Field(False, description="Whoever changed a photo or release last cannot approve or publish it")
    heic: bool = Field(True, description="Take HEIC; false refuses it with a sentence, and libheif reads no file")
    attachment_megabytes: int = Field(500, ge=1, le=4900, description="The largest PDF or video that is taken, in MB")
    keep_uploads_days: int = Field(
        30,
        ge=1,
        description="Days an upload stays in incoming once its copy was read back right, or it was too much to be read",
    )
    keep_memos_days: int | None = Field(
        None, ge=0, description="Days after publication until a photo's voice memo is deleted; empty means it stays"
    )

    # What it tells
    metrics_token: str = Field("", description="Bearer token of GET /metrics on the desk; empty means there is none")
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port on which each worker answers GET /metrics; empty means none"
    )
    watched_folders: Annotated[list[Path], NoDecode, BeforeValidator(_split)] = Field(
        [], description="Folders whose free space the metrics tell; a full one explains why the store takes no files"
    )
    traces_url: AnyHttpUrl | None = Field(
        None, description="OTLP endpoint for traces over HTTP, for instance http://127.0.0.1:4318; empty means none"
    )

    # Signing in
    second_factor_for: Listed = Field(
        [],
        description="Who must sign in with a second factor: photographers, editors, approvers, administrators",
    )
    sign_in_help: str = Field(
        "", max_length=200, description="Whom to ask when signing in fails, as the desk says it: a name and a number"
    )
    smtp_url: SmtpUrl | None = Field(
        None,
        description="Mail server, `smtp+starttls://user:password@host:587` or `smtps://…:465`; empty means no mail",
    )
    mail_from: str = Field("", description="Sender of the desk's mails; empty means bildstelle@ the desk's host")
    oidc_issuer: AnyHttpUrl | None = Field(
        None, description="Identity provider of the house (OpenID Connect), by its issuer; empty means none"
    )
    oidc_client_id: str = Field("", description="The desk's client id at the identity provider")
    oidc_client_secret: str = Field("", description="The desk's client secret at the identity provider")
    oidc_name: str = Field("Single sign-on", min_length=1, description="What the button for it says")
    oidc_default_role: Literal["", "photographer", "editor", "approver"] = Field(
        "", description="Role of an account made for a stranger whom the provider sends; empty means none is made"
    )

    # Whom it tells
    webhook_networks: Listed = Field(
        [],
        description="Private networks to which webhooks may be sent, such as 10.20.0.0/16; empty means none",
    )
    mail_console: bool = Field(
        False, description="Without a mail server, write the desk's mails into the log; `./bildstelle up` does"
    )
    cdn_purge_urls: Listed = Field(
        [], description="Caches in front of the press bucket that take `PURGE`, such as http://10.0.0.5:6081"
    )
    cdn_webhook_url: AnyHttpUrl | None = Field(
        None, description="Address to which the changed addresses are posted as JSON; empty means none"
    )
    cdn_token: str = Field("", description="Bearer token for both; empty means none")

    # Clockwork, in seconds
    sweep_open_every: float = Field(15, gt=0, description="How often the sweep lists the prefixes of open releases")
    sweep_all_every: float = Field(600, gt=0, description="How often the sweep lists the whole incoming bucket")
    tick_every: float = Field(5, gt=0, description="How often embargoes, expiries and waiting work are looked at")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """No `.env`: there is none, and asking an empty one for each setting took a while at every start."""
        return init_settings, env_settings, file_secret_settings

    @property
    def sign_up_page(self) -> str:
        """The desk's page for the press list (`desk:press_mail`), once it can mail and somebody said where it is."""
        mails = self.smtp_url is not None or self.mail_console
        known = "public_url" in self.model_fields_set
        return f"{str(self.public_url).rstrip('/')}/press-mail/" if mails and known else ""

    @field_validator("secret_key", "events_token", "s3_access_key", "s3_secret_key", mode="after")
    @classmethod
    def _no_placeholder(cls, value: str) -> str:
        if value.lower().startswith(("changeme", "change-me")):
            raise ValueError("still holds the placeholder; set a value of your own")
        return value

    @model_validator(mode="after")
    def _no_old_name(self) -> Self:
        if os.environ.get("BILDSTELLE_BEHIND_PROXY", "").lower() in {"1", "true", "yes", "on"}:
            raise ValueError("BILDSTELLE_BEHIND_PROXY is now BILDSTELLE_TRUSTED_PROXIES, the number of them: usually 1")
        return self

    @field_validator("traces_url", mode="after")
    @classmethod
    def _traces_are_installed(cls, value: AnyHttpUrl | None) -> AnyHttpUrl | None:
        if value and not find_spec("opentelemetry"):
            raise ValueError("needs the extra `traces`; see docs/operations.md")
        return value

    @field_validator("database_url")
    @classmethod
    def _libpq_takes_it(cls, value: PostgresDsn) -> PostgresDsn:
        read_address(str(value))
        return value

    @field_validator("sns_topics")
    @classmethod
    def _topic_arns(cls, value: list[str]) -> list[str]:
        for topic in value:
            if not _TOPIC.fullmatch(topic):
                raise ValueError(
                    f"no ARN of an SNS topic, such as arn:aws:sns:eu-central-1:123456789012:uploads: {topic}"
                )
        return value

    @field_validator("second_factor_for")
    @classmethod
    def _known_people(cls, value: list[str]) -> list[str]:
        if unknown := set(value) - {"photographers", "editors", "approvers", "administrators"}:
            raise ValueError(
                f"{', '.join(sorted(unknown))}: choose from photographers, editors, approvers, administrators"
            )
        return value

    @model_validator(mode="after")
    def _whole_provider(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("BILDSTELLE_OIDC_ISSUER needs BILDSTELLE_OIDC_CLIENT_ID and _CLIENT_SECRET beside it")
        return self

    @field_validator("webhook_networks")
    @classmethod
    def _networks(cls, value: list[str]) -> list[str]:
        for network in value:
            ip_network(network)
        return value

    @field_validator("cdn_purge_urls")
    @classmethod
    def _cache_urls(cls, value: list[str]) -> list[str]:
        return [str(AnyHttpUrl(url)).rstrip("/") for url in value]

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no such time zone: {value}") from error
        return value

    @field_validator("languages")
    @classmethod
    def _language_codes(cls, value: list[str]) -> list[str]:
        if (
            not value
            or any(not code.isalpha() or len(code) not in (2, 3) for code in value)
            or len(set(value)) < len(value)
        ):
            raise ValueError("give two-letter codes, each once, for instance de,en")
        return value

    @field_validator("credit_template")
    @classmethod
    def _credit_template(cls, value: str) -> str:
        validate_template(value)
        return value

    @field_validator("download_path")
    @classmethod
    def _download_path(cls, value: str) -> str:
        validate_path_template(value)
        return value


def complaints(error: ValidationError) -> list[str]:
    """What is wrong with each setting, by its name."""
    return [
        ": ".join(filter(None, [_name_of(one["loc"]), one["msg"].removeprefix("Value error, ")]))
        for one in error.errors()
    ]


def _name_of(place: Sequence[int | str]) -> str:
    """The variable, and where in it; none for what is wrong with several, whose message names them."""
    return " ".join([f"BILDSTELLE_{str(place[0]).upper()}", *map(str, place[1:])]) if place else ""
