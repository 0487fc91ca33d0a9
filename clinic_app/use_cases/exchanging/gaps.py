"""What has not come: whether a package waits, and for which earlier ones."""

from __future__ import annotations

from clinic_app.exchange.manifest import Manifest
from clinic_app.exchange.package import Opened, package_name, read_package_name
from clinic_app.use_cases.desk import Desk

MOST_MISSING = 100  # packages named as missing; a number in a package is only its sender's word


def is_held(desk: Desk, manifest: Manifest) -> bool:
    """Whether a stream of the package is not read to its end, or to where its removed laptop's stream ends."""
    ends = desk.stream_rules().ends
    for stretch in manifest.stretches:
        here = desk.vault.journal.stream(stretch.stream)
        if here is None or here[2] >= min(stretch.last, ends.get(stretch.stream, stretch.last)):
            continue
        if not desk.vault.journal.is_settled(stretch.stream, stretch.last, stretch.chain):
            return True
    return False


def missing_before(desk: Desk, opened: Opened) -> list[str]:
    """The names of earlier packages of this sender and audience that were for this laptop and have not come.

    The sender says which these are: numbers run per audience, and one that is lacking may have been for others alone.
    A sender that says nothing is an older program; then every number since the last package that came is named.
    """
    manifest = opened.manifest
    came = desk.vault.exchange.package_names(manifest.sender, manifest.audience)
    ours = (desk.identity.device_id, desk.identity.network_id)
    told = [name for reader, names in manifest.earlier if reader in ours for name in names]
    if told:
        return [name for name in told if name not in came]
    label, letter, number = read_package_name(opened.address.file_name)
    missing: list[str] = []
    for earlier in range(number - 1, 0, -1):
        name = package_name(label, letter, earlier)
        if name in came or len(missing) == MOST_MISSING:
            break
        missing.append(name)
    return missing[::-1]
