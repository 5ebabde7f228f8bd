"""A PDF of pictures, one for each page, written as the pages come: it can hold nothing else."""

import io
import time

from PIL import Image

from mingjing.flattening.pipe import Out

QUALITY = 82
CATALOGUE, TREE = 1, 2
PATIENCE = 40  # seconds of CPU, and twice as many of the clock: well below what a worker is given


class Pages:
    """Writes page after page; `end` writes what ties them together."""

    def __init__(self, out: Out):
        self.out = out
        self.places: dict[int, int] = {}
        self.leaves: list[int] = []
        self.began = time.monotonic()
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def late(self) -> bool:
        """True if there is no time for many more pages: better some of them than none."""
        return time.process_time() > PATIENCE or time.monotonic() - self.began > 2 * PATIENCE

    def add(self, picture: Image.Image, width: float, height: float) -> None:
        """A page of `width` times `height` points of 1/72 inch, filled by the picture."""
        colour = picture if picture.mode in ("RGB", "L") else picture.convert("RGB")
        colour.info = {}
        drawn = io.BytesIO()
        colour.save(drawn, "JPEG", quality=QUALITY)
        space = "DeviceGray" if colour.mode == "L" else "DeviceRGB"
        leaf = TREE + 1 + 3 * len(self.leaves)
        self.leaves.append(leaf)
        self._object(
            leaf,
            f"<</Type/Page/Parent {TREE} 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]"
            f"/Resources<</XObject<</P {leaf + 1} 0 R>>>>/Contents {leaf + 2} 0 R>>",
        )
        said = f"<</Type/XObject/Subtype/Image/Width {colour.width}/Height {colour.height}/ColorSpace/{space}"
        self._object(leaf + 1, f"{said}/BitsPerComponent 8/Filter/DCTDecode", drawn.getvalue())
        self._object(leaf + 2, "<<", f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode())

    def end(self) -> str:
        """Write the page tree and the table of places; the media type."""
        self._object(CATALOGUE, f"<</Type/Catalog/Pages {TREE} 0 R>>")
        kids = " ".join(f"{leaf} 0 R" for leaf in self.leaves)
        self._object(TREE, f"<</Type/Pages/Count {len(self.leaves)}/Kids[{kids}]>>")
        table, size = self.out.size, len(self.places) + 1
        rows = "".join(f"{self.places[number]:010d} 00000 n \n" for number in range(1, size))
        self.out.write(f"xref\n0 {size}\n0000000000 65535 f \n{rows}".encode())
        self.out.write(f"trailer\n<</Size {size}/Root {CATALOGUE} 0 R>>\nstartxref\n{table}\n%%EOF\n".encode())
        return "application/pdf"

    def _object(self, number: int, said: str, stream: bytes | None = None) -> None:
        self.places[number] = self.out.size
        self.out.write(f"{number} 0 obj\n{said}".encode())
        if stream is not None:
            self.out.write(f"/Length {len(stream)}>>\nstream\n".encode() + stream + b"\nendstream")
        self.out.write(b"\nendobj\n")
