"""A folder of a WebDAV server (Nextcloud, Apache): written under a name of its own, then moved, never over anything."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from clinic_app.errors import AlreadyThere, NotThere, PlaceFailed, Trouble
from clinic_app.transport.http_line import Answer, HttpLine
from clinic_app.transport.listing_xml import ListingReader, NotAListing
from clinic_app.transport.place import (
    CONNECT_SECONDS,
    LIST_MOST,
    OWN_MARK,
    SILENCE_SECONDS,
    WRITE_MOST,
    Into,
    Listed,
    Listing,
    checked_data,
    checked_folder,
    checked_name,
    folder_of,
    is_name,
)
from clinic_app.transport.settings_fields import WebDavSettings

_ASK_SIZES = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<propfind xmlns="DAV:"><prop><getcontentlength/><resourcetype/></prop></propfind>'
)
_SEVERAL = 207


class WebDavPlace:
    """A WebDAV folder. Whoever stops it in the middle leaves at most a file that no listing tells."""

    whole_most = WRITE_MOST

    def __init__(
        self,
        settings: WebDavSettings,
        name: str = "",
        connect: float = CONNECT_SECONDS,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        at = urlsplit(settings.url)
        self.name = name or settings.where
        self._origin = f"{at.scheme}://{at.netloc}"
        self._root = unquote(at.path).rstrip("/")
        self._made: set[str] = set()  # folders known to be there
        self._unfinished: list[str] = []
        # As RFC 7617 has it, and at once: waiting to be asked would cost a round trip for each connection.
        proof = b64encode(f"{settings.user}:{settings.password}".encode()).decode()

        def sign(_method: str, _path: str, _query: str, _body: bytes) -> Mapping[str, str]:
            return {"Authorization": f"Basic {proof}"}

        self._line = HttpLine(self.name, settings.url, sign, settings.ca_file, connect, silence)

    def list(self, under: str = "", most: int = LIST_MOST) -> Listing:
        """The files right in a folder, by one question; a folder that is not there is empty, the place's own is not."""
        reader = ListingReader("response", {"href", "getcontentlength"}, {"collection"})
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        with self._line.asked(
            "PROPFIND", self._folder_at(checked_folder(under)), headers=headers, body=_ASK_SIZES
        ) as answer:
            if answer.status_code == 404 and under:
                self._line.short(answer)
            elif answer.status_code == 405:
                raise self._line.fail(Trouble.SETTING, "url")  # a web server, but no folder that could be listed
            elif answer.status_code != _SEVERAL:
                raise self._line.refuse(answer)
            else:
                try:
                    rows, more = reader.read(self._line.blocks(answer), most + 1)
                except NotAListing:
                    raise self._line.fail(Trouble.SERVER, "no listing") from None
                files = sorted((one for one in map(_listed, rows) if one), key=lambda one: one.name)
                self._made.add(under)
                return Listing(tuple(files[:most]), more or len(files) > most)
        if not self._made:
            self._must_be_here()
        return Listing(())

    def read(self, name: str, start: int = 0, most: int | None = None, into: Into | None = None) -> bytes:
        """Bytes of a file from `start`. NotThere."""
        path = self._at(checked_name(name))
        if most == 0:
            return b""
        blocks: list[bytes] = []
        end = "" if most is None else str(start + most - 1)
        headers = {"Range": f"bytes={start}-{end}"} if start or most is not None else {}
        with self._line.asked("GET", path, headers=headers) as answer:
            if answer.status_code in (404, 410, 416):
                self._line.short(answer)  # read to its end, so that the line can be used again
            if answer.status_code in (404, 410):
                raise NotThere(name)
            if answer.status_code == 416:
                return b""
            if answer.status_code not in (200, 206) or (answer.status_code == 206 and not headers):
                raise self._line.refuse(answer)
            self._line.take(answer, start, most, into or blocks.append)
        return b"".join(blocks)

    def write(self, name: str, data: bytes) -> None:
        """Put the bytes under a name of their own, then move them to `name`, where nothing may lie. AlreadyThere.

        PUT alone would be seen half done, and some servers ignore If-None-Match: they overwrite.
        """
        path = self._at(checked_name(name))
        checked_data(data, self.whole_most)
        folder = folder_of(name)
        unnamed = self._at(f"{folder}/{OWN_MARK}{secrets.token_hex(8)}".lstrip("/"))
        self._unfinished.append(unnamed)
        self._put(unnamed, data, folder)
        moved = self._move(unnamed, path)
        if moved.status in (201, 204):
            self._unfinished.remove(unnamed)
        self._tidy()
        if moved.status == 412:
            raise AlreadyThere(name)
        if moved.status not in (201, 204):
            raise self._line.refuse(moved)

    def remove(self, name: str) -> None:
        """Take a file away."""
        self._delete(self._at(checked_name(name)))

    def close(self) -> None:
        """Drop the connection, and what was known of folders."""
        self._line.close()
        self._made.clear()

    def _put(self, path: str, data: bytes, folder: str) -> None:
        answer = self._line.ask("PUT", path, body=data)
        if answer.status in (404, 409, 410) and folder not in self._made:
            self._make(folder)
            answer = self._line.ask("PUT", path, body=data)
        if answer.status not in (200, 201, 204):
            raise self._line.refuse(answer)
        self._made.add(folder)

    def _move(self, path: str, to: str) -> Answer:
        """Move where nothing may lie. Behind a proxy a server may not know its own address: then by the path alone."""
        to = quote(to, safe="/-._~")
        moved = self._line.ask("MOVE", path, headers={"Destination": self._origin + to, "Overwrite": "F"})
        if moved.status in (400, 502):
            moved = self._line.ask("MOVE", path, headers={"Destination": to, "Overwrite": "F"})
        return moved

    def _make(self, folder: str) -> None:
        """Make a folder and those above it, but never the place's own: a person chose that one."""
        self._must_be_here()
        steps = folder.split("/") if folder else []
        for count in range(1, len(steps) + 1):
            made = self._line.ask("MKCOL", self._folder_at("/".join(steps[:count])))
            if made.status not in (201, 405):  # 405: it is there
                raise self._line.refuse(made)

    def _must_be_here(self) -> None:
        """PlaceFailed NO_FOLDER when the place's own folder is gone: that is not an empty place."""
        headers = {"Depth": "0", "Content-Type": "application/xml"}
        answer = self._line.ask("PROPFIND", self._folder_at(""), headers=headers, body=_ASK_SIZES)
        if answer.status != _SEVERAL:
            raise self._line.refuse(answer)
        self._made.add("")

    def _delete(self, path: str) -> None:
        answer: Answer = self._line.ask("DELETE", path)
        if answer.status not in (200, 202, 204, 404, 410):
            raise self._line.refuse(answer)

    def _tidy(self) -> None:
        """Take away what earlier, broken writings left; it may fail, the next one tries again."""
        while self._unfinished:
            try:
                self._delete(self._unfinished[-1])
            except PlaceFailed:
                return
            self._unfinished.pop()

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _folder_at(self, folder: str) -> str:
        """With "/" at its end, else some servers answer with a redirect."""
        return f"{self._root}/{folder}/" if folder else f"{self._root}/"


def _listed(row: Mapping[str, str]) -> Listed | None:
    """A file from a row of the listing; none for folders, for what we are writing, and for names that are none."""
    if "collection" in row:
        return None
    name = unquote(urlsplit(row.get("href", "")).path.rpartition("/")[2])
    size = row.get("getcontentlength", "").strip()
    if not is_name(name) or not (size.isascii() and size.isdigit() and len(size) < 16):
        return None
    return Listed(name, int(size))
