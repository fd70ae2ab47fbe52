"""Encryption of what may name a person, keyed hashes to find it again, and the keys themselves.

A sealed value is: one byte (length of the key id), the key id, a 12-byte random nonce, and AES-256-GCM's
ciphertext and tag. The header is authenticated with it. New values are sealed with the newest key; older keys
still open what they sealed, so that a key can be changed while everything runs. NIST SP 800-38D allows 2^32
random nonces for one key: change it before four thousand million values.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_KEY = 32


class WrongKey(Exception):  # noqa: N818  said to the operator as it stands
    """The keys given do not fit what was sealed; the text says what to do."""


_TO_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


class Secrets:
    """Seals, opens and hashes. Safe to use from several threads."""

    def __init__(self, keys: Sequence[tuple[str, bytes]], hash_key: bytes) -> None:
        """`keys`: (id, 32 bytes), the newest first; ids of 1 to 20 ASCII characters. Raises ValueError."""
        _refuse_bad_keys(keys, hash_key)
        self._hash_key = hash_key
        self._fingerprints = {key_id: _fingerprint(key) for key_id, key in keys}
        self._ciphers = {_header(key_id): AESGCM(key) for key_id, key in keys}
        self._newest_header = _header(keys[0][0])
        self._newest = self._ciphers[self._newest_header]

    @classmethod
    def parse(cls, keys: Sequence[str], hash_key: str) -> Secrets:
        """From the settings' texts: keys as "id:base64", newest first, and the hash key as base64."""
        return cls([_parse_key(text) for text in keys], _decode(hash_key, "privacy.hash_key"))

    def seal(self, data: bytes) -> bytes:
        """Encrypted and authenticated; the same data is never sealed to the same bytes twice."""
        nonce = os.urandom(_NONCE)
        return self._newest_header + nonce + self._newest.encrypt(nonce, data, self._newest_header)

    def open(self, data: bytes) -> bytes:
        """What was sealed; raises WrongKey when its key is not among ours, or the bytes were changed."""
        end = 1 + data[0] if data else 0
        header = bytes(data[:end])
        cipher = self._ciphers.get(header)
        if cipher is None:
            raise WrongKey(
                f"a value was sealed with key {header[1:].decode('ascii', 'replace')!r}, "
                "which is not in privacy.keys; put that key back at the end of the list"
            )
        try:
            return cipher.decrypt(data[end : end + _NONCE], data[end + _NONCE :], header)
        except (InvalidTag, ValueError):
            raise WrongKey(
                f"a value sealed with key {header[1:].decode()!r} does not open; "
                "restore the privacy.keys that belong to this database"
            ) from None

    def seal_text(self, text: str) -> bytes:
        return self.seal(text.encode("utf-8", "surrogatepass"))

    def open_text(self, data: bytes) -> str:
        return self.open(data).decode("utf-8", "surrogatepass")

    def hash(self, purpose: str, value: str) -> bytes:
        """32 bytes by which an equal value is found again; another purpose gives other bytes."""
        text = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._hash_key, text, "sha256")

    def token(self, purpose: str, subject: str) -> str:
        """26 letters and digits that only who has the hash key can make, always the same ones (base 32)."""
        letters = base64.b32encode(self.hash(f"token:{purpose}", subject)[:16]).decode().rstrip("=")
        return letters.translate(_TO_CROCKFORD)

    def check_value(self, stored: str | None = None) -> str:
        """What the database keeps to recognise these keys; give it what it kept before, if anything.

        Raises WrongKey when the hash key is another one, or when a key the database has seen is missing.
        """
        if stored is not None:
            seen = json.loads(stored)
            self._refuse_others(seen["hash_key"], seen["keys"])
        fingerprints = {"hash_key": _fingerprint(self._hash_key), "keys": self._fingerprints}
        return json.dumps(fingerprints, sort_keys=True)

    def _refuse_others(self, hash_key: str, keys: dict[str, str]) -> None:
        if hash_key != _fingerprint(self._hash_key):
            raise WrongKey(
                "privacy.hash_key is not the one this database was made with; "
                "put the old one back (key file or settings)"
            )
        wrong = [key_id for key_id, print_ in keys.items() if self._fingerprints.get(key_id) != print_]
        if wrong:
            raise WrongKey(
                f"privacy.keys lacks {', '.join(wrong)} of this database, or has another key by that name; "
                "put it back, after newer keys"
            )


def read_or_make_key_file(path: Path, *, make: bool = True) -> Secrets:
    """The keys kept beside a SQLite database, made when there are none; two processes may start together.

    Raises WrongKey when others may read the file, when it is damaged, or missing and `make` is False.
    """
    if make and not path.exists():
        _make_key_file(path)
    try:
        text = _read_private(path)
        content = tomllib.loads(text)
        return Secrets.parse(content["keys"], content["hash_key"])
    except FileNotFoundError:
        raise WrongKey(f"{path} is missing; put back the key file that belongs to this database") from None
    except (ValueError, KeyError, TypeError) as error:
        raise WrongKey(f"{path} is damaged ({error}); put back a copy of it") from None


def _read_private(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        mode = os.fstat(file.fileno()).st_mode
        if os.name == "posix" and mode & 0o077:
            raise WrongKey(f"{path} holds secret keys but others may read it; run: chmod 600 {path}")
        return file.read()


def _make_key_file(path: Path) -> None:
    """Write a whole file under another name and link it, so that nobody reads half a file or replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mkstemp: mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_new_key_file())
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return  # another process was first; its keys hold
    finally:
        Path(temporary).unlink()


def _new_key_file() -> str:
    def random_key() -> str:
        return base64.b64encode(os.urandom(_KEY)).decode()

    return (
        "# The keys to the personal data in the database beside this file. Without them it cannot be read:\n"
        "# keep a copy in a safe place, apart from copies of the database.\n"
        f'keys = ["k1:{random_key()}"]\n'
        f'hash_key = "{random_key()}"\n'
    )


def _header(key_id: str) -> bytes:
    return bytes([len(key_id)]) + key_id.encode("ascii")


def _fingerprint(key: bytes) -> str:
    return hmac.digest(key, b"sertakan: which key is this", "sha256")[:16].hex()


def _parse_key(text: str) -> tuple[str, bytes]:
    key_id, colon, encoded = text.partition(":")
    if not colon:
        raise ValueError('privacy.keys: each key is written "id:base64"')
    return key_id, _decode(encoded, f"privacy.keys {key_id}")


def _decode(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(f"{name} is not base64") from None


def _refuse_bad_keys(keys: Sequence[tuple[str, bytes]], hash_key: bytes) -> None:
    if not keys:
        raise ValueError("privacy.keys is empty")
    if len({key_id for key_id, _ in keys}) < len(keys):
        raise ValueError("privacy.keys: two keys have the same id")
    for key_id, key in keys:
        if not (1 <= len(key_id) <= 20 and key_id.isascii()):
            raise ValueError("privacy.keys: an id is 1 to 20 ASCII characters")
        if len(key) != _KEY:
            raise ValueError(f"privacy.keys {key_id}: a key is 32 bytes, not {len(key)}")
    if len(hash_key) < _KEY:
        raise ValueError(f"privacy.hash_key is at least 32 bytes, not {len(hash_key)}")
