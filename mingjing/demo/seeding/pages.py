"""The public pages of the seeded city, all at once instead of by one job for each change."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.core.pages import RENDER
from mingjing.portal import publication


def publish_all() -> int:
    """Write every public page; the jobs that wait to write some of them have nothing left to do."""
    written = publication.rebuild()
    for job in ProcrastinateJob.objects.filter(task_name=RENDER, status="todo").values_list("pk", flat=True):
        app.job_manager.cancel_job_by_id(job, delete_job=True)
    return written
