"""Certificates and keys for trials, made at once: a private authority, servers it vouches for, keys of SSH."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Papers:
    """A folder with `ca.pem`, `server.pem` and `server.key`."""

    folder: Path

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def chain(self) -> tuple[str, str]:
        return str(self.folder / "server.pem"), str(self.folder / "server.key")

    @classmethod
    def made(cls, folder: Path, days: tuple[int, int] = (-2, 30), host: str = "127.0.0.1") -> Papers:
        """An authority and a server of it, valid between two days from today, for `host` alone."""
        folder.mkdir(parents=True)
        ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clinic trial authority")])
        ca = (
            _begun(ca_name, ca_name, ca_key.public_key(), now - timedelta(days=900), now + timedelta(days=900))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(ca_key, hashes.SHA256())
        )
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        first, last = (now + timedelta(days=day) for day in days)
        server = (
            _begun(name, ca_name, key.public_key(), first, last)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
            .sign(ca_key, hashes.SHA256())
        )
        (folder / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
        (folder / "server.pem").write_bytes(server.public_bytes(serialization.Encoding.PEM))
        (folder / "server.key").write_bytes(_private(key, serialization.PrivateFormat.PKCS8))
        return cls(folder)


def ssh_key() -> tuple[str, str]:
    """A new private key and its public line."""
    key = ed25519.Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return _private(key, serialization.PrivateFormat.OpenSSH).decode(), public.decode()


def _begun(
    name: x509.Name, by: x509.Name, key: ec.EllipticCurvePublicKey, first: datetime, last: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
    )


def _private(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey, form: serialization.PrivateFormat) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
