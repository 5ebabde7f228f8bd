"""Keys of the server that promises and batches rest on; none is in the database (`core.keyfiles`)."""

import datetime as dt
import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mingjing.core import keyfiles
from mingjing.transparency.commitments import hour_of


def signer() -> Ed25519PrivateKey:
    """The key that signs promises."""
    return Ed25519PrivateKey.from_private_bytes(keyfiles.secret("promise"))


def public_key() -> bytes:
    """The 32 public bytes by which anybody checks a promise."""
    return signer().public_key().public_bytes_raw()


def dummy_seed(hour: dt.datetime) -> bytes:
    """What the dummies of one batch are made from. Shown to auditors for one batch, it tells nothing of the others."""
    return hmac.digest(keyfiles.secret("dummies"), hour_of(hour).isoformat().encode("ascii"), "sha256")
