"""Pages as a scanner sees them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def page(name: str) -> SimpleUploadedFile:
    """A ruled page, to upload as a picture of that name."""
    picture = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(picture)
    for line in range(80, 820, 40):
        pen.line((60, line, 560, line), fill="gray")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")
