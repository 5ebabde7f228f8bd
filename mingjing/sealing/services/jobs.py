"""A custodian's work on a device of their own: job files, and taking one layer off. Needs no database and no network.

A file says what is asked, and holds layers. The first custodian takes the outer one off each; the second takes the
inner one off and seals what was inside at once: to the requester's key, or to the new three pairs. Nothing is ever
written unsealed.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from mingjing.sealing import age, padding, vault
from mingjing.sealing.algorithms import NotOpened

MARK, VERSION = "custody", 1
OPEN, REWRAP = "open", "rewrap"
FIRST, SECOND, DONE = 1, 2, 3


class WrongFile(ValueError):
    """The file is no job, or not one for this step."""


def coded(data: bytes) -> str:
    """Bytes for JSON."""
    return b64encode(data).decode()


def decoded(text: Any) -> bytes:
    """Bytes from JSON.

    Raises:
        WrongFile: it is no such text.
    """
    try:
        return b64decode(text, validate=True)
    except (ValueError, TypeError) as error:
        raise WrongFile("not base64") from error


def written(job: dict[str, Any]) -> bytes:
    """A job as a file."""
    return json.dumps({"mingjing": MARK, "v": VERSION, **job}, ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> dict[str, Any]:
    """The job of a file.

    Raises:
        WrongFile: it is none.
    """
    try:
        job = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise WrongFile("not a job file") from error
    fits = isinstance(job, dict) and job.get("mingjing") == MARK and job.get("v") == VERSION
    if not fits or job.get("what") not in (OPEN, REWRAP) or job.get("step") not in (FIRST, SECOND, DONE):
        raise WrongFile("not a job file of this version")
    if not isinstance(job.get("layers"), list) or not job["layers"]:
        raise WrongFile("the file holds no layers")
    return dict(job)


def fingerprint(data: bytes) -> str:
    """How a public key or a recipient is called: 64 hex letters."""
    return hashlib.sha256(data).hexdigest()


def reason_of(job: dict[str, Any], identity: str) -> str:
    """Why it is asked for; empty where the file tells none.

    Raises:
        NotOpened: it was not sealed to this identity.
    """
    sealed = job.get("reason")
    return padding.bare(age.opened(decoded(sealed), identity)).decode() if sealed else ""


def sealed_reason(reason: str, recipients: list[str]) -> bytes:
    """A reason that each of the custodians can read, and nobody else."""
    return age.seal_to(padding.padded(reason.encode()), recipients)


def peeled(job: dict[str, Any], identity: str) -> dict[str, Any]:
    """The job with one layer off, for the next step.

    Raises:
        NotOpened: the layer is not for this identity.
        WrongFile: nothing is left to take off.
    """
    if job["step"] == DONE:
        raise WrongFile("both layers are off already")
    after: Callable[[bytes], Any] = coded if job["step"] == FIRST else _sealing(job)
    layers = [after(age.opened(decoded(layer), identity)) for layer in job["layers"]]
    return {**job, "step": job["step"] + 1, "layers": layers}


def _sealing(job: dict[str, Any]) -> Callable[[bytes], Any]:
    """What becomes of a key that is bare for a moment: sealed to who asked, or to each new pair."""
    if job["what"] == OPEN:
        public = decoded(job["requester"]["public"])
        return lambda key: coded(vault.seal_to(_key(key), public))
    pairs = [(str(outer), str(inner)) for outer, inner in job["pairs"]]
    return lambda key: [coded(age.seal_to_both(_key(key), outer, inner)) for outer, inner in pairs]


def _key(data: bytes) -> bytes:
    if len(data) != vault.KEY:
        raise NotOpened
    return data
