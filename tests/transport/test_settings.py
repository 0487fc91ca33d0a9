"""What a person tells about a place: forms and commands derive from it, secrets never show, wrong words are named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.transport.kinds import KINDS, settings_of
from clinic_app.transport.place import is_name
from clinic_app.transport.settings_fields import fields_of, secrets_of, told_of
from clinic_app.wording.place_sentences import trouble_words
from clinic_app.wording.sentences import sentence

TOLD = {
    "folder": {"path": "/media/stick"},
    "webdav": {"url": "https://cloud.example.org/dav/clinic", "user": "anna"},
    "sftp": {"host": "files.example.org", "user": "anna", "path": "clinic"},
    "s3": {"endpoint": "https://s3.example.org", "bucket": "clinic", "access_key": "AK"},
}
SECRETS = {
    "folder": {},
    "webdav": {"password": "s3cret-w0rd"},
    "sftp": {"password": "s3cret-w0rd"},
    "s3": {"secret_key": "s3cret-w0rd"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_settings_of_every_kind_go_in_and_out_as_words(kind: str) -> None:
    settings = settings_of(kind, TOLD[kind], SECRETS[kind])
    assert settings.where in str(TOLD[kind])
    assert TOLD[kind].items() <= told_of(settings).items()
    assert secrets_of(settings) == SECRETS[kind]
    assert settings_of(kind, told_of(settings), secrets_of(settings)) == settings


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_show_nowhere(kind: str) -> None:
    settings = settings_of(kind, TOLD[kind], SECRETS[kind])
    assert "s3cret" not in f"{settings!r} {settings} {told_of(settings)}"


@pytest.mark.parametrize("kind", KINDS)
def test_each_setting_that_must_be_told_is_named_when_it_is_not(kind: str) -> None:
    must = [one.name for one in fields_of(KINDS[kind].settings) if one.required and one.default is None]
    assert must
    for missing in must:
        told = {key: value for key, value in TOLD[kind].items() if key != missing}
        secrets = {key: value for key, value in SECRETS[kind].items() if key != missing}
        with pytest.raises(PlaceFailed) as failed:
            settings_of(kind, told, secrets)
        assert (failed.value.why, failed.value.detail) == (Trouble.SETTING, missing)


WRONG = [
    ("folder", "path", "  "),
    ("webdav", "url", "http://cloud.example.org/dav"),  # plain http only on this computer itself
    ("webdav", "url", "https://anna:s3cret@cloud.example.org/dav"),  # a password would stand in every log
    ("webdav", "url", "https://cloud.example.org/dav?x=1"),
    ("webdav", "url", "https://cloud.example.org/a/../b"),
    ("webdav", "url", "https://cloud.example.org:99999/"),
    ("webdav", "url", "ftp://cloud.example.org/"),
    ("webdav", "user", "an:na"),
    ("sftp", "host", "-oProxyCommand=x"),
    ("sftp", "host", "a b"),
    ("sftp", "port", "0"),
    ("sftp", "port", "22x"),
    ("s3", "endpoint", "http://s3.example.org"),
    ("s3", "bucket", "a/b"),
    ("s3", "prefix", "../up"),
    ("s3", "region", "a b"),
]


@pytest.mark.parametrize(("kind", "name", "value"), WRONG)
def test_a_setting_that_cannot_be_right_is_named(kind: str, name: str, value: str) -> None:
    with pytest.raises(PlaceFailed) as failed:
        settings_of(kind, TOLD[kind] | {name: value}, SECRETS[kind], "Cloud")
    assert (failed.value.why, failed.value.detail) == (Trouble.SETTING, name)
    assert "s3cret" not in f"{failed.value} {failed.value!r} {sentence(failed.value)}"
    assert name in sentence(failed.value)


def test_an_unknown_setting_or_a_secret_told_openly_is_named() -> None:
    for told in ({"color": "red"}, {"password": "s3cret-w0rd"}):
        with pytest.raises(PlaceFailed) as failed:
            settings_of("webdav", TOLD["webdav"] | told, SECRETS["webdav"])
        assert (failed.value.why, failed.value.detail) == (Trouble.SETTING, next(iter(told)))
    with pytest.raises(PlaceFailed) as failed:
        settings_of("sftp", TOLD["sftp"], {})
    assert failed.value.detail == "password"


def test_plain_http_is_for_this_computer_itself() -> None:
    for host in ("127.0.0.1:8080", "localhost", "[::1]:80"):
        told = TOLD["webdav"] | {"url": f"http://{host}/dav"}
        assert settings_of("webdav", told, SECRETS["webdav"]).wrong() == ""


NAMES = {
    "NAR1-B-000017.clinic": True,
    "index/NAR1/ab12-0001-00000003-0a1b2c3d.index": True,
    "": False,
    "/etc/passwd": False,
    "../up": False,
    "a/../b": False,
    "a//b": False,
    "a/": False,
    ".hidden": False,
    "a/.clinic-12": False,
    "dot.": False,
    "a\\b": False,
    "a b": False,
    "C:x": False,
    "имя": False,
    "a\n": False,
    "a%2fb": False,
    "x" * 300: False,
}


@pytest.mark.parametrize("name", NAMES)
def test_only_plain_relative_names_ever_become_paths(name: str) -> None:
    assert is_name(name) is NAMES[name]


@pytest.mark.parametrize("why", Trouble)
def test_every_trouble_has_a_sentence_that_names_the_place(why: Trouble) -> None:
    said = sentence(PlaceFailed("Bishkek cloud", why, "SHA256:abc"))
    assert said.startswith("Bishkek cloud: ")
    assert "\n" not in said and "{" not in said
    assert said == trouble_words(why, "Bishkek cloud", "SHA256:abc")
    assert (
        "again by itself" in said or "goes on" in said or why is Trouble.NAME or why is Trouble.PORTAL
    ) is why.passing


def test_knowing_the_kinds_loads_no_network_library() -> None:
    """Planted once: `import httpx` at the head of kinds.py, found here."""
    look = (
        "import sys; from clinic_app.transport.kinds import KINDS, open_place, settings_of;"
        "open_place('folder', settings_of('folder', {'path': '.'}, {})).list();"
        "print(len(KINDS), sorted({'httpx', 'paramiko'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "4 []"
