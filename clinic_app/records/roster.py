"""The roster: the network and its devices, records of the network audience that only coordinators write."""

from __future__ import annotations

from clinic_app.records.fields import choice, ref, text, texts
from clinic_app.records.record import Record, record
from clinic_app.wording.words import N_


@record("network", title=N_("Network"), plural=N_("Networks"), audience="network", title_field="name")
class Network(Record):
    """The network of offices; its id is the hash of the first coordinator's signing key.

    `keys`: the network's age keys, one element `turn:recipient:mark` each; the mark says which removed laptops were
    known to whoever made it (`journal.device_keys`). `age_recipient` is the one in use, for older programs.
    """

    name: str = text(N_("Network name"), required=True, share="never")
    age_recipient: str = text(N_("Key of the network"), required=True, share="never")
    keys: frozenset[str] = texts(N_("Keys of the network"), share="never")


@record("stream", title=N_("Stream"), plural=N_("Streams"), audience="network", title_field="")
class StreamNote(Record):
    """What a coordinator has decided about a stream (its id is the stream's); every laptop reads by it.

    `bridged`: stretches `from-to` given up as lost, so that what follows is read. `both`: numbers at which a fork
    begins whose two branches are both read.
    """

    bridged: frozenset[str] = texts(N_("Given up"), share="never")
    both: frozenset[str] = texts(N_("Both are ours"), share="never")


@record("device", title=N_("Laptop"), plural=N_("Laptops"), audience="network", title_field="person")
class Device(Record):
    """A laptop of the network, called after whoever works at it: every office has a laptop A. `removed` has one element
    `stream:number` per stream: the last place that counts.

    `age_keys`, `sign_keys`: every key it told of, with its turn; `past_keys`: the signing keys it gave up, and up to
    which place of each stream they count (`journal.device_keys`). Sets only grow, so an old package sets nothing back.
    """

    office_id: str | None = ref("office", N_("Office"), required=True, share="never")
    office_name: str = text(N_("Office name"), share="never")
    letter: str = text(N_("Letter of the laptop"), required=True, share="never")
    person: str = text(N_("Name"), share="never")
    member_id: str | None = ref("member", N_("Member"), share="never")
    role: str | None = choice("device_role", N_("Role"), required=True, share="never")
    sign_key: str = text(N_("Signing key"), required=True, share="never")
    age_recipient: str = text(N_("Encryption key"), required=True, share="never")
    removed: frozenset[str] = texts(N_("Removed"), share="never")
    removed_at: str = text(N_("Removed on"), share="never")
    age_keys: frozenset[str] = texts(N_("Encryption keys"), share="never")
    sign_keys: frozenset[str] = texts(N_("Signing keys"), share="never")
    past_keys: frozenset[str] = texts(N_("Former signing keys"), share="never")
