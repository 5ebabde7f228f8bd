"""Django app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "mingjing.meetings"
    label = "meetings"
    verbose_name = "会议"
