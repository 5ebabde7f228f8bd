"""Work of the part that comes with the clock. The queue counts in UTC."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.complaints import boxes
from mingjing.complaints.services import causes, mail, messaging, reconciling, retention, sweeping, warning
from mingjing.regulations.selectors import pack_in_force

DAILY = "5 16,22 * * *"  # five past midnight in China, and once more before office hours in case the worker was down
NIGHTLY = "30 18 * * *"
SLOTS = "0-4 0-13 * * *"  # 8 to 21 o'clock in China, and the minutes after each in case the worker was busy


@app.periodic(cron=DAILY)
@app.task(name="complaints.sweep", queue="sweep", queueing_lock="complaints.sweep")
def sweep(timestamp: int) -> None:
    """Climb the ladder of every clock; write the breaches."""
    warning.sweep(today=timezone.localdate(), at=timezone.now())


@app.periodic(cron=SLOTS)
@app.task(name="complaints.messages", queue="sweep", queueing_lock="complaints.messages")
def send_messages(timestamp: int) -> None:
    """Let messages out."""
    messaging.deliver(at=timezone.now())


@app.periodic(cron=NIGHTLY)
@app.task(name="complaints.retain", queue="sweep", queueing_lock="complaints.retain")
def retain(timestamp: int) -> None:
    """Shred what is over its limit, and drop keys that have no owner."""
    retention.retain(today=timezone.localdate(), at=timezone.now())
    reconciling.reconcile(today=timezone.localdate())


@app.periodic(cron="40 * * * *")
@app.task(name="complaints.files", queue="sweep", queueing_lock="complaints.files")
def forget_files(timestamp: int) -> None:
    """Remove what was uploaded with forms that were never filed."""
    sweeping.forget_files(at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="complaints.mail", queue="sweep", lock="complaints.mail", queueing_lock="complaints.mail")
def fetch_mail(timestamp: int) -> None:
    """Register what came to the mailbox of the centre, where there is one (CMP-6-d)."""
    if settings.MAILBOX:
        with boxes.opened(settings.MAILBOX) as box:
            mail.fetch(box, at=timezone.now())


@app.periodic(cron=NIGHTLY)
@app.task(name="complaints.causes", queue="sweep", queueing_lock="complaints.causes")
def count_causes(timestamp: int) -> None:
    """Count what people complained about in a quarter that is over."""
    today = timezone.localdate()
    pack = pack_in_force(today)
    if pack:
        causes.count(acts=pack.acts, today=today)
