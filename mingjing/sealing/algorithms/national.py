"""SM2, SM3 and SM4-GCM. A certified module takes this one's place where a 密评 is asked for; the interface stays."""

import secrets

import gmalg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mingjing.sealing.algorithms.base import NotOpened, Opener, Shutter

NONCE, TAG, SM4_KEY, HEAD = 12, 16, 16, 24
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123  # of SM2's group
WRONG = (ValueError, TypeError, IndexError, InvalidTag, OverflowError)


class _Chunks:
    """A key, a nonce that counts, and a mark on the last chunk."""

    def __init__(self, key: bytes, head: bytes) -> None:
        self.key, self.head, self.count = _derived(key, head, b"file"), head, 0

    def about(self, *, last: bool) -> bytes:
        self.count += 1
        return b"last" if last else b"more"

    @property
    def nonce(self) -> bytes:
        return self.count.to_bytes(NONCE, "big")


class _Shutter(_Chunks):
    def push(self, chunk: bytes, *, last: bool) -> bytes:
        about = self.about(last=last)
        return _encrypt(chunk, self.key, self.nonce, about)


class _Opener(_Chunks):
    def pull(self, chunk: bytes) -> tuple[bytes, bool]:
        self.count += 1
        for last in (False, True):
            try:
                return _decrypt(chunk, self.key, self.nonce, b"last" if last else b"more"), last
            except WRONG:
                continue
        raise NotOpened


class National:
    mark = b"s1"
    chunk_overhead = TAG
    head_length = HEAD

    def pair(self, seed: bytes | None = None) -> tuple[bytes, bytes]:
        number = int.from_bytes(_derived(seed or secrets.token_bytes(32), b"", b"pair", 40), "big") % (ORDER - 2) + 1
        private = number.to_bytes(32, "big")
        return private, gmalg.SM2(sk=private).generate_pk(private)

    def seal_to(self, data: bytes, public: bytes) -> bytes:
        return bytes(gmalg.SM2(pk=public).encrypt(data))

    def open_with(self, box: bytes, private: bytes) -> bytes:
        try:
            return bytes(gmalg.SM2(sk=private).decrypt(box))
        except Exception as error:  # noqa: BLE001 - the library tells a wrong key by many different errors
            raise NotOpened from error

    def shut(self, data: bytes, key: bytes, about: bytes) -> bytes:
        salt, nonce = secrets.token_bytes(16), bytes(NONCE)
        return salt + _encrypt(data, _derived(key, salt, b"box"), nonce, about)

    def opened(self, box: bytes, key: bytes, about: bytes) -> bytes:
        try:
            return _decrypt(box[16:], _derived(key, box[:16], b"box"), bytes(NONCE), about)
        except WRONG as error:
            raise NotOpened from error

    def shutter(self, key: bytes) -> Shutter:
        return _Shutter(key, secrets.token_bytes(HEAD))

    def opener(self, key: bytes, head: bytes) -> Opener:
        return _Opener(key, head)


def _derived(key: bytes, salt: bytes, what: bytes, length: int = SM4_KEY) -> bytes:
    """A key for one use: SM4's keys are 16 bytes, and no nonce may ever come twice under one of them."""
    return HKDF(hashes.SM3(), length, salt, b"mingjing-" + what).derive(key)


def _encrypt(data: bytes, key: bytes, nonce: bytes, about: bytes) -> bytes:
    shut = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    shut.authenticate_additional_data(about)
    return shut.update(data) + shut.finalize() + shut.tag


def _decrypt(box: bytes, key: bytes, nonce: bytes, about: bytes) -> bytes:
    opened = Cipher(algorithms.SM4(key), modes.GCM(nonce, box[-TAG:])).decryptor()
    opened.authenticate_additional_data(about)
    return opened.update(box[:-TAG]) + opened.finalize()


NATIONAL = National()
