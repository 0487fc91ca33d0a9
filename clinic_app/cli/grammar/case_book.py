"""The commands about the case book itself: its locks, people, backups, laptops and paper trail."""

from __future__ import annotations

from clinic_app.cli.grammar.group import Group, count
from clinic_app.cli.grammar.rooms import BACKUP, NETWORK, PEOPLE, RECOVERY, TRAIL, VAULT

_ROLES = ("lawyer", "paralegal", "student", "coordinator")


def add_case_book(clinic: Group) -> None:
    """`clinic vault …`, `network …`, `device …`, `trail …`."""
    vault = clinic.group("vault", "make, look at and copy a case book")
    _locks(vault)
    _people(vault)
    _backups(vault)
    _network(clinic)
    _trail(clinic)


def _locks(vault: Group) -> None:
    create = vault.add("create", VAULT.create)
    create.add_argument("--office", required=True, metavar="CODE")
    create.add_argument("--office-name", required=True, metavar="T")
    create.add_argument("--person", required=True, metavar="NAME")
    create.add_argument("--role", required=True, choices=("lawyer", "coordinator"))
    create.add_argument("--no-keyring", action="store_true")
    create.add_argument("--kdf-floor", action="store_true")
    vault.add("info", VAULT.info)
    checked = vault.add("check", VAULT.check)
    checked.add_argument("--deep", action="store_true", help="look at every byte of the sealed files")
    vault.add("passphrase", VAULT.change_passphrase).add_argument("--new-passphrase-file", required=True, metavar="F")
    vault.add("panic", VAULT.panic).add_argument("--yes", action="store_true")
    vault.add("identity", VAULT.identity).add_argument("--out", required=True, metavar="F")
    recover = vault.add("recover", RECOVERY.recover)
    recover.add_argument("--code-file", required=True, metavar="F", help="the code as text, or a photo of the sheet")
    recover.add_argument("--new-passphrase-file", required=True, metavar="F")
    recover.add_argument("--slot", metavar="ID", help="whose passphrase is new, by the slot; or name them: --person")
    recover.add_argument("--without-keyring", action="store_true", help="go on where the keyring does not answer")
    renew = vault.add("renew-recovery", RECOVERY.renew)
    renew.add_argument("--out", metavar="F.pdf")
    renew.add_argument("--confirm-groups", metavar="F", help="the eight groups typed off the new paper, or its photo")
    trial = vault.add("try-recovery", RECOVERY.try_recovery)
    trial.add_argument("--code-file", required=True, metavar="F", help="the code as text, or a photo of the sheet")


def _people(vault: Group) -> None:
    vault.add("people", PEOPLE.people)
    made = vault.add("person-add", PEOPLE.add)
    made.add_argument("--name", required=True, metavar="NAME")
    made.add_argument("--role", required=True, choices=_ROLES)
    made.add_argument("--supervisor", metavar="NAME")
    made.add_argument("--new-passphrase-file", required=True, metavar="F")
    vault.add("person-remove", PEOPLE.remove).add_argument("name", metavar="NAME")
    role = vault.add("person-role", PEOPLE.change_role)
    role.add_argument("name", metavar="NAME")
    role.add_argument("role", metavar="ROLE", choices=_ROLES)
    role.add_argument("--supervisor", metavar="NAME")
    renewed = vault.add("person-passphrase", PEOPLE.give_passphrase)
    renewed.add_argument("name", metavar="NAME")
    renewed.add_argument("--new-passphrase-file", required=True, metavar="F")


def _backups(vault: Group) -> None:
    made = vault.add("backup", BACKUP.backup).add_mutually_exclusive_group(required=True)
    made.add_argument("--to", metavar="FILE")
    made.add_argument("--auto", action="store_true", help="what is due, in the folder of backups; for a scheduler")
    listed = vault.add("backups", BACKUP.list_)
    listed.add_argument("--place", metavar="DIR", help="a folder or stick for backups from now on")
    listed.add_argument("--every", choices=("hours", "day", "week", "hand"))
    vault.add("backup-verify", BACKUP.verify).add_argument("file", metavar="FILE")
    restore = vault.add("restore", BACKUP.restore)
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--to", required=True, metavar="DIR")
    by_code = "the recovery code, as text or a photo of the sheet: the way on another computer"
    restore.add_argument("--code-file", metavar="F", help=by_code)
    restore.add_argument("--new-passphrase-file", metavar="G", help="the new passphrase, with --code-file")


def _network(clinic: Group) -> None:
    network = clinic.group("network", "the network of laptops")
    network.add("create", NETWORK.create).add_argument("--name", required=True, metavar="T")
    admit = network.add("admit", NETWORK.admit)
    admit.add_argument("file", metavar="F", nargs="+", help="the request, or photos of its code (PNG, JPEG)")
    admit.add_argument("--office", required=True, metavar="CODE")
    admit.add_argument("--out", required=True, metavar="G")
    join = network.add("join", NETWORK.join)
    join.add_argument("file", metavar="G", nargs="+", help="the invitation, or photos of its codes (PNG, JPEG)")
    join.add_argument("--expect", metavar="DIGITS")
    network.add("roster", NETWORK.roster)
    network.add("remove", NETWORK.remove).add_argument("device", metavar="DEVICE")
    network.add("keys", NETWORK.keys)
    network.add("new-encryption-key", NETWORK.new_encryption_key)
    network.add("new-signing-key", NETWORK.new_signing_key)
    network.add("no-copy", NETWORK.no_copy)
    network.add("had", NETWORK.had).add_argument("device", metavar="DEVICE")
    device = clinic.group("device", "this laptop")
    device.add("request", NETWORK.request).add_argument("--out", required=True, metavar="F")


def _trail(clinic: Group) -> None:
    listed = clinic.add("trail", TRAIL.list_)
    listed.add_argument("--record", nargs=2, metavar=("TYPE", "ID"))
    listed.add_argument("--person", default="", metavar="NAME")
    listed.add_argument("--act", default="", metavar="CODE")
    listed.add_argument("--since", metavar="DATE")
    listed.add_argument("--until", metavar="DATE")
    listed.add_argument("--limit", type=count, default=200, metavar="N")
    inner = clinic.below(listed, "trail")
    written = inner.add("export", TRAIL.export)
    written.add_argument("--out", required=True, metavar="F.csv|F.pdf")
    written.add_argument("--since", metavar="DATE")
    checked = inner.add("check", TRAIL.check)
    checked.add_argument("--against", default="", metavar="F.minisig")
