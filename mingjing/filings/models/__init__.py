"""报送任务, what each unit owes for one, its last days, what it handed in, and reminders."""

from mingjing.filings.models.filings import Filing, Reminder, Term
from mingjing.filings.models.submissions import Submission, SubmissionFile
from mingjing.filings.models.tasks import FilingTask, TaskFile

__all__ = ["Filing", "FilingTask", "Reminder", "Submission", "SubmissionFile", "TaskFile", "Term"]
