"""X25519 sealed boxes, XChaCha20-Poly1305, secretstream: libsodium's."""

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from mingjing.sealing.algorithms.base import NotOpened, Opener, Shutter

WRONG = (CryptoError, ValueError, TypeError, RuntimeError)
NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class _Shutter:
    def __init__(self, key: bytes) -> None:
        self.state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self.head = bindings.crypto_secretstream_xchacha20poly1305_init_push(self.state, key)

    def push(self, chunk: bytes, *, last: bool) -> bytes:
        return bindings.crypto_secretstream_xchacha20poly1305_push(self.state, chunk, tag=LAST if last else MORE)


class _Opener:
    def __init__(self, key: bytes, head: bytes) -> None:
        self.state = bindings.crypto_secretstream_xchacha20poly1305_state()
        try:
            bindings.crypto_secretstream_xchacha20poly1305_init_pull(self.state, head, key)
        except WRONG as error:
            raise NotOpened from error

    def pull(self, chunk: bytes) -> tuple[bytes, bool]:
        try:
            data, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self.state, chunk)
        except WRONG as error:
            raise NotOpened from error
        return data, tag == LAST


class International:
    mark = b"x1"
    chunk_overhead = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
    head_length = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES

    def pair(self, seed: bytes | None = None) -> tuple[bytes, bytes]:
        private = PrivateKey(seed) if seed else PrivateKey.generate()
        return bytes(private), bytes(private.public_key)

    def seal_to(self, data: bytes, public: bytes) -> bytes:
        return bytes(SealedBox(PublicKey(public)).encrypt(data))

    def open_with(self, box: bytes, private: bytes) -> bytes:
        try:
            return bytes(SealedBox(PrivateKey(private)).decrypt(box))
        except WRONG as error:
            raise NotOpened from error

    def shut(self, data: bytes, key: bytes, about: bytes) -> bytes:
        nonce = random(NONCE)
        return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(data, about, nonce, key)

    def opened(self, box: bytes, key: bytes, about: bytes) -> bytes:
        try:
            return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(box[NONCE:], about, box[:NONCE], key)
        except WRONG as error:
            raise NotOpened from error

    def shutter(self, key: bytes) -> Shutter:
        return _Shutter(key)

    def opener(self, key: bytes, head: bytes) -> Opener:
        return _Opener(key, head)


INTERNATIONAL = International()
