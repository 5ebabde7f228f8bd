"""What custodians hold: age identities, on devices of their own. Sealing to two of them, and taking one layer off."""

import pyrage

from mingjing.sealing.algorithms import NotOpened

MAGIC = b"age-encryption.org/v1\n"
SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how an identity begins


def new_identity() -> tuple[str, str]:
    """A new identity and its recipient."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(identity: str) -> str:
    """The recipient that belongs to an identity.

    Raises:
        NotOpened: that is no identity.
    """
    return str(_identity(identity).to_public())


def is_recipient(text: str) -> bool:
    """True for an age recipient."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal_to(data: bytes, recipients: list[str]) -> bytes:
    """`data` for any one of `recipients`."""
    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(text) for text in recipients]))


def seal_to_both(data: bytes, outer: str, inner: str, *, label: bytes = b"") -> bytes:
    """`data` so that two custodians must open it, one after the other: age inside age, for two recipients.

    `label` stands first in each of both layers.
    """
    return seal_to(label + seal_to(label + data, [inner]), [outer])


def opened(box: bytes, identity: str) -> bytes:
    """What was sealed to the identity's recipient.

    Raises:
        NotOpened: another identity, or bytes that were changed.
    """
    try:
        return bytes(pyrage.decrypt(box, [_identity(identity)]))
    except pyrage.DecryptError as error:
        raise NotOpened from error


def locked(identity: str, passphrase: str) -> bytes:
    """An identity as a file under a passphrase; any age tool opens it."""
    return bytes(pyrage.passphrase.encrypt(f"{identity}\n".encode(), passphrase))


def is_locked(file: bytes) -> bool:
    """True if the bytes of an identity file are under a passphrase."""
    return file.startswith(MAGIC)


def unlocked(file: bytes, passphrase: str) -> str:
    """The identity of a file, which may be under a passphrase.

    Raises:
        NotOpened: a wrong passphrase, or no identity in it.
    """
    if is_locked(file):
        try:
            file = bytes(pyrage.passphrase.decrypt(file, passphrase))
        except pyrage.DecryptError as error:
            raise NotOpened from error
    lines = file.decode("ascii", "replace").split()
    return next((line for line in lines if line.startswith(SECRET)), "")


def _identity(text: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as error:
        raise NotOpened from error
