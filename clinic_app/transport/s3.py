"""A bucket of an S3-compatible store: each object is written at once, and never over anything.

The library for it, obstore 0.12, was tried: it follows redirects to any host and takes a portal's page for an object or
for an empty folder, reads a listing to its end whatever its size (five million rows, 650 MB, in three seconds), and
forgets Retry-After. Its time-out is one for the whole answer, so a slow line that never falls silent is cut off too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport.http_line import Answer, HttpLine
from clinic_app.transport.listing_xml import ListingReader, NotAListing
from clinic_app.transport.place import (
    CONNECT_SECONDS,
    LIST_MOST,
    SILENCE_SECONDS,
    WRITE_MOST,
    Into,
    Listed,
    Listing,
    checked_data,
    checked_folder,
    checked_name,
    is_name,
)
from clinic_app.transport.s3_signature import signer
from clinic_app.transport.settings_fields import S3Settings

_PAGE = 1000  # what a store gives at once, at most
_PAGES = 10  # a store that always promises more is not believed for ever
_CODES = {
    "RequestTimeTooSkewed": Trouble.CLOCK,
    "RequestExpired": Trouble.CLOCK,
    "InvalidAccessKeyId": Trouble.PASSWORD,
    "SignatureDoesNotMatch": Trouble.PASSWORD,
    "InvalidToken": Trouble.PASSWORD,
    "ExpiredToken": Trouble.PASSWORD,
    "AccessDenied": Trouble.FORBIDDEN,
    "AllAccessDisabled": Trouble.FORBIDDEN,
    "NoSuchBucket": Trouble.NO_FOLDER,
    "SlowDown": Trouble.BUSY,
    "ServiceUnavailable": Trouble.BUSY,
    "TooManyRequests": Trouble.BUSY,
    "RequestTimeout": Trouble.SILENT,
    "IncompleteBody": Trouble.CUT,
    "BadDigest": Trouble.WRONG,
    "XAmzContentSHA256Mismatch": Trouble.WRONG,
    "EntityTooLarge": Trouble.FULL,
    "QuotaExceeded": Trouble.FULL,
    "InsufficientStorage": Trouble.FULL,
    "XMinioStorageFull": Trouble.FULL,
    "ConditionalRequestConflict": Trouble.LOCKED,
    "OperationAborted": Trouble.LOCKED,
}
_SETTINGS = {
    "AuthorizationHeaderMalformed": "region",
    "AuthorizationQueryParametersError": "region",
    "InvalidBucketName": "bucket",
    "PermanentRedirect": "endpoint",
    "TemporaryRedirect": "endpoint",
}

Rows = list[dict[str, str]]


class S3Place:
    """A bucket, or a folder in one."""

    whole_most = WRITE_MOST

    def __init__(
        self, settings: S3Settings, name: str = "", connect: float = CONNECT_SECONDS, silence: float = SILENCE_SECONDS
    ) -> None:
        at = urlsplit(settings.endpoint)
        self.name = name or settings.where
        self._bucket = f"{unquote(at.path).rstrip('/')}/{settings.bucket}"
        self._prefix = f"{settings.prefix.strip('/')}/" if settings.prefix.strip("/") else ""
        sign = signer(at.netloc, settings.region, settings.access_key, settings.secret_key)
        self._line = HttpLine(self.name, settings.endpoint, sign, settings.ca_file, connect, silence)

    def list(self, under: str = "", most: int = LIST_MOST) -> Listing:
        """The files right in a folder: one question for each thousand."""
        checked_folder(under)
        prefix = self._prefix + (f"{under}/" if under else "")
        files: list[Listed] = []
        after, cut = "", False
        for _ in range(_PAGES):
            rows, after, cut = self._page(prefix, min(_PAGE, most + 1 - len(files)), after)
            files += [one for one in (_listed(row, len(prefix)) for row in rows) if one]
            if cut or not after or len(files) > most:
                break
        files.sort(key=lambda one: one.name)
        return Listing(tuple(files[:most]), cut or bool(after) or len(files) > most)

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        """Bytes of an object from `start`. NotThere."""
        path = self._at(checked_name(name))
        if most == 0:
            return b""
        blocks: list[bytes] = []
        end = "" if most is None else str(start + most - 1)
        headers = {"Range": f"bytes={start}-{end}"} if start or most is not None else {}
        with self._line.asked("GET", path, headers=headers) as answer:
            if answer.status_code in (200, 206) and (headers or answer.status_code == 200):
                self._line.take(answer, start, most, into or blocks.append)
                return b"".join(blocks)
            told = self._line.short(answer)
        if told.status == 416:
            return b""
        if told.status == 404 and _code(told) != "NoSuchBucket":
            raise NotThere(name)
        raise self._refuse(told)

    def write(self, name: str, data: bytes) -> None:
        """Write an object: a store shows it whole or not at all. AlreadyThere."""
        path = self._at(checked_name(name))
        checked_data(data, self.whole_most)
        headers = {"If-None-Match": "*", "Content-Type": "application/octet-stream"}
        told = self._line.ask("PUT", path, headers=headers, body=data)
        if told.status == 412:
            raise AlreadyThere(name)
        if told.status not in (200, 201):
            raise self._refuse(told)

    def remove(self, name: str) -> None:
        """Take an object away."""
        told = self._line.ask("DELETE", self._at(checked_name(name)))
        if told.status not in (200, 204) and (told.status != 404 or _code(told) == "NoSuchBucket"):
            raise self._refuse(told)

    def close(self) -> None:
        """Drop the connection."""
        self._line.close()

    def _page(self, prefix: str, most: int, after: str) -> tuple[Rows, str, bool]:
        """Rows, where the next page begins ("": nowhere), and whether the reading was cut short."""
        asked = {"delimiter": "/", "list-type": "2", "max-keys": str(most), "prefix": prefix}
        if after:
            asked["continuation-token"] = after
        query = "&".join(f"{key}={quote(value, safe='-._~')}" for key, value in sorted(asked.items()))
        reader = ListingReader("Contents", {"Key", "Size"}, heads={"IsTruncated", "NextContinuationToken"})
        with self._line.asked("GET", self._bucket, query=query) as answer:
            if answer.status_code != 200:
                raise self._refuse(self._line.short(answer))
            try:
                rows, cut = reader.read(self._line.blocks(answer), most + 1)
            except NotAListing:
                raise self._line.fail(Trouble.SERVER, "no listing") from None
        if not cut and "IsTruncated" not in reader.head:
            raise self._line.fail(Trouble.SERVER, "no listing")
        if reader.head.get("IsTruncated") != "true":
            return rows, "", cut
        next_page = reader.head.get("NextContinuationToken", "")
        return rows, next_page, cut or not next_page

    def _refuse(self, told: Answer) -> PlaceFailed:
        """The store's own words say more than its status."""
        code = _code(told)
        if code in _SETTINGS:
            return self._line.fail(Trouble.SETTING, _SETTINGS[code])
        return self._line.fail(_CODES[code], code) if code in _CODES else self._line.refuse(told)

    def _at(self, name: str) -> str:
        return f"{self._bucket}/{self._prefix}{name}"


def _code(told: Answer) -> str:
    found = re.search(rb"<Code>([A-Za-z0-9]{1,60})</Code>", told.body)
    return found[1].decode() if found else ""


def _listed(row: Mapping[str, str], skip: int) -> Listed | None:
    name, size = row.get("Key", "")[skip:], row.get("Size", "").strip()
    if "/" in name or not is_name(name) or not (size.isascii() and size.isdigit() and len(size) < 16):
        return None
    return Listed(name, int(size))
