"""Real servers on loopback, each in a folder of its own: Apache, WsgiDAV, OpenSSH, SeaweedFS."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clinic_app.transport.settings_fields import S3Settings, SftpSettings, WebDavSettings
from tests.transport.papers import Papers, ssh_key

USER, PASSWORD = "anna", "app-pass-w0rd"
START_SECONDS = 40.0
MODULES = Path("/usr/lib/apache2/modules")


def program(*names: str) -> str:
    """Where a server's program is; on Debian ./check installs it, elsewhere the trial is left out."""
    if os.name == "nt":
        pytest.skip(f"{names[0]} is not tried on Windows")
    for name in names:
        for found in (shutil.which(name), f"/usr/sbin/{name}", str(Path(sys.executable).parent / name)):
            if found and Path(found).exists():
                return found
    if Path("/etc/debian_version").exists():
        raise FileNotFoundError(f"{names[0]} is not installed; ./check installs it")
    pytest.skip(f"{names[0]} is not on this computer")


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@dataclass
class Running:
    """A server's process and the folder it serves; `paused` by a trial, it must still end."""

    process: subprocess.Popen[bytes]
    folder: Path
    files: Path
    port: int
    papers: Papers | None = None
    told: dict[str, str] = field(default_factory=dict)

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]


@contextmanager
def served(
    command: list[str], folder: Path, files: Path, port: int, answers: Callable[[], bool], patience: float = 10
) -> Iterator[Running]:
    """The server, from the moment it answers until the trial is over."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    running = Running(process, folder, files, port)
    try:
        end = time.monotonic() + START_SECONDS
        while not answers():
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[0]} did not start: {running.log()}")
            time.sleep(0.02)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def own_folder() -> Iterator[Path]:
    """A short path that a server's own user may enter; pytest's folders are long, and for their owner alone."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def listens(port: int) -> Callable[[], bool]:
    """Whether somebody takes connections at the port."""

    def answers() -> bool:
        with socket.socket() as one:
            one.settimeout(1)
            return one.connect_ex(("127.0.0.1", port)) == 0

    return answers


APACHE = """
ServerRoot {folder}
ServerName localhost
DefaultRuntimeDir {folder}
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/errors
{modules}
{user}
StartServers 1
ServerLimit 2
ThreadsPerChild 8
MaxRequestWorkers 16
SSLEngine on
SSLCertificateFile {papers}/server.pem
SSLCertificateKeyFile {papers}/server.key
DocumentRoot {files}
DavLockDB {folder}/locks/db
KeepAlive On
KeepAliveTimeout 15
<Directory {files}>
  Dav On
  AuthType Basic
  AuthName clinic
  AuthUserFile {folder}/people
  Require valid-user
</Directory>
<Location /forbidden>
  Require all denied
</Location>
"""
APACHE_MODULES = (
    *("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic"),
    *("socache_shmcb", "ssl", "dav", "dav_fs", "dir"),
)


@contextmanager
def apache() -> Iterator[Running]:
    """Apache with mod_dav, over TLS by a certificate of a private authority."""
    command = program("apache2")
    with own_folder() as folder:
        files, (port,) = folder / "files", free_ports(1)
        for made in (files, folder / "locks"):
            made.mkdir()
        papers = Papers.made(folder / "papers")
        digest = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
        (folder / "people").write_text(f"{USER}:{{SHA}}{digest}\n")
        modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in APACHE_MODULES)
        user = ""
        if os.geteuid() == 0:  # Apache serves nobody as root
            user = "User www-data\nGroup www-data"
            for made in (files, folder / "locks"):
                shutil.chown(made, "www-data", "www-data")
        conf = folder / "conf"
        told = {
            "folder": folder,
            "port": port,
            "modules": modules,
            "user": user,
            "papers": papers.folder,
            "files": files,
        }
        conf.write_text(APACHE.format(**told))
        with served([command, "-f", str(conf), "-DFOREGROUND"], folder, files, port, listens(port)) as running:
            running.papers = papers
            yield running


WSGIDAV = """
import sys
from cheroot import wsgi
from wsgidav.wsgidav_app import WsgiDAVApp
port, files, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
app = WsgiDAVApp({
    "provider_mapping": {"/": files},
    "simple_dc": {"user_mapping": {"*": {user: {"password": password}}}},
    "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
    "logging": {"enable_loggers": []},
    "verbose": 1,
})
wsgi.Server(("127.0.0.1", port), app, numthreads=4, timeout=30).safe_start()
"""


@contextmanager
def wsgidav() -> Iterator[Running]:
    """WsgiDAV, plain http on loopback."""
    with own_folder() as folder:
        files, (port,) = folder / "files", free_ports(1)
        files.mkdir()
        command = [sys.executable, "-c", WSGIDAV, str(port), str(files), USER, PASSWORD]
        with served(command, folder, files, port, listens(port)) as running:
            yield running


SSHD = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication yes
KbdInteractiveAuthentication no
PermitRootLogin yes
UseDNS no
LogLevel ERROR
MaxStartups 100
Subsystem sftp internal-sftp
"""


@contextmanager
def sshd(room: int = 0) -> Iterator[Running]:
    """OpenSSH as whoever runs the trial; it lets in one key, and writes no file beyond `room` half kilobytes."""
    command = program("sshd")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd as root wants it; a package's service makes it
    with own_folder() as folder:
        files, (port,) = folder / "files", free_ports(1)
        files.mkdir()
        private, public = ssh_key()
        host_private, host_public = ssh_key()
        (folder / "host_key").write_text(host_private)
        (folder / "host_key").chmod(0o600)
        (folder / "authorized_keys").write_text(public + "\n")
        (folder / "conf").write_text(SSHD.format(folder=folder, port=port))
        arguments = [command, "-D", "-e", "-f", str(folder / "conf")]
        if room:
            arguments = ["sh", "-c", f'trap "" XFSZ; ulimit -f {room}; exec "$0" "$@"', *arguments]
        with served(arguments, folder, files, port, listens(port)) as running:
            running.told = {"key": private, "host_key": host_public}
            yield running


SEAWEED = {
    "identities": [
        {
            "name": USER,
            "credentials": [{"accessKey": "AKCLINIC", "secretKey": PASSWORD}],
            "actions": ["Admin", "Read", "List", "Write"],
        },
        {"name": "guest", "credentials": [{"accessKey": "AKGUEST", "secretKey": PASSWORD}], "actions": ["Read:other"]},
    ]
}


@contextmanager
def seaweed() -> Iterator[Running]:
    """SeaweedFS with its S3 door, telling nobody about itself."""
    command = program("weed")
    with own_folder() as folder:
        master, master_g, volume, volume_g, filer, filer_g, s3, s3_g = ports = free_ports(8)
        (folder / "s3.json").write_text(json.dumps(SEAWEED))
        arguments = [
            *(command, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"),
            *(f"-master.port={master}", f"-master.port.grpc={master_g}", "-master.volumeSizeLimitMB=64"),
            *(f"-volume.port={volume}", f"-volume.port.grpc={volume_g}", "-volume.max=20", "-volume.disk=hdd"),
            *("-filer", f"-filer.port={filer}", f"-filer.port.grpc={filer_g}", f"-filer.localSocket={folder}/f.sock"),
            *("-s3", f"-s3.port={s3}", f"-s3.port.grpc={s3_g}", f"-s3.localSocket={folder}/s.sock"),
            *(f"-s3.config={folder}/s3.json", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"),
            "-s3.autoCreateBucket=false",
        ]
        del ports
        with served(arguments, folder, folder, s3, listens(s3), patience=0.1) as running:
            yield running


def webdav_settings(server: Running, path: str = "", **other: str) -> WebDavSettings:
    """How to reach a WebDAV server of this page."""
    scheme = "https" if server.papers else "http"
    ca_file = str(server.papers.ca_file) if server.papers else ""
    told = {"url": f"{scheme}://127.0.0.1:{server.port}/{path}", "user": USER, "password": PASSWORD, "ca_file": ca_file}
    return WebDavSettings(**(told | other))


def sftp_settings(server: Running, path: str = "", **other: str) -> SftpSettings:
    """How to reach the SSH server of this page."""
    from getpass import getuser

    told = {"host": "127.0.0.1", "user": getuser(), "path": str(server.files / path), **server.told, **other}
    return SftpSettings(port=server.port, **told)


def s3_settings(server: Running, bucket: str, prefix: str = "", **other: str) -> S3Settings:
    """How to reach the store of this page."""
    told = {"endpoint": f"http://127.0.0.1:{server.port}", "access_key": "AKCLINIC", "secret_key": PASSWORD, **other}
    return S3Settings(bucket=bucket, prefix=prefix, **told)


def make_bucket(server: Running, bucket: str) -> None:
    """Make a bucket, which a store may be ready to do only a moment after it answers."""
    import urllib.request

    from clinic_app.transport.s3_signature import signer

    sign = signer(f"127.0.0.1:{server.port}", "us-east-1", "AKCLINIC", PASSWORD)
    end = time.monotonic() + START_SECONDS
    while True:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/{bucket}", method="PUT", headers=dict(sign("PUT", f"/{bucket}", "", b""))
        )
        with suppress(OSError):
            urllib.request.urlopen(asked, timeout=10).close()
            return
        if time.monotonic() > end:
            raise RuntimeError(f"no bucket: {server.log()}")
        time.sleep(0.05)
