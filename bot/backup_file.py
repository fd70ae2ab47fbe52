"""The file of a backup: compressed, encrypted to a passphrase, and either whole or not there.

    first line   JSON that anyone may read: of which format, release, schema and time it is; salt, nonce and
                 how costly the key is
    then         AES-256-GCM of the compressed lines, which authenticates the first line with them
    last         its tag, 16 bytes

The key is scrypt's of the passphrase (N = 2^COST, r = 8, p = 1, as RFC 7914 and OWASP's cheat sheet on
storing passwords have it: 128 MB and a third of a second for each guess). It is one message of GCM, so
nothing of it is used before all of it was verified; it ends at 64 GB (NIST SP 800-38D).
"""

from __future__ import annotations

import hmac
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT = 1
COST = 17
"""the power of two by which scrypt makes a key; each file says its own"""
FEWEST_LETTERS = 12
"""of a passphrase"""

_CHUNK = 1 << 20
_TAG = 16
_LONGEST_HEAD = 4096
_LEVEL = 1
"""of zlib: most of it is encrypted already, and only comes down to what base64 added"""


class CannotRead(Exception):  # noqa: N818  said to the operator as it stands
    """The file is no backup, not whole, or of another passphrase."""


@contextmanager
def written(path: Path, passphrase: str, about: Mapping[str, str]) -> Iterator[Callable[[bytes], None]]:
    """Gives what takes the content; the file stands there, whole and for its owner only, when the block ends.

    What stood there is replaced then. When the block raises, nothing is left and nothing was replaced.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 600
    try:
        with os.fdopen(handle, "wb") as file:
            yield from _encrypted(file, passphrase, about)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        Path(name).unlink(missing_ok=True)


def read_about(path: Path) -> dict[str, Any]:
    """What the first line says, before anyone knows whether it is true. Raises CannotRead."""
    with path.open("rb") as file:
        return _read_head(path, file)[1]


@contextmanager
def opened(path: Path, passphrase: str, folder: Path) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """Gives what the first line says, and the lines, all of them verified. Raises CannotRead.

    What is decrypted is kept, still compressed, in a file without a name in this folder, which is gone
    whatever happens.
    """
    with path.open("rb") as file, tempfile.TemporaryFile(dir=folder) as plain:
        about = _decrypt(path, file, plain, passphrase)
        plain.seek(0)
        yield about, _lines(plain)


def flush_folder(folder: Path) -> None:
    """A file that was moved into place stays there, though the power fails."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _encrypted(
    file: IO[bytes], passphrase: str, about: Mapping[str, str]
) -> Iterator[Callable[[bytes], None]]:
    salt, nonce = os.urandom(16), os.urandom(12)
    key, check = _derive(passphrase, salt, COST)
    own = {"salt": salt.hex(), "nonce": nonce.hex(), "check": check.hex(), "cost": COST}
    head = json.dumps({**about, "sertakan_backup": FORMAT, **own}).encode() + b"\n"
    file.write(head)
    encryptor = Cipher(algorithms.AES256(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head)
    compressor = zlib.compressobj(_LEVEL)

    def write(data: bytes) -> None:
        file.write(encryptor.update(compressor.compress(data)))

    yield write
    file.write(encryptor.update(compressor.flush()) + encryptor.finalize() + encryptor.tag)


def _read_head(path: Path, file: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    line = file.readline(_LONGEST_HEAD)
    try:
        head = json.loads(line)
        format_ = head["sertakan_backup"]
    except (ValueError, KeyError, TypeError):
        raise CannotRead(f"{path} is not a backup of ours, or its beginning was changed") from None
    if format_ != FORMAT:
        raise CannotRead(f"{path} is of a newer release (format {format_}); install that one first")
    return line, head


def _decrypt(path: Path, file: IO[bytes], plain: IO[bytes], passphrase: str) -> dict[str, Any]:
    line, head = _read_head(path, file)
    left = os.fstat(file.fileno()).st_size - len(line) - _TAG
    try:
        salt, nonce, check = (bytes.fromhex(head[name]) for name in ("salt", "nonce", "check"))
        key, expected = _derive(passphrase, salt, head["cost"])
        decryptor = Cipher(algorithms.AES256(key), modes.GCM(nonce)).decryptor()
    except (ValueError, KeyError, TypeError):
        raise CannotRead(f"the beginning of {path} was changed; take another copy of it") from None
    if not hmac.compare_digest(check, expected):
        raise CannotRead(f"this is not the passphrase of {path}, or its first line was changed")
    decryptor.authenticate_additional_data(line)
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        left -= len(chunk)
        plain.write(decryptor.update(chunk))
    try:
        decryptor.finalize_with_tag(file.read(_TAG))
    except (InvalidTag, ValueError):  # ValueError: the tag is cut, too
        raise CannotRead(f"{path} was cut off or changed; take another copy of it") from None
    return head


def _derive(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    """The key, and by what a wrong passphrase is told from a changed file.

    Raises ValueError for a cost that nobody writes: it is read before anything is verified.
    """
    if cost not in range(1, COST + 1):
        raise ValueError(f"no key is made at {cost}")
    derived = Scrypt(salt=salt, length=64, n=2**cost, r=8, p=1).derive(passphrase.encode("utf-8"))
    return derived[:32], derived[32:]


def _lines(plain: IO[bytes]) -> Iterator[bytes]:
    decompressor = zlib.decompressobj()
    rest = b""
    while chunk := plain.read(_CHUNK // 4):
        *lines, rest = (rest + decompressor.decompress(chunk)).split(b"\n")
        yield from lines
    *lines, rest = (rest + decompressor.flush()).split(b"\n")
    yield from lines
    if rest:
        yield rest
