"""The receipt: number, code, what happens next and by when, and the signed promise. The code is shown this once."""

import base64
import json

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mingjing.complaints.enums import Complainant, RealName
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.expecting import expected
from mingjing.complaints.services.filing import Filed
from mingjing.regulations.selectors import law
from mingjing.sealing.services import routing

LOOKUP = "/complaints/lookup/"
DATA = "data:application/json;base64,"


def shown(request: HttpRequest, filed: Filed, *, again: bool = False) -> HttpResponse:
    """The answer to a form. `again`: its complaint was there already, whatever the form says by now."""
    complaint = filed.complaint
    by_name = complaint.real_name != RealName.ANONYMOUS
    promise = json.dumps(complaint.receipt.promise if complaint.receipt else None, indent=1)
    address = lookup_address(request, filed.code)
    context = {
        "section": "complaints",
        "complaint": complaint,
        "complainant": Complainant(_complainant(complaint)).label,
        "by_name": by_name,
        "again": again,
        "today": timezone.localdate(),
        "code": filed.code,
        "groups": filed.code.split("-"),
        "expected": expected(law(complaint.received_on), complaint.received_on, by_name=by_name),
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=4),
        "address": address.partition("#")[0],
        "promise": DATA + base64.b64encode(promise.encode()).decode("ascii"),
    }
    return render(request, "portal/complaints/receipt.html", context)


def lookup_address(request: HttpRequest, code: str) -> str:
    """Where the code is typed; the code itself stands after the `#`, which browsers keep to themselves."""
    site = settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
    return f"{site}{LOOKUP}#{code}"


def _complainant(complaint: Complaint) -> str:
    said = routing.opened(complaint.routing, about=complaint.pk)
    return str(said["complainant"])
