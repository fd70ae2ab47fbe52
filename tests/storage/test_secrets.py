"""What is sealed opens with its key and no other; a wrong key stops the start."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Secrets, Store, WrongKey, read_or_make_key_file

OLD = ("2025", b"o" * 32)
NEW = ("2026", b"n" * 32)
HASH = b"h" * 32


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_again(data: bytes) -> None:
    secrets = Secrets([NEW], HASH)

    sealed = secrets.seal(data)

    assert secrets.open(sealed) == data
    assert secrets.seal(data) != sealed


@given(st.text())
def test_any_text_can_be_sealed(text: str) -> None:
    secrets = Secrets([NEW], HASH)

    assert secrets.open_text(secrets.seal_text(text)) == text


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    before, after = Secrets([OLD], HASH), Secrets([NEW, OLD], HASH)

    old_value, new_value = before.seal(b"old"), after.seal(b"new")

    assert after.open(old_value) == b"old"
    with pytest.raises(WrongKey, match="2026"):
        before.open(new_value)


@pytest.mark.parametrize("place", [0, 3, 10, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    secrets = Secrets([NEW], HASH)
    sealed = bytearray(secrets.seal(b"6202011503900009"))

    sealed[place] ^= 1

    with pytest.raises(WrongKey):
        secrets.open(bytes(sealed))


@pytest.mark.parametrize("cut", [b"", b"\x04", b"\x042026", b"\x042026abc"])
def test_what_was_cut_off_is_noticed(cut: bytes) -> None:
    with pytest.raises(WrongKey):
        Secrets([NEW], HASH).open(cut)


def test_a_hash_is_the_same_for_the_same_purpose_only() -> None:
    secrets = Secrets([NEW], HASH)

    assert secrets.hash("nik", "1") == Secrets([OLD], HASH).hash("nik", "1")
    assert secrets.hash("nik", "1") != secrets.hash("phone", "1")
    assert secrets.hash("nik", "1") != Secrets([NEW], b"x" * 32).hash("nik", "1")


@pytest.mark.parametrize(
    ("keys", "hash_key", "says"),
    [
        ([], HASH, "empty"),
        ([("a", b"short")], HASH, "32 bytes"),
        ([NEW, NEW], HASH, "same id"),
        ([("é", b"k" * 32)], HASH, "ASCII"),
        ([NEW], b"short", "hash_key"),
    ],
)
def test_keys_that_cannot_be_right_are_refused(
    keys: list[tuple[str, bytes]], hash_key: bytes, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Secrets(keys, hash_key)


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keys.toml"

    first, second = read_or_make_key_file(path), read_or_make_key_file(path)

    assert second.open(first.seal(b"x")) == b"x"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    read_or_make_key_file(path)
    path.chmod(0o644)

    with pytest.raises(WrongKey, match="chmod 600"):
        read_or_make_key_file(path)


def test_a_missing_or_damaged_key_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"

    with pytest.raises(WrongKey, match="put back"):
        read_or_make_key_file(path, make=False)
    path.touch(0o600)
    path.write_text('keys = ["k1:AAAA"]\nhash_key = "AAAA"\n')
    with pytest.raises(WrongKey, match="damaged"):
        read_or_make_key_file(path)


def test_wrong_keys_stop_the_start(store: Store, secrets: Secrets) -> None:
    for keys, hash_key in (
        ([NEW], b"h" * 32),
        ([("test", b"k" * 32)], b"x" * 32),
        ([("test", b"x" * 32)], b"h" * 32),
    ):
        other = Store(store.url.render_as_string(hide_password=False), Secrets(keys, hash_key))
        with pytest.raises(WrongKey, match="privacy"):
            other.check_keys()
        other.close()

    store.check_keys()


def test_a_newer_key_is_remembered(store: Store) -> None:
    url = store.url.render_as_string(hide_password=False)
    rotated = Store(url, Secrets([NEW, ("test", b"k" * 32)], b"h" * 32))

    rotated.check_keys()

    rotated.close()
    with pytest.raises(WrongKey, match="2026"):
        store.check_keys()
