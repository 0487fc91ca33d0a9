"""What of a preview is taken in and what is left out, without Qt. Its sums follow at once, however many records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ui.merge_words import Reader, Sums
from ui.pages.merging import presenter


class Choice:
    """The ticks of one preview: what belongs to a record goes out and comes in with it."""

    def __init__(self, records: Sequence[Any] = (), reader: Reader | None = None, out: Collection[str] = ()) -> None:
        self.records = records
        self.left_out = set(out)
        self._reader = reader or Reader("", False)
        self._by_id = {news.record: news for news in records}
        self._children = presenter.children_of(records)
        self._whole = presenter.sums_by_office(records, self._reader)

    def sums(self) -> dict[str, Sums]:
        """Of each office, and of all (""), less what is left out."""
        left_out = [self._by_id[id] for id in self.left_out if id in self._by_id]
        out: Mapping[str, Sums] = presenter.sums_by_office(left_out, self._reader)
        return {office: presenter.less(whole, out.get(office, Sums())) for office, whole in self._whole.items()}

    def tick(self, news: Any) -> bool:
        """Leave a record out or take it in again; False where it always comes along."""
        if news.may_leave_out:
            self.left_out = presenter.ticked(news.record, self.left_out, self._children)
        return bool(news.may_leave_out)

    def tick_office(self, office: str) -> None:
        """Leave a whole office out; take it in again once all of it is out."""
        ids = {news.record for news in self._free(office)}
        self.left_out = self.left_out - ids if ids <= self.left_out else self.left_out | ids

    def would_leave_out(self, office: str) -> bool | None:
        """Whether `tick_office` leaves out (or takes in); None where there is nothing to choose."""
        ids = {news.record for news in self._free(office)} if office else set()
        return not ids <= self.left_out if ids else None

    def _free(self, office: str) -> list[Any]:
        return [news for news in self.records if news.home == office and news.may_leave_out]
