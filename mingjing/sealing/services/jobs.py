"""A custodian's work on a device of their own: job files, and taking one layer off. Needs no database and no network.

A file says what is asked, and holds layers. The first custodian takes the outer one off each; the second takes the
inner one off and seals what was inside at once: to the requester's key, or to the new three pairs. Nothing is ever
written unsealed. Each layer says of which case and purpose it is; one that is not what the file says goes no further.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from mingjing.sealing import age, padding, vault
from mingjing.sealing.algorithms import NotOpened
from mingjing.sealing.services import layers

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
        WrongFile: nothing is left to take off, or a layer is of another case or purpose than the file says.
    """
    if job["step"] == DONE:
        raise WrongFile("both layers are off already")
    after: Callable[[bytes, bytes], Any] = (lambda data, _: coded(data)) if job["step"] == FIRST else _sealing(job)
    off = [
        after(_inside(age.opened(decoded(layer), identity), label), label)
        for layer, label in zip(job["layers"], _labels(job), strict=True)
    ]
    return {**job, "step": job["step"] + 1, "layers": off}


def _labels(job: dict[str, Any]) -> list[bytes]:
    """What each layer must say: case and purpose that the file names."""
    rows: list[Any] = [(job.get("case"), job.get("purpose"))] if job["what"] == OPEN else job.get("rows") or []
    try:
        labels = [layers.label(case, purpose) for case, purpose in rows]
    except (ValueError, TypeError, AttributeError) as error:
        raise WrongFile("the file does not say which case it is about") from error
    if len(labels) != len(job["layers"]):
        raise WrongFile("the file does not say of each layer which case it is of")
    return labels


def _inside(data: bytes, label: bytes) -> bytes:
    try:
        return layers.within(data, label)
    except NotOpened:
        raise WrongFile(
            "a layer is of another case or purpose than this file says; hand nothing back, tell the head of the centre"
        ) from None


def _sealing(job: dict[str, Any]) -> Callable[[bytes, bytes], Any]:
    """What becomes of a key that is bare for a moment: sealed to who asked, or to each new pair."""
    if job["what"] == OPEN:
        public = decoded(job["requester"]["public"])
        return lambda key, label: coded(layers.sealed_for(_key(key), public, opening=job["id"], said=label))
    pairs = [(str(outer), str(inner)) for outer, inner in job["pairs"]]
    return lambda key, label: [coded(age.seal_to_both(_key(key), *pair, label=label)) for pair in pairs]


def _key(data: bytes) -> bytes:
    if len(data) != vault.KEY:
        raise NotOpened
    return data
