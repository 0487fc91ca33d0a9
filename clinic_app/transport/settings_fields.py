"""What a person tells about a place: one frozen record per kind, from which commands and forms derive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from ipaddress import ip_address
from typing import Any, Literal, Protocol
from urllib.parse import SplitResult, urlsplit

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport.place import is_name
from clinic_app.wording.words import N_

FieldKind = Literal["text", "number", "folder", "file", "secret"]


class Settings(Protocol):
    """The settings of one place; secrets never stand in its repr."""

    @property
    def where(self) -> str:
        """How to call the place while a person has not named it: a folder, or the server's name."""

    def wrong(self) -> str:
        """The name of a setting that cannot be right; "" when all may be."""


@dataclass(frozen=True)
class SettingField:
    """One setting as forms and commands see it; label and help are English source words."""

    name: str
    label: str
    kind: FieldKind
    required: bool
    default: str | int | None
    example: str
    help: str


def setting(
    label: str,
    kind: FieldKind = "text",
    required: bool = True,
    default: str | int | None = None,
    example: str = "",
    help: str = "",
) -> Any:
    """A field of a settings record; a secret is left out of its repr."""
    told = {"label": label, "kind": kind, "required": required, "example": example, "help": help}
    value = MISSING if required and default is None else default if default is not None else ""
    return field(default=value, repr=kind != "secret", metadata=told)


def fields_of(settings: type[Any] | Any) -> tuple[SettingField, ...]:
    """The fields of a settings class in the order of its form."""
    return tuple(
        SettingField(name=one.name, default=None if one.default is MISSING else one.default, **one.metadata)
        for one in fields(settings)
    )


def told_of(settings: Any) -> dict[str, str]:
    """What may be shown and kept openly: every setting that is told, without the secrets."""
    return _values(settings, secret=False)


def secrets_of(settings: Any) -> dict[str, str]:
    """The secrets alone; they are kept in the vault and nowhere else."""
    return _values(settings, secret=True)


def filled(settings: type[Any], told: Mapping[str, str], secrets: Mapping[str, str], name: str = "") -> Any:
    """A settings record from words as typed or kept. PlaceFailed SETTING names what is missing, unknown or wrong."""
    known = {one.name: one for one in fields_of(settings)}
    values: dict[str, str | int] = {}
    for part, is_secret in ((told, False), (secrets, True)):
        for key, value in part.items():
            if key not in known or (known[key].kind == "secret") != is_secret:
                raise PlaceFailed(name, Trouble.SETTING, key)
            if str(value):
                values[key] = _value(known[key], str(value), name)
    for one in known.values():
        if one.required and one.default is None and one.name not in values:
            raise PlaceFailed(name, Trouble.SETTING, one.name)
    made = settings(**values)
    if made.wrong():
        raise PlaceFailed(name or made.where, Trouble.SETTING, made.wrong())
    return made


@dataclass(frozen=True)
class FolderSettings:
    """A folder or a USB stick."""

    path: str = setting(N_("Folder"), "folder")

    @property
    def where(self) -> str:
        return self.path

    def wrong(self) -> str:
        return "path" if not self.path.strip() or "\0" in self.path else ""


@dataclass(frozen=True, kw_only=True)
class WebDavSettings:
    """A folder of a WebDAV server such as Nextcloud."""

    url: str = setting(
        N_("Address"),
        example="https://cloud.example.org/remote.php/dav/files/anna/clinic",
        help=N_("In Nextcloud it stands under Files, Settings, WebDAV; add the folder at its end."),
    )
    user: str = setting(N_("User name"))
    password: str = setting(
        N_("Password"), "secret", help=N_("Make an app password for this laptop; it can be withdrawn on its own.")
    )
    ca_file: str = setting(
        N_("Certificate file"), "file", required=False, help=N_("Only if the server has a certificate of its own.")
    )

    @property
    def where(self) -> str:
        return _split(self.url).hostname or self.url

    def wrong(self) -> str:
        if not _safe_address(self.url):
            return "url"
        return "user" if ":" in self.user or not self.user.isprintable() else ""


@dataclass(frozen=True, kw_only=True)
class SftpSettings:
    """A folder of an SSH server."""

    host: str = setting(N_("Server"), example="files.example.org")
    port: int = setting(N_("Port"), "number", default=22)
    user: str = setting(N_("User name"))
    path: str = setting(N_("Folder"), example="clinic")
    password: str = setting(N_("Password"), "secret", required=False)
    key: str = setting(N_("Private key"), "secret", required=False, help=N_("Instead of a password."))
    host_key: str = setting(
        N_("Server key"),
        required=False,
        example="ssh-ed25519 AAAA…",
        help=N_("Accept it only after comparing its fingerprint with the server's keeper, by telephone."),
    )
    known_hosts: str = setting(N_("File of known servers"), "file", required=False)

    @property
    def where(self) -> str:
        return self.host

    def wrong(self) -> str:
        if not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", self.host, re.ASCII) or self.host.startswith("-"):
            return "host"
        if not 0 < self.port < 65536:
            return "port"
        if not self.path.strip() or "\0" in self.path:
            return "path"
        return "password" if not (self.password or self.key) else ""


@dataclass(frozen=True, kw_only=True)
class S3Settings:
    """A bucket of an S3-compatible store."""

    endpoint: str = setting(N_("Address"), example="https://s3.example.org")
    region: str = setting(N_("Region"), default="us-east-1")
    bucket: str = setting(N_("Bucket"), example="clinic")
    prefix: str = setting(N_("Folder in the bucket"), required=False, example="casebook")
    access_key: str = setting(N_("Access key"))
    secret_key: str = setting(N_("Secret key"), "secret")
    ca_file: str = setting(
        N_("Certificate file"), "file", required=False, help=N_("Only if the server has a certificate of its own.")
    )

    @property
    def where(self) -> str:
        return _split(self.endpoint).hostname or self.endpoint

    def wrong(self) -> str:
        if not _safe_address(self.endpoint):
            return "endpoint"
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", self.bucket, re.ASCII):
            return "bucket"
        if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", self.region, re.ASCII):
            return "region"
        return "prefix" if self.prefix and not is_name(self.prefix.strip("/")) else ""


def is_loopback(host: str) -> bool:
    """Whether a host is this computer itself; only there may anything go unencrypted."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _safe_address(url: str) -> bool:
    """https, or http on loopback; without a user, a password, a query or a fragment in it."""
    at = _split(url)
    if not at.hostname or at.username is not None or at.password is not None or at.query or at.fragment:
        return False
    if not url.isprintable() or " " in url or any(step in (".", "..") for step in at.path.split("/")):
        return False
    return at.scheme == "https" or (at.scheme == "http" and is_loopback(at.hostname))


def _split(url: str) -> SplitResult:
    try:
        at = urlsplit(url)
        _ = at.port  # a port out of range fails only when asked for
    except ValueError:
        return urlsplit("")
    return at


def _value(one: SettingField, value: str, place: str) -> str | int:
    if one.kind != "number":
        return value if one.kind == "secret" else value.strip()
    if not re.fullmatch(r"[0-9]{1,9}", value.strip(), re.ASCII):
        raise PlaceFailed(place, Trouble.SETTING, one.name)
    return int(value)


def _values(settings: Any, *, secret: bool) -> dict[str, str]:
    return {
        one.name: str(getattr(settings, one.name))
        for one in fields_of(settings)
        if (one.kind == "secret") == secret and getattr(settings, one.name) != ""
    }
