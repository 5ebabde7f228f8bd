"""Sets of algorithms to seal with. Every sealed value begins with two letters that name its set (X-11)."""

from mingjing.sealing.algorithms.base import CHUNK, NotOpened, Opener, Provider, Shutter
from mingjing.sealing.algorithms.international import INTERNATIONAL
from mingjing.sealing.algorithms.national import NATIONAL

PROVIDERS: dict[str, Provider] = {"international": INTERNATIONAL, "national": NATIONAL}
BY_MARK: dict[bytes, Provider] = {provider.mark: provider for provider in PROVIDERS.values()}
__all__ = ["BY_MARK", "CHUNK", "PROVIDERS", "NotOpened", "Opener", "Provider", "Shutter"]
