"""Places: the form follows the settings of each kind, a kept secret never comes back into sight, a trial says what is
wrong beside its field.

Tried: a stored password sent along to another address typed above it; a secret put into the form's line; a fault that
only the banner told; all found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from clinic_app.errors import PlaceFailed, Trouble
from clinic_app.settings import Settings
from clinic_app.transport.kinds import KINDS
from clinic_app.use_cases.exchanging.oddities import Odd, Oddity
from clinic_app.wording.sentences import sentence
from clinic_app.wording.words import speak
from tests.ui.pages.fake_places import FakePlaces, FakeTold
from tests.ui.typing import type_text
from ui.pages.settings import place_work
from ui.pages.settings.places_page import PlacesPage
from ui.place_words import trouble_field
from ui.tasks import InlineTasks
from ui.theme.theme import Theme
from ui.widgets.frames import Banner

NEXTCLOUD = {"url": "https://cloud.example.org/dav/clinic", "user": "aigul"}
SFTP = {"host": "files.example.org", "port": "22", "user": "aigul", "path": "clinic"}
SECRET = "app-password-8731"

Shows = Callable[..., Any]


@pytest.fixture
def page(qtbot: Any, dressed: Theme, settings: Settings) -> Shows:
    """The page over places in memory."""

    def build(places: FakePlaces | None = None) -> Any:
        clinic = SimpleNamespace(places=places or FakePlaces())
        made = PlacesPage(clinic, InlineTasks(), dressed, settings)
        qtbot.addWidget(made)
        made.resize(1302, 697)
        made.show()
        return made

    return build


def kept_cloud() -> FakePlaces:
    return FakePlaces({"Nextcloud": FakeTold("Nextcloud", "webdav", NEXTCLOUD)}, {"Nextcloud": {"password": SECRET}})


def words(widget: QWidget) -> str:
    """Everything that is written on a widget, in lines too, the hidden ones in plain."""
    said = [label.text() for label in widget.findChildren(QLabel)]
    said += [text for line in widget.findChildren(QLineEdit) for text in (line.text(), line.placeholderText())]
    return " · ".join(said)


def notice(made: Any) -> str:
    found = [made.notices.itemAt(at).widget() for at in range(made.notices.count())]
    return " ".join(one.accessibleName() for one in found if isinstance(one, Banner))


def fail(monkeypatch: pytest.MonkeyPatch, error: PlaceFailed) -> None:
    def trial(*_given: Any) -> None:
        raise error

    monkeypatch.setattr(place_work, "tried", trial)


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_is_what_the_settings_of_the_kind_say(page: Shows, kind: str) -> None:
    made = page()
    made.begin()
    made.panel.kind.button(kind).click()
    form = made.panel.form
    for one in KINDS[kind].fields:
        field, line = form.fields[one.name], form.lines[one.name]
        assert field.label.text() == one.label
        assert field.required == one.required
        hidden = line.echoMode() == QLineEdit.EchoMode.Password
        assert hidden == (one.kind == "secret")
        assert one.help in words(field)
        if one.kind != "secret":
            assert line.placeholderText() == one.example
            assert line.text() == ("" if one.default is None else str(one.default))
    assert list(form.fields) == [one.name for one in KINDS[kind].fields]


def test_a_place_is_added_by_the_keyboard_alone(page: Shows) -> None:
    places = FakePlaces()
    made = page(places)
    assert made.first_focus() is made.first
    QTest.keyClick(made.first, Qt.Key.Key_Space)
    made.panel.kind.button("webdav").click()
    for name, text in (*NEXTCLOUD.items(), ("password", SECRET)):
        type_text(made.panel.form.lines[name], text)
    QTest.keyClick(made.panel.save, Qt.Key.Key_Space)
    assert places.told["cloud.example.org"].settings == NEXTCLOUD, "called by its address while nobody names it"
    assert places.secrets["cloud.example.org"] == {"password": SECRET}
    assert made.list.line().id == "cloud.example.org"
    assert "kept" in notice(made)
    assert SECRET not in words(made)


def test_what_is_missing_is_said_beside_its_field(page: Shows) -> None:
    made = page()
    made.begin()
    made.panel.kind.button("sftp").click()
    made.panel.form.lines["user"].setText("aigul")
    made.panel.save.click()
    wrong = [name for name, field in made.panel.form.fields.items() if field.fault()]
    assert wrong == ["host", "path"]
    for name in ("host", "path"):
        type_text(made.panel.form.lines[name], "clinic")
    made.panel.save.click()
    assert made.panel.form.fields["password"].fault(), "a password or a key: only the settings themselves know"


def test_a_kept_secret_is_told_of_and_never_shown(page: Shows) -> None:
    places = kept_cloud()
    made = page(places)
    assert "kept" in made.panel.form.lines["password"].placeholderText()
    assert SECRET not in words(made)
    type_text(made.panel.name, " 2")
    made.panel.save.click()
    assert places.secrets == {"Nextcloud 2": {"password": SECRET}}
    assert SECRET not in words(made)


def test_another_address_does_not_get_the_kept_password(page: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    places = kept_cloud()
    asked: list[Any] = []
    monkeypatch.setattr(place_work, "tried", lambda _kind, settings, _name: asked.append(settings))
    made = page(places)
    made.panel.trial.click()
    assert [one.password for one in asked] == [SECRET]
    made.panel.form.lines["url"].clear()
    type_text(made.panel.form.lines["url"], "https://elsewhere.example.org/dav")
    for button in (made.panel.trial, made.panel.save):
        button.click()
    assert len(asked) == 1
    assert made.panel.form.fields["password"].fault()
    assert places.told["Nextcloud"].settings == NEXTCLOUD


def test_a_key_is_taken_from_a_file_and_only_told_of(page: Shows, tmp_path: Path) -> None:
    places = FakePlaces()
    file = tmp_path / "id_ed25519"
    key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END OPENSSH PRIVATE KEY-----"
    file.write_text(key + "\n")
    made = page(places)
    made.begin()
    made.panel.kind.button("sftp").click()
    for name in ("host", "user", "path"):
        type_text(made.panel.form.lines[name], SFTP[name])
    made.panel.form.take_secret("key", file)
    assert "taken from the file" in made.panel.form.lines["key"].placeholderText()
    assert "b3BlbnNzaC1r" not in words(made)
    made.panel.save.click()
    assert places.secrets["files.example.org"] == {"key": key}
    made.panel.form.take_secret("key", tmp_path / "nowhere")
    assert made.panel.form.fields["key"].fault()


@pytest.mark.parametrize(
    ("kind", "why", "field"),
    [
        ("webdav", Trouble.NAME, "url"),
        ("sftp", Trouble.UNREACHABLE, "host"),
        ("s3", Trouble.NAME, "endpoint"),
        ("webdav", Trouble.CERTIFICATE, "ca_file"),
        ("s3", Trouble.CERTIFICATE, "ca_file"),
        ("webdav", Trouble.PASSWORD, "password"),
        ("s3", Trouble.PASSWORD, "secret_key"),
        ("sftp", Trouble.PASSWORD, "password"),
        ("sftp", Trouble.HOST_KEY, "host_key"),
        ("webdav", Trouble.FULL, "url"),
        ("folder", Trouble.FULL, "path"),
        ("folder", Trouble.NO_FOLDER, "path"),
        ("folder", Trouble.READ_ONLY, "path"),
        ("sftp", Trouble.NO_FOLDER, "path"),
        ("s3", Trouble.NO_FOLDER, "bucket"),
        ("webdav", Trouble.CLOCK, ""),
        ("webdav", Trouble.BUSY, ""),
        ("webdav", Trouble.PORTAL, ""),
    ],
)
def test_a_trouble_is_said_beside_the_setting_it_concerns(kind: str, why: Trouble, field: str) -> None:
    assert trouble_field(why, "", KINDS[kind].fields, {}) == field


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_every_trouble_is_one_sentence_of_that_language(
    page: Shows, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    speak(language)
    made = page(kept_cloud())
    for why in Trouble:
        fail(monkeypatch, PlaceFailed("Nextcloud", why, "user" if why is Trouble.SETTING else ""))
        made.panel.trial.click()
        said = notice(made) + "".join(field.fault() for field in made.panel.form.fields.values())
        assert len(said) > 20, why
        assert "http" not in said.casefold() and "exception" not in said.casefold()
        assert made.panel.trial.isEnabled()
        letters = sum("\u0400" <= one <= "\u04ff" for one in said)
        assert (letters > len(said) / 2) == (language != "en"), said
        made.panel.form.clear_faults()


def test_an_unknown_server_key_is_compared_and_kept_by_a_press(page: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    places = FakePlaces({"SFTP": FakeTold("SFTP", "sftp", SFTP)}, {"SFTP": {"password": SECRET}})
    error = PlaceFailed("SFTP", Trouble.HOST_KEY, "SHA256:kJ5x0cZp1+hQhhXg7ouX0c1cVbA1sYb3D4e5F6g7H8i")
    fail(monkeypatch, error)
    made = page(places)
    made.panel.trial.click()
    form = made.panel.form
    assert form.server_key.isVisible()
    assert form.server_key.fingerprint == error.detail
    assert not form.lines["host_key"].text(), "nothing is trusted before somebody says so"
    form.server_key.same.click()
    assert form.lines["host_key"].text() == error.detail
    assert "kept" in form.lines["password"].placeholderText(), "the place is the same, so its password stays"
    made.panel.save.click()
    assert places.told["SFTP"].settings["host_key"] == error.detail
    other = PlaceFailed("SFTP", Trouble.HOST_KEY, "SHA256:" + "A" * 43)
    fail(monkeypatch, other)
    made.panel.trial.click()
    assert "another than the one that was kept" in made.panel.form.server_key.accessibleName()


def test_a_trial_that_went_well_says_what_was_done(page: Shows, tmp_path: Path) -> None:
    made = page(FakePlaces({"Stick": FakeTold("Stick", "folder", {"path": str(tmp_path)})}))
    made.panel.trial.click()
    assert "Stick works" in notice(made)
    assert not list(tmp_path.glob("trial/*"))


def test_what_is_wrong_or_odd_stands_in_full_above_the_settings(page: Shows) -> None:
    places = kept_cloud()
    wrong = PlaceFailed("Nextcloud", Trouble.FULL)
    places.told["Nextcloud"] = replace(places.told["Nextcloud"], problem=wrong)
    odd = Oddity("Shared", Odd.PUT_BACK, "Naryn", "B")
    places.told["Shared"] = FakeTold("Shared", "folder", {"path": "/srv/clinic"}, oddities=(odd,))
    made = page(places)
    assert sentence(wrong) in words(made.panel)
    assert made.list.lines()[0].pill == "No room left"
    made.open(place="Shared")
    assert "older things lie there than were read before, of Naryn, laptop B" in words(made.panel)
    assert (made.list.line().pill, made.list.line().tone) == ("Something is odd", "warn")


def test_a_name_is_not_given_twice_and_removing_is_asked_first(page: Shows, tmp_path: Path) -> None:
    places = kept_cloud()
    places.told["Stick"] = FakeTold("Stick", "folder", {"path": str(tmp_path)})
    made = page(places)
    made.open(place="Stick")
    made.panel.name.setText("Nextcloud")
    made.panel.save.click()
    assert made.panel._name.fault()
    made.panel.remove.click()
    assert set(places.told) == {"Nextcloud", "Stick"}
    made.notices.itemAt(0).widget().buttons[0].click()
    assert set(places.told) == {"Nextcloud"}
    assert made.list.line().id == "Nextcloud"
