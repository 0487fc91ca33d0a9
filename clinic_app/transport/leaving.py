"""Leaving an object at a place, whole or in parts; nothing counts as there before it was read back and compared."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from clinic_app.errors import NotThere
from clinic_app.transport.at_hand import AtHand, at_hand
from clinic_app.transport.leaving_parts import PartsLeaving
from clinic_app.transport.pace import MOST_PART, Pace, Stop, never
from clinic_app.transport.parts import LIST_MOST, list_name, read_cut, write_cut
from clinic_app.transport.pieces import PartLeft, Piece, PieceProgress, Tell
from clinic_app.transport.place import Place
from clinic_app.transport.putting import SPOILED_MOST, Found, Putting

__all__ = ["PartLeft", "Piece", "PieceProgress", "Tell", "leave"]


def leave(place: Place, piece: Piece, pace: Pace, tell: Tell, stop: Stop = never) -> None:
    """Leave `piece` and read it back; returns only when all of it is there.

    `tell` gets every part twice, unchecked before it is written and checked once it was read back, and at the end
    `done == piece.bytes` without a part. PlaceFailed after `pace.patience` failures in a row without progress, at once
    when waiting mends nothing; Cancelled; EvidenceDamaged when the file at hand is not what was sealed; FileUnreadable.
    """
    pace.begin()
    with at_hand(piece.name, piece.data, piece.bytes, piece.sha256) as source:
        putting = Putting(place, pace, stop)
        if not (_goes_whole(place, piece, pace) and _whole(putting, piece, source)):
            _in_parts(putting, piece, source, tell)
    tell(PieceProgress(piece.sha256, piece.bytes, seconds_left=0))


def _goes_whole(place: Place, piece: Piece, pace: Pace) -> bool:
    """Whether it goes under its own name, if it can: what fits one part (one write of a folder), and was not begun."""
    is_line = place.whole_most <= MOST_PART
    fits = piece.bytes <= (pace.size if is_line else place.whole_most)
    return piece.whole or (fits and not piece.parts)


def _whole(putting: Putting, piece: Piece, source: AtHand) -> bool:
    """Leave the object under its own name; False: in parts, for the line or the name does not take it whole."""
    data = source.read(0, piece.bytes)
    source.compare(data)
    for _ in range(SPOILED_MOST):
        found = putting.put(piece.name, data, piece.sha256)
        while found is Found.NOTHING and (piece.whole or len(data) <= putting.pace.size):
            found = putting.put(piece.name, data, piece.sha256)
        if found is Found.SAME:
            putting.pace.gained(len(data))
            return True
        # Under a person's name others may have left something. Under its hash nothing else is good to anybody.
        if found is Found.OTHER and (piece.whole or piece.name == piece.sha256):
            putting.take_away(piece.name)
        if not piece.whole:
            return False
    raise putting.wrong()


def _in_parts(putting: Putting, piece: Piece, source: AtHand, tell: Tell) -> None:
    """Leave the parts, then the list of them."""
    source.compare_all()
    known = {part.start: part for part in sorted(piece.parts, key=lambda part: part.checked)}
    listed = [] if known else _listed(putting, piece, source)

    def keep(progress: PieceProgress) -> None:
        if progress.part:
            known[progress.part.start] = progress.part
        tell(progress)

    for times in range(SPOILED_MOST):
        follow = [known[part.start] if _is_checked(known.get(part.start), part) else part for part in listed]
        cut = PartsLeaving(putting, piece, source, keep).leave(follow or known.values())
        data = write_cut(cut)
        name, sha256 = list_name(cut.sha256), hashlib.sha256(data).hexdigest()
        found = putting.put(name, data, sha256, look=bool(listed))
        while found is Found.NOTHING:
            found = putting.put(name, data, sha256)
        if found is Found.SAME:
            return
        # Somebody cut the same object otherwise: a colleague's laptop, or we, before the notes were lost. Theirs is
        # followed, once; a list of nonsense, or one whose parts do not get through, makes room for ours.
        listed = [] if times else _listed(putting, piece, source)
        if not listed:
            putting.take_away(name)
    raise putting.wrong()


def _listed(putting: Putting, piece: Piece, source: AtHand) -> list[PartLeft]:
    """The parts of the list that lies there, if they make up these very bytes; they are still to be read back."""
    try:
        cut = read_cut(putting.read(list_name(piece.sha256), LIST_MOST), piece.sha256, piece.bytes)
    except (NotThere, ValueError):
        return []
    parts: list[PartLeft] = []
    start = 0
    for size, sha256 in cut.parts:
        if hashlib.sha256(source.read(start, size)).hexdigest() != sha256:
            return []
        parts.append(PartLeft(start, size, sha256, checked=False))
        start += size
    return parts


def _is_checked(known: PartLeft | None, part: PartLeft) -> bool:
    return known is not None and known == replace(part, checked=True)
